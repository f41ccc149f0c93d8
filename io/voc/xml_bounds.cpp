#include "io/voc/xml_bounds_p.h"

#include <QCoreApplication>

#include <utility>

namespace uptake::voc {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::Voc)
};

constexpr qsizetype kLongestTag = 8 * 1024;
constexpr int kMostTags = 1'000'000;

}  // namespace

Result<void> checkXmlBounds(const QByteArray& xml) {
  // Markup is told from text no better than it must be: what is no tag only ends one sooner. In UTF-16 there
  // is a zero beside each of these characters, which makes no difference here.
  int tags = 0;
  qsizetype tagBegin = -1;
  char quote = 0;
  for (qsizetype n = 0; n < xml.size(); ++n) {
    const char c = xml[n];
    if (tagBegin < 0) {
      if (c != '<') continue;
      tagBegin = n;
      const QByteArray begin = xml.mid(n, 9);
      for (const auto& [open, close] : {std::pair{"<!--", "-->"}, {"<![CDATA[", "]]>"}, {"<?", "?>"}}) {
        if (!begin.startsWith(open)) continue;
        const qsizetype end = xml.indexOf(close, n);
        if (end < 0) return {};  // the parser says where it misses it
        n = end;
        tagBegin = -1;
      }
      if (++tags > kMostTags)
        return Error{ErrorKind::NotSupported,
                     Texts::tr("it has more than %1 elements, which no annotation has").arg(kMostTags / 2),
                     {}};
      continue;
    }
    if (quote != 0 ? c == quote : (c == '"' || c == '\'')) quote = quote != 0 ? 0 : c;
    if (c == '>' && quote == 0) tagBegin = -1;
    if (tagBegin >= 0 && n - tagBegin > kLongestTag)
      return Error{ErrorKind::NotSupported,
                   Texts::tr("it has a tag of more than %1 bytes, which no annotation has").arg(kLongestTag),
                   {}};
  }
  return {};
}

}  // namespace uptake::voc
