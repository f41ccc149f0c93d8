#include "io/rtstruct/structure_set.h"

#include "io/reader/in_process_p.h"
#include "io/rtstruct/structure_planes_p.h"
#include "io/seg/source_slice_p.h"

#include <QCoreApplication>

#include <algorithm>

namespace uptake {

using namespace rtstruct;

namespace {

constexpr const char* kStructureSetStorage = "1.2.840.10008.5.1.4.1.1.481.3";

/// Edges times rows: a body contour of 5,000 points on 512 rows has some 10,000. More than this on a slice,
/// or in a file, comes from no drawing.
constexpr std::size_t kCrossingsOfSlice = 4'000'000;
constexpr std::size_t kCrossingsOfFile = 400'000'000;
constexpr std::size_t kMostLayers = 64;

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::StructureSet)
};

/// "%n contour(s)" with the plural of the language.
QString contours(int count) {
  return QCoreApplication::translate("uptake::StructureSet", "%n contour(s)", nullptr, count);
}

/// Collects the masks: as many as overlapping ROIs need.
class Layers {
 public:
  /// False when there would be too many.
  Result<bool> add(const Roi& roi, const std::vector<VoxelRun>& runs, const ImageGrid& grid) {
    std::size_t layer = 0;
    while (layer < maps.size() && collides(runs, maps[layer])) ++layer;
    if (layer == kMostLayers) return false;
    if (layer == maps.size()) {
      Result<LabelMap> map = LabelMap::create(grid);
      if (!map) return map.error();
      maps.push_back(map.take());
      segments.emplace_back();
    }
    for (const VoxelRun& run : runs) maps[layer].fill(run.first, run.length, roi.segment.number);
    segments[layer].push_back(roi.segment);
    return true;
  }

  std::vector<LabelMap> maps;
  std::vector<std::vector<Segment>> segments;

 private:
  static bool collides(const std::vector<VoxelRun>& runs, const LabelMap& map) {
    return std::ranges::any_of(runs, [&](const VoxelRun& run) {
      return std::ranges::any_of(map.voxels(run.first, run.length), [](Label label) { return label != 0; });
    });
  }
};

/// What is to be said of an ROI.
QStringList remarks(const Roi& roi, const RoiPlanes& planes) {
  const QString name = roi.segment.label;
  QStringList texts;
  for (auto type = roi.otherTypes.cbegin(); type != roi.otherTypes.cend(); ++type)
    texts.append(
        Texts::tr("\"%1\": %2 of type %3 left out; only CLOSED_PLANAR ones enclose voxels.")
            .arg(name, contours(type.value()), type.key().isEmpty() ? QStringLiteral("–") : type.key()));
  if (planes.tooFew > 0)
    texts.append(
        Texts::tr("\"%1\": %2 of fewer than three points left out.").arg(name, contours(planes.tooFew)));
  if (planes.oblique > 0)
    texts.append(Texts::tr("\"%1\": %2 not parallel to the slices of the series left out; it was drawn on "
                           "another grid.")
                     .arg(name, contours(planes.oblique)));
  if (planes.outside > 0)
    texts.append(
        Texts::tr("\"%1\": %2 beyond the first or last slice left out.").arg(name, contours(planes.outside)));
  if (planes.elsewhere > 0)
    texts.append(
        Texts::tr("\"%1\": %2 on other slices than the images that they name; the position was taken.")
            .arg(name, contours(planes.elsewhere)));
  if (planes.between > 0)
    texts.append(
        Texts::tr("\"%1\": %2 between the slices of the series; the ROI was resampled, each slice shows "
                  "the nearest contours.")
            .arg(name, contours(planes.between)));
  if (planes.joined > 0)
    texts.append(Texts::tr("\"%1\": %2 a little off others taken as drawn in the same plane.")
                     .arg(name, contours(planes.joined)));
  if (planes.unused > 0)
    texts.append(Texts::tr("\"%1\": %2 on no slice of the series; every slice's centre is nearer to others.")
                     .arg(name, contours(planes.unused)));
  if (planes.lost > 0)
    texts.append(Texts::tr("\"%1\": %2 left out, a part of the ROI that is thin and lies between the centres "
                           "of two slices.")
                     .arg(name, contours(planes.lost)));
  if (!planes.isThicknessKnown)
    texts.append(Texts::tr("\"%1\": no contour has another one above or below it that tells how thick the "
                           "ROI is; each was taken to be as thick as a slice of the series.")
                     .arg(name));
  if (planes.cutOff > 0)
    texts.append(
        Texts::tr("\"%1\": %2 cut off at the edge of the image.").arg(name, contours(planes.cutOff)));
  if (roi.interpolated > 0)
    texts.append(
        Texts::tr("\"%1\": %2 of type INTERPOLATED_PLANAR, filled in between others, count like drawn ones.")
            .arg(name, contours(roi.interpolated)));
  return texts;
}

/// What is to be said of contours of one slice that lie on one another.
QStringList overlapRemarks(const Roi& roi, const RoiPlanes& planes) {
  const QString name = roi.segment.label;
  const auto count = [&](auto isOne) {
    return static_cast<int>(std::ranges::count_if(planes.outlines, isOne));
  };
  QStringList texts;
  if (const int repeated = count([](const Outline& each) { return each.isRepeated && !each.isXor; }))
    texts.append(
        Texts::tr("\"%1\": %2 stored more than once; each counts once.").arg(name, contours(repeated)));
  if (const int cancelled = count([](const Outline& each) { return each.isRepeated && each.isXor; }))
    texts.append(Texts::tr("\"%1\": %2 of type CLOSEDPLANAR_XOR stored more than once; two that are the same "
                           "enclose nothing.")
                     .arg(name, contours(cancelled)));
  if (const int crossing = count([](const Outline& each) { return each.isUnited; }))
    texts.append(
        Texts::tr("\"%1\": %2 that cross each other taken as one region.").arg(name, contours(crossing)));
  if (const int inner =
          count([](const Outline& each) { return each.isInside && !each.isUnited && !each.isRepeated; }))
    texts.append(Texts::tr("\"%1\": %2 inside another one taken as holes, or as islands in holes.")
                     .arg(name, contours(inner)));
  return texts;
}

/// The voxels of an ROI, ascending; nothing when it is too complex. Marks how its outlines lie to each other.
std::optional<std::vector<VoxelRun>> voxelsOf(RoiPlanes& planes, const ImageGrid& grid,
                                              std::size_t& crossingsLeft, const JobControl& control) {
  std::vector<VoxelRun> runs;
  for (const auto& [k, indices] : planes.slices) {
    if (control.isCancelled()) return runs;
    std::vector<Outline*> outlines;
    for (const std::size_t index : indices) outlines.push_back(&planes.outlines[index]);
    const std::size_t before = std::min(kCrossingsOfSlice, crossingsLeft);
    std::size_t budget = before;
    const auto filled = regionOf(outlines, grid.size().x(), grid.size().y(), budget);
    if (!filled) return {};
    crossingsLeft -= before - budget;
    for (const VoxelRun& run : *filled) runs.push_back({grid.offset(0, 0, k) + run.first, run.length});
  }
  return runs;
}

/// Whether the file names other series, and not this one.
bool isDrawnOnAnother(const StructureFile& file, const QString& uid) {
  return !file.reference.sourceSeriesUid.isEmpty() &&
         std::ranges::none_of(file.frames,
                              [&](const ReferencedFrame& each) { return each.series.contains(uid); });
}

/// Leaves out the ROIs that lie in another frame of reference than the series: their positions cannot be
/// compared. Those of `elsewhere` are read on another series, and nothing is said of them.
void checkFrames(StructureFile& file, const SeriesEntry& source, const QStringList& elsewhere) {
  const QString& ours = source.source.frameOfReferenceUid;
  if (isDrawnOnAnother(file, source.source.seriesInstanceUid))
    file.warnings.append(
        Texts::tr("The structure set was drawn on another series (%1); it is shown where it lies.")
            .arg(file.reference.sourceSeriesUid));
  QStringList tolerated;
  std::erase_if(file.rois, [&](Roi& roi) {
    const QString& theirs = roi.frameOfReferenceUid;
    if (theirs.isEmpty() || ours.isEmpty() || theirs == ours) return false;
    if (elsewhere.contains(theirs)) return true;
    const auto named = std::ranges::find(file.frames, theirs, &ReferencedFrame::uid);
    if (named != file.frames.end() && named->series.contains(source.source.seriesInstanceUid))
      tolerated.append(theirs);
    else if (roi.defect.isEmpty())
      roi.defect = Texts::tr(
                       "it lies in the frame of reference %1, the series in %2: their positions "
                       "cannot be compared")
                       .arg(theirs, ours);
    return false;
  });
  tolerated.removeDuplicates();
  for (const QString& theirs : tolerated)
    file.warnings.append(Texts::tr("The structure set has the frame of reference %1, the series %2; but the "
                                   "file names this series.")
                             .arg(theirs, ours));
}

std::vector<std::unique_ptr<MaskLayer>> assemble(StructureFile& file, Layers& layers,
                                                 const SeriesSource& source) {
  if (layers.maps.size() > 1)
    file.warnings.append(QCoreApplication::translate(
        "uptake::StructureSet",
        "ROIs overlap; they are shown as %n mask(s), each saved as a file of its own.", nullptr,
        static_cast<int>(layers.maps.size())));
  MaskProvenance provenance;
  provenance.predecessorUid = file.reference.sopInstanceUid;
  provenance.predecessorSeriesUid = file.reference.seriesInstanceUid;
  provenance.predecessorClassUid = QLatin1String(kStructureSetStorage);
  std::vector<std::unique_ptr<MaskLayer>> result;
  for (std::size_t i = 0; i < layers.maps.size(); ++i) {
    std::vector<Segment>& segments = layers.segments[i];
    std::ranges::sort(segments, {}, &Segment::number);
    const QString name = i == 0 ? file.name : QStringLiteral("%1 (%2)").arg(file.name).arg(i + 1);
    result.push_back(
        std::make_unique<MaskLayer>(MaskLayer{MaskId::None, name, std::move(layers.maps[i]),
                                              std::move(segments), source, provenance, file.warnings}));
  }
  return result;
}

}  // namespace

namespace in_process {

Result<std::vector<std::unique_ptr<MaskLayer>>> readStructureSet(const QString& path,
                                                                 const SeriesEntry& source,
                                                                 JobControl& control,
                                                                 const QStringList& framesElsewhere) {
  if (!source.grid)
    return Error{
        ErrorKind::NotSupported,
        Texts::tr("The series that the structure set belongs to is no volume: %1").arg(source.refusal), path};
  Result<StructureFile> opened = readStructureFile(path, control);
  if (!opened) return opened.error();
  StructureFile& file = *opened;
  checkFrames(file, source, framesElsewhere);

  const ImageGrid& grid = *source.grid;
  const QHash<QString, int> slices = seg::sliceNumbers(source.source);
  const bool onOtherSeries = isDrawnOnAnother(file, source.source.seriesInstanceUid);
  Layers layers;
  std::size_t crossingsLeft = kCrossingsOfFile;
  qint64 done = 0;
  for (Roi& roi : file.rois) {
    if (control.isCancelled()) return JobControl::cancelledError();
    control.setProgress(done++, static_cast<qint64>(file.rois.size()), roi.segment.label);
    std::vector<VoxelRun> runs;
    if (roi.defect.isEmpty()) {
      RoiPlanes planes = planesOf(roi, grid, slices, onOtherSeries);
      auto voxels = voxelsOf(planes, grid, crossingsLeft, control);
      if (control.isCancelled()) return JobControl::cancelledError();
      if (!voxels) {
        roi.defect = Texts::tr("its contours cross the rows of a slice, or of all slices, too many times");
      } else {
        runs = std::move(*voxels);
        file.warnings.append(remarks(roi, planes) + overlapRemarks(roi, planes));
        if (runs.empty())
          file.warnings.append(Texts::tr("\"%1\" encloses no voxel of the series.").arg(roi.segment.label));
      }
    }
    if (roi.defect.isEmpty() && !runs.empty()) {
      const Result<bool> added = layers.add(roi, runs, grid);
      if (!added) return Error{added.error().kind, added.error().message, path};
      if (!*added) roi.defect = Texts::tr("more than %1 ROIs overlap").arg(kMostLayers);
    }
    if (!roi.defect.isEmpty())
      file.warnings.append(Texts::tr("The ROI \"%1\" is left out: %2.").arg(roi.segment.label, roi.defect));
    roi.contours = {};
  }
  if (layers.maps.empty())
    return Error{ErrorKind::Inconsistent,
                 Texts::tr("The structure set encloses no voxel of the series. %1")
                     .arg(file.warnings.join(QLatin1Char(' '))),
                 path};
  return assemble(file, layers, source.source);
}

}  // namespace in_process

}  // namespace uptake
