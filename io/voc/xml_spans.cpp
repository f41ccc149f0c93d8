#include "io/voc/xml_spans_p.h"

namespace uptake::voc {

namespace {

bool isSpace(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// After the ">" that ends the tag at `at`; a ">" inside a quoted attribute does not. -1 when there is none.
qsizetype tagEnd(const QByteArray& xml, qsizetype at) {
  char quote = 0;
  for (qsizetype n = at; n < xml.size(); ++n) {
    const char c = xml[n];
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '>') {
      return n + 1;
    }
  }
  return -1;
}

/// After what starts with `open` at `at` and ends with `close`; `at` when it does not start there, -1 when it
/// does not end.
qsizetype skip(const QByteArray& xml, qsizetype at, const char* open, const char* close) {
  if (qstrncmp(xml.constData() + at, open, qstrlen(open)) != 0) return at;
  const qsizetype end = xml.indexOf(close, at + static_cast<qsizetype>(qstrlen(open)));
  return end < 0 ? -1 : end + static_cast<qsizetype>(qstrlen(close));
}

}  // namespace

std::vector<ElementSpan> elementSpans(const QByteArray& xml) {
  std::vector<ElementSpan> elements;
  std::vector<int> open;
  for (qsizetype at = xml.indexOf('<'); at >= 0; at = xml.indexOf('<', at)) {
    qsizetype after = at;
    for (const auto& [from, to] : {std::pair{"<!--", "-->"}, {"<![CDATA[", "]]>"}, {"<?", "?>"}}) {
      if (after == at) after = skip(xml, at, from, to);
    }
    if (after < 0) return {};
    if (after != at) {
      at = after;
      continue;
    }
    after = tagEnd(xml, at);
    if (after < 0) return {};
    if (xml[at + 1] == '/') {
      if (open.empty()) return {};
      ElementSpan& element = elements[static_cast<std::size_t>(open.back())];
      element.contentEnd = at;
      element.end = after;
      open.pop_back();
    } else if (xml[at + 1] != '!') {  // "<!": a DOCTYPE
      ElementSpan element;
      qsizetype nameEnd = at + 1;
      while (nameEnd < after && !isSpace(xml[nameEnd]) && xml[nameEnd] != '/' && xml[nameEnd] != '>')
        ++nameEnd;
      element.name = xml.mid(at + 1, nameEnd - at - 1);
      element.parent = open.empty() ? -1 : open.back();
      element.begin = at;
      element.contentBegin = element.contentEnd = element.end = after;
      element.selfClosing = xml[after - 2] == '/';
      if (!element.selfClosing) open.push_back(static_cast<int>(elements.size()));
      elements.push_back(element);
    }
    at = after;
  }
  return open.empty() ? elements : std::vector<ElementSpan>{};
}

}  // namespace uptake::voc
