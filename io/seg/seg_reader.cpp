#include "io/seg/seg_reader.h"

#include "io/dicom/dcmtk_session_p.h"
#include "io/reader/in_process_p.h"
#include "io/seg/frame_pixels_p.h"
#include "io/seg/grid_of_frames_p.h"
#include "io/seg/layer_builder_p.h"
#include "io/seg/off_grid_p.h"
#include "io/seg/source_slice_p.h"

#include <QCoreApplication>
#include <QFile>

#include <algorithm>
#include <limits>
#include <set>

namespace uptake {

using namespace seg;

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::Seg)
};

/// Is the series that was offered the one that this file speaks of?
Result<void> checkSeries(SegFile& seg, const SeriesEntry& source) {
  const QString& theirs = seg.source.frameOfReferenceUid;
  const QString& ours = source.source.frameOfReferenceUid;
  const bool sameSeries = seg.reference.sourceSeriesUid == source.source.seriesInstanceUid;
  if (!theirs.isEmpty() && !ours.isEmpty() && theirs != ours) {
    if (!sameSeries)
      return Error{
          ErrorKind::Inconsistent,
          Texts::tr(
              "The segmentation has the frame of reference %1, the series %2: their positions cannot be "
              "compared.")
              .arg(theirs, ours),
          seg.path};
    seg.warnings.append(
        Texts::tr("The frame of reference differs from that of the series that the file names (%1, %2).")
            .arg(theirs, ours));
  }
  if (!sameSeries && !seg.reference.sourceSeriesUid.isEmpty())
    seg.warnings.append(
        Texts::tr("The segmentation was made on another series (%1); it is shown where it lies.")
            .arg(seg.reference.sourceSeriesUid));
  return {};
}

FramePlacer::SlicePositions sourcePositions(const SeriesEntry& source, const JobControl& control) {
  QStringList files;
  for (const SliceSource& slice : source.source.slices)
    if (!slice.file.isEmpty()) files.append(slice.file);
  const QHash<QString, Result<SourceSlice>> headers = readSourceSlices(files, control);
  FramePlacer::SlicePositions positions;
  for (const SliceSource& slice : source.source.slices) {
    std::optional<Point> position;
    // In a multi-frame file the header has no position of its own.
    if (const auto header = headers.constFind(slice.file); header != headers.constEnd())
      if (*header && header->value().frames <= 1) position = header->value().position;
    positions.push_back(position);
  }
  return positions;
}

/// What is known of the source when it is not at hand: which image each slice was drawn on.
SeriesSource sourceOnOwnGrid(const SegFile& seg, const ImageGrid& grid) {
  SeriesSource source = seg.source;
  source.slices.resize(static_cast<std::size_t>(grid.size().z()));
  for (const SegFrame& frame : seg.frames) {
    const int k = grid.nearestVoxel(frame.position).z();
    if (k < 0 || k >= grid.size().z()) continue;
    SliceSource& slice = source.slices[static_cast<std::size_t>(k)];
    slice.sopInstanceUid = frame.sourceUid;
    slice.sopClassUid = frame.sourceClassUid;
    if (frame.sourceClassUid == QLatin1String(UID_PositronEmissionTomographyImageStorage))
      source.modality = QStringLiteral("PT");
    else if (frame.sourceClassUid == QLatin1String(UID_CTImageStorage))
      source.modality = QStringLiteral("CT");
  }
  return source;
}

/// Says how many frames name an image on another slice than the one they lie on.
void tellMisnamed(SegFile& seg, const SeriesEntry& source) {
  const QHash<QString, int> slices = sliceNumbers(source.source);
  const auto count = std::ranges::count_if(seg.frames, [&](const SegFrame& frame) {
    const int named = frame.sources == 1 ? slices.value(frame.sourceUid, -1) : -1;
    return named >= 0 && named != source.grid->nearestVoxel(frame.position).z();
  });
  if (count > 0)
    seg.warnings.append(
        Texts::tr("%n frame(s) lie on another slice than the image that they name; the position was taken.",
                  nullptr, static_cast<int>(count)));
}

std::set<Label> countedLabels(const LabelMap& map) {
  std::set<Label> labels;
  for (int label = 1; label <= std::numeric_limits<Label>::max(); ++label)
    if (map.count(static_cast<Label>(label)) > 0) labels.insert(static_cast<Label>(label));
  return labels;
}

/// The segments of each map; one without voxels, which a person may still want to paint, stays in the first.
std::vector<std::unique_ptr<MaskLayer>> assemble(const SegFile& seg, std::vector<LabelMap> maps,
                                                 const SeriesSource& source, bool isTheFile) {
  QStringList warnings = seg.warnings;
  const bool several = maps.size() > 1;
  if (several)
    warnings.append(
        Texts::tr("Segments overlap; they are shown as %n mask(s), each saved as a file of its own.", nullptr,
                  static_cast<int>(maps.size())));
  std::vector<std::set<Label>> labels;
  for (const LabelMap& map : maps) labels.push_back(countedLabels(map));
  std::vector<std::unique_ptr<MaskLayer>> layers;
  for (std::size_t i = 0; i < maps.size(); ++i) {
    std::vector<Segment> segments;
    std::set<Label> undescribed = labels[i];
    QStringList own = warnings;
    for (const Segment& segment : seg.segments) {
      const bool nowhere =
          std::ranges::none_of(labels, [&](const auto& each) { return each.contains(segment.number); });
      if (labels[i].contains(segment.number) || (nowhere && i == 0)) segments.push_back(segment);
      if (nowhere && i == 0 && isTheFile)
        own.append(Texts::tr("Segment %1 \"%2\" has no voxels.").arg(segment.number).arg(segment.label));
      undescribed.erase(segment.number);
    }
    for (const Label label : undescribed) {
      Segment segment;
      segment.number = label;
      segment.label = QStringLiteral("Lesion %1").arg(label);
      segment.colour = lesionColour(label);
      segment.algorithm = SegmentAlgorithm::Automatic;
      segments.push_back(segment);
      own.append(Texts::tr("Segment %1 has voxels but no description.").arg(label));
    }
    std::ranges::sort(segments, {}, &Segment::number);
    MaskProvenance provenance = seg.provenance;
    if (several || !isTheFile) provenance.file.clear();
    // Masks of one file become separate series when saved, but for the first.
    if (i > 0) provenance.seriesInstanceUid.clear();
    const QString name = i == 0 ? seg.name : QStringLiteral("%1 (%2)").arg(seg.name).arg(i + 1);
    layers.push_back(std::make_unique<MaskLayer>(
        MaskLayer{MaskId::None, name, std::move(maps[i]), std::move(segments), source, provenance, own}));
  }
  return layers;
}

}  // namespace

namespace in_process {

Result<SegReference> readSegReference(const QString& file) {
  dicom::prepareDcmtk();
  DcmFileFormat format;
  const OFFilename name(QFile::encodeName(file).constData());
  const auto load = [&](const DcmTagKey& end) {
    return format.loadFileUntilTag(name, EXS_Unknown, EGL_noChange, DCM_MaxReadLength, ERM_autoDetect, end);
  };
  OFCondition loaded = load(DCM_SharedFunctionalGroupsSequence);
  SegReference reference;
  if (loaded.good()) {
    reference = referenceOf(*format.getDataset());
    if (reference.sourceSeriesUid.isEmpty()) {
      // Only the frames can tell.
      loaded = load(DCM_PixelData);
      reference = referenceOf(*format.getDataset());
    }
  }
  if (loaded.bad() || reference.sopInstanceUid.isEmpty())
    return notDicom(file, QString::fromLocal8Bit(loaded.text()));
  return reference;
}

Result<std::vector<std::unique_ptr<MaskLayer>>> readSeg(const QString& file, const SeriesEntry* source,
                                                        JobControl& control, OffGrid offGrid) {
  Result<SegFile> opened = openSeg(file);
  if (!opened) return opened.error();
  SegFile& seg = *opened;
  if (source != nullptr && !source->grid)
    return Error{
        ErrorKind::NotSupported,
        Texts::tr("The series that the segmentation belongs to is no volume: %1").arg(source->refusal), file};
  if (source != nullptr)
    if (const auto checked = checkSeries(seg, *source); !checked) return checked.error();
  Result<FramePixels> pixels = FramePixels::create(seg);
  if (!pixels) return pixels.error();
  QStringList doubts;
  const Result<ImageGrid> grid = source ? Result<ImageGrid>(*source->grid) : gridOfFrames(seg, doubts);
  if (!grid) return grid.error();
  seg.warnings.append(doubts);

  auto places = placeFrames(
      seg, *grid, [&] { return source ? sourcePositions(*source, control) : framePositions(seg, *grid); },
      control);
  const bool resampled = !places && source != nullptr && offGrid == OffGrid::Resample &&
                         places.error().kind == ErrorKind::Inconsistent;
  if (!places && !resampled) return places.error();
  Result<std::vector<LabelMap>> maps = resampled ? readOffGrid(seg, *pixels, *grid, control)
                                                 : buildLayers(seg, *pixels, places.take(), *grid, control);
  if (!maps) return maps.error();
  if (source != nullptr) tellMisnamed(seg, *source);
  return assemble(seg, maps.take(), source ? source->source : sourceOnOwnGrid(seg, *grid), !resampled);
}

}  // namespace in_process

}  // namespace uptake
