#include "io/dicom/repeated_instances_p.h"
#include "io/dicom/stack_geometry_p.h"
#include "io/reader/header_stream_p.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QHash>
#include <QSet>

#include <algorithm>
#include <utility>

namespace uptake::dicom {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::StudyIndex)
};

using Image = std::pair<QString, int>;  ///< SOP Instance UID and frame

QString nameOf(const InstanceHeader& header) {
  return QFileInfo(header.file).fileName();
}

/// Whether the pixels of two files with equal headers agree where they are looked at. They end the file, and
/// what stands before them may differ in length.
bool sameSamples(const InstanceHeader& a, const InstanceHeader& b) {
  constexpr qint64 kSample = 64 * 1024;
  QFile first(a.file);
  QFile second(b.file);
  if (!first.open(QIODevice::ReadOnly) || !second.open(QIODevice::ReadOnly)) return false;
  const qint64 least = std::min(first.size(), second.size());
  const qint64 pixels = std::min(least, qint64{a.rows} * a.columns * std::max(1, a.bitsAllocated / 8) *
                                            std::max(1, a.samplesPerPixel) * std::max(1, a.frames));
  for (const qint64 fromEnd : {pixels, 3 * pixels / 4, pixels / 2, pixels / 4, std::min(pixels, kSample)}) {
    if (!first.seek(first.size() - fromEnd) || !second.seek(second.size() - fromEnd)) return false;
    const qint64 length = std::min(kSample, fromEnd);
    if (first.read(length) != second.read(length)) return false;
  }
  return true;
}

/// Equal headers have an equal key.
size_t keyOf(const InstanceHeader& header) {
  const Point place = header.position.value_or(Point::Zero());
  return qHashMulti(0, header.sopInstanceUid, header.frame, header.instanceNumber, place.x(), place.y(),
                    place.z());
}

bool hasRepeated(const std::vector<InstanceHeader>& headers) {
  QSet<Image> seen;
  seen.reserve(static_cast<qsizetype>(headers.size()));
  for (const InstanceHeader& header : headers) {
    const qsizetype before = seen.size();
    seen.insert({header.sopInstanceUid, header.frame});
    if (seen.size() == before) return true;
  }
  return false;
}

void addName(QStringList& names, const QString& name) {
  if (names.isEmpty() || names.back() != name) names.append(name);
}

}  // namespace

QStringList leaveOutCopies(std::vector<InstanceHeader>& headers) {
  if (!hasRepeated(headers)) return {};
  QSet<Image> seen;
  QMultiHash<size_t, const InstanceHeader*> byKey;
  QHash<std::pair<QString, QString>, bool> compared;  // files, which may have many frames
  std::vector<InstanceHeader> kept;
  kept.reserve(headers.size());  // pointers into it stay
  QStringList copies;
  QStringList others;
  for (InstanceHeader& header : headers) {
    const Image image(header.sopInstanceUid, header.frame);
    const auto isCopyOf = [&](const InstanceHeader* known) {
      if (!reader::equalExceptFile(*known, header)) return false;
      const std::pair files(known->file, header.file);
      const auto before = compared.constFind(files);
      if (before != compared.cend()) return *before;
      const bool same = files.first == files.second || sameSamples(*known, header);
      compared.insert(files, same);
      return same;
    };
    const auto alike = byKey.values(keyOf(header));
    if (std::any_of(alike.begin(), alike.end(), isCopyOf)) {
      addName(copies, nameOf(header));
      continue;
    }
    if (seen.contains(image)) addName(others, nameOf(header));
    seen.insert(image);
    const size_t key = keyOf(header);
    kept.push_back(std::move(header));
    byKey.insert(key, &kept.back());
  }
  headers = std::move(kept);
  QStringList warnings;
  if (!copies.isEmpty())
    warnings.append(Texts::tr("%n file(s) repeat a SOP Instance UID of this series and are left out: %1.",
                              nullptr, static_cast<int>(copies.size()))
                        .arg(listText(copies)));
  if (!others.isEmpty())
    warnings.append(
        Texts::tr("%n file(s) have the SOP Instance UID (0008,0018) of another file of this series, but "
                  "other contents: %1. All are used; what refers to an image by that UID (boxes, "
                  "say) may mean another one.",
                  nullptr, static_cast<int>(others.size()))
            .arg(listText(others)));
  return warnings;
}

}  // namespace uptake::dicom
