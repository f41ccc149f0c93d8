#include "core/mask/segment_record.h"

#include <QStringList>

#include <algorithm>

namespace uptake {

namespace {

// Words of files, not of the window: not translated.
const QString kSeparator = QStringLiteral("; ");
const QString kDrawn = QStringLiteral("drawn by hand");
const QString kCorrected = QStringLiteral("corrected by hand");
const QString kUnknown = QStringLiteral("unspecified");
const QString kEllipsis = QStringLiteral("…");

constexpr qsizetype kLongest = 64;  // DICOM PS3.5, LO

/// Its own rules are told in full where there is room, else by the program's name alone.
const QString kOurs = QStringLiteral("Uptake");
const QString kOurRule = kOurs + QStringLiteral(", ");

/// Says who made it, where the type of the segment does not.
bool isName(const QString& step) {
  return step != kOurs && step != kDrawn && step != kCorrected && step != kEllipsis &&
         !step.startsWith(kOurRule);
}

/// Steps of this program give way first: nothing else tells which model a lesion comes from.
void shortenOurs(QStringList& steps) {
  const auto isTooLong = [&] { return steps.join(kSeparator).size() > kLongest; };
  for (qsizetype at = 0; at < steps.size() && isTooLong(); ++at)
    if (steps[at].startsWith(kOurRule)) {
      steps[at] = kOurs;
      if (steps.indexOf(kOurs) < at) steps.removeAt(at--);
    }
  if (isTooLong() && steps.last() == kCorrected) steps.removeLast();
  for (qsizetype at = 0; at < steps.size() && isTooLong();)
    if (isName(steps[at]))
      ++at;
    else
      steps.removeAt(at);
}

QString fitted(QStringList steps) {
  const auto text = [&] { return steps.join(kSeparator); };
  if (std::ranges::any_of(steps, isName)) shortenOurs(steps);
  while (text().size() > kLongest && steps.size() > 2) {
    if (steps[1] != kEllipsis)
      steps[1] = kEllipsis;
    else if (steps.size() > 3)
      steps.removeAt(2);
    else
      steps.removeAt(1);
  }
  if (text().size() > kLongest && steps.size() > 1 && steps.last() == kCorrected) steps.removeLast();
  if (text().size() > kLongest && steps.size() > 1) {
    const qsizetype room = kLongest - steps.last().size() - kSeparator.size() - kEllipsis.size();
    steps.first() = steps.first().left(std::max<qsizetype>(room, 0)) + kEllipsis;
  }
  return text().left(kLongest);
}

void append(Segment& segment, const QString& step) {
  QStringList steps = segment.algorithmName.split(kSeparator, Qt::SkipEmptyParts);
  if (steps.isEmpty()) steps.append(segment.algorithm == SegmentAlgorithm::Manual ? kDrawn : kUnknown);
  segment.algorithm = SegmentAlgorithm::SemiAutomatic;
  if (!steps.contains(step)) segment.algorithmName = fitted(steps << step);
}

}  // namespace

void recordByHand(Segment& segment) {
  if (segment.algorithm != SegmentAlgorithm::Manual) append(segment, kCorrected);
}

void recordAlgorithm(Segment& segment, const QString& algorithm, bool wasEmpty) {
  if (!wasEmpty) return append(segment, algorithm);
  segment.algorithm = SegmentAlgorithm::SemiAutomatic;
  segment.algorithmName = fitted({algorithm});
}

}  // namespace uptake
