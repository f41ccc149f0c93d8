#include "io/seg/frame_plan_p.h"

#include <QCoreApplication>

#include <algorithm>
#include <limits>
#include <map>

namespace uptake::seg {

namespace {

constexpr std::size_t kLabels = std::numeric_limits<Label>::max() + std::size_t{1};

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::Seg)
};

void setBits(std::span<std::uint8_t> bits, std::uint64_t first, std::uint64_t length) {
  std::uint64_t bit = first;
  const std::uint64_t end = first + length;
  for (; bit < end && bit % 8 != 0; ++bit) bits[bit / 8] |= static_cast<std::uint8_t>(1U << (bit % 8));
  for (; bit + 8 <= end; bit += 8) bits[bit / 8] = 0xFF;
  for (; bit < end; ++bit) bits[bit / 8] |= static_cast<std::uint8_t>(1U << (bit % 8));
}

}  // namespace

Result<FramePlan> planFrames(const MaskLayer& layer, JobControl& control) {
  std::map<Label, std::vector<int>> slicesOf;
  std::vector<int> lastSeen(kLabels, -1);
  for (int k = 0; k < layer.labels.grid().size().z(); ++k) {
    if (control.isCancelled()) return JobControl::cancelledError();
    for (const LabelRun& run : layer.labels.runs(k)) {
      if (lastSeen[run.label] == k) continue;
      lastSeen[run.label] = k;
      slicesOf[run.label].push_back(k);
    }
  }
  if (slicesOf.empty())
    return Error{
        ErrorKind::Inconsistent,
        Texts::tr("The mask \"%1\" has no painted voxel, and a DICOM SEG without any is refused by other "
                  "programs; paint a lesion before saving.")
            .arg(layer.name),
        {}};

  FramePlan plan;
  std::vector<std::uint8_t> usedSlice(static_cast<std::size_t>(layer.labels.grid().size().z()), 0);
  QStringList unnamed;
  for (const auto& [label, slices] : slicesOf) {
    const Segment* segment = layer.segment(label);
    if (segment == nullptr) {
      unnamed.append(QString::number(label));
      continue;
    }
    for (const int k : slices) {
      plan.frames.push_back({static_cast<int>(plan.segments.size()), k});
      usedSlice[static_cast<std::size_t>(k)] = 1;
    }
    plan.segments.push_back(segment);
  }
  if (!unnamed.isEmpty()) {
    if (unnamed.size() > 5) unnamed = unnamed.mid(0, 5) << QStringLiteral("…");
    return Error{ErrorKind::Inconsistent,
                 Texts::tr("The mask \"%1\" has voxels with the labels %2, which no segment describes.")
                     .arg(layer.name, unnamed.join(QStringLiteral(", "))),
                 {}};
  }
  for (const Segment& segment : layer.segments)
    if (!slicesOf.contains(segment.number)) plan.empty.push_back(&segment);
  for (std::size_t k = 0; k < usedSlice.size(); ++k)
    if (usedSlice[k]) plan.slices.push_back(static_cast<int>(k));
  return plan;
}

std::uint64_t packedSize(const ImageGrid& grid, std::size_t frames) {
  const std::uint64_t bits = static_cast<std::uint64_t>(grid.sliceVoxelCount()) * frames;
  const std::uint64_t bytes = (bits + 7) / 8;
  return bytes + bytes % 2;
}

bool packFrames(const LabelMap& labels, const FramePlan& plan, std::span<std::uint8_t> bits,
                JobControl& control) {
  // Slice by slice, so that each is read once however many segments it holds.
  std::map<int, std::vector<std::size_t>> framesOn;
  for (std::size_t frame = 0; frame < plan.frames.size(); ++frame)
    framesOn[plan.frames[frame].k].push_back(frame);
  const auto bitsAFrame = static_cast<std::uint64_t>(labels.grid().sliceVoxelCount());
  std::vector<std::uint64_t> firstBit(kLabels, 0);
  qint64 done = 0;
  for (const auto& [k, frames] : framesOn) {
    if (control.isCancelled()) return false;
    for (const std::size_t frame : frames)
      firstBit[plan.segments[static_cast<std::size_t>(plan.frames[frame].segment)]->number] =
          frame * bitsAFrame;
    const std::ptrdiff_t offset = labels.grid().offset(0, 0, k);
    for (const LabelRun& run : labels.runs(k))
      setBits(bits, firstBit[run.label] + static_cast<std::uint64_t>(run.first - offset),
              static_cast<std::uint64_t>(run.length));
    control.setProgress(++done, static_cast<qint64>(framesOn.size()));
  }
  return true;
}

}  // namespace uptake::seg
