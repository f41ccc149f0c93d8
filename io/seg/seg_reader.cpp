#include "io/seg/seg_reader.h"

#include "io/dicom/dcmtk_session_p.h"
#include "io/seg/frame_pixels_p.h"
#include "io/seg/frame_placement_p.h"
#include "io/seg/own_grid_p.h"
#include "io/seg/source_slice_p.h"

#include <QCoreApplication>
#include <QFile>

#include <algorithm>
#include <map>

namespace uptake {

using namespace seg;

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::Seg)
};

/// Calls `visit(first, length)` for the buffer positions under a run of a frame's pixels.
template <class Visit>
void forEachVoxelRun(const FramePlacement& place, int columns, std::ptrdiff_t first, std::ptrdiff_t length,
                     Visit visit) {
  if (place.acrossColumns == 1 && place.acrossRows == columns) return visit(place.first + first, length);
  while (length > 0) {
    const std::ptrdiff_t row = first / columns, column = first % columns;
    const std::ptrdiff_t count = std::min(length, columns - column);
    const std::ptrdiff_t start = place.first + row * place.acrossRows + column * place.acrossColumns;
    if (place.acrossColumns == 1)
      visit(start, count);
    else if (place.acrossColumns == -1)
      visit(start - (count - 1), count);
    else
      for (std::ptrdiff_t i = 0; i < count; ++i) visit(start + i * place.acrossColumns, std::ptrdiff_t{1});
    first += count;
    length -= count;
  }
}

/// Distributes frames over as many label maps as overlapping segments need.
class LayerBuilder {
 public:
  LayerBuilder(const SegFile& seg, const FramePixels& pixels, std::vector<FramePlacement> places)
      : seg_(seg), pixels_(pixels), places_(std::move(places)) {}

  /// Adds all frames of a segment to the first map in which they meet no other segment's voxels.
  Result<void> add(const std::vector<std::size_t>& frames, const ImageGrid& grid) {
    std::size_t layer = 0;
    while (layer < maps.size() && collides(frames, maps[layer])) ++layer;
    if (layer == maps.size()) {
      Result<LabelMap> map = LabelMap::create(grid);
      if (!map) return map.error();
      maps.push_back(map.take());
      labelsOf.emplace_back();
    }
    for (const std::size_t frame : frames)
      forEachRun(frame, [&](std::ptrdiff_t first, std::ptrdiff_t length, Label label) {
        maps[layer].fill(first, length, label);
        labelsOf[layer][label] = true;
        return true;
      });
    return {};
  }

  std::vector<LabelMap> maps;
  std::vector<std::map<Label, bool>> labelsOf;  ///< which labels have voxels in each map

 private:
  /// Calls `visit(first, length, label)` until it returns false.
  template <class Visit>
  void forEachRun(std::size_t frame, Visit visit) const {
    bool going = true;
    pixels_.forEachRun(frame, seg_.frames[frame].segment,
                       [&](std::ptrdiff_t first, std::ptrdiff_t length, Label label) {
                         forEachVoxelRun(places_[frame], seg_.plane.columns, first, length,
                                         [&](std::ptrdiff_t voxel, std::ptrdiff_t count) {
                                           going = going && visit(voxel, count, label);
                                         });
                       });
  }

  bool collides(const std::vector<std::size_t>& frames, const LabelMap& map) const {
    bool free = true;
    for (const std::size_t frame : frames) {
      forEachRun(frame, [&](std::ptrdiff_t first, std::ptrdiff_t length, Label label) {
        const auto voxels =
            map.labels().subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(length));
        free = std::ranges::all_of(voxels, [label](Label there) { return there == 0 || there == label; });
        return free;
      });
      if (!free) return true;
    }
    return false;
  }

  const SegFile& seg_;
  const FramePixels& pixels_;
  std::vector<FramePlacement> places_;
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

FramePlacer::SlicePositions sourcePositions(const SeriesEntry& source) {
  FramePlacer::SlicePositions positions;
  for (const SliceSource& slice : source.source.slices) {
    std::optional<Point> position;
    // In a multi-frame file the header has no position of its own.
    if (!slice.file.isEmpty())
      if (const auto header = readSourceSlice(slice.file); header && header->frames <= 1)
        position = header->position;
    positions.push_back(position);
  }
  return positions;
}

FramePlacer::SlicePositions framePositions(const SegFile& seg, const ImageGrid& grid) {
  FramePlacer::SlicePositions positions(static_cast<std::size_t>(grid.size().z()));
  for (const SegFrame& frame : seg.frames) {
    const int k = grid.nearestVoxel(frame.position).z();
    if (k >= 0 && k < grid.size().z()) positions[static_cast<std::size_t>(k)] = frame.position;
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

/// The segments of each map; one without voxels, which a person may still want to paint, stays in the first.
std::vector<std::unique_ptr<MaskLayer>> assemble(const SegFile& seg, LayerBuilder& builder,
                                                 const SeriesSource& source) {
  QStringList warnings = seg.warnings;
  const bool several = builder.maps.size() > 1;
  if (several)
    warnings.append(QCoreApplication::translate(
        "uptake::Seg", "Segments overlap; they are shown as %n mask(s), each saved as a file of its own.",
        nullptr, static_cast<int>(builder.maps.size())));
  std::vector<std::unique_ptr<MaskLayer>> layers;
  for (std::size_t i = 0; i < builder.maps.size(); ++i) {
    std::vector<Segment> segments;
    std::map<Label, bool> undescribed = builder.labelsOf[i];
    for (const Segment& segment : seg.segments) {
      const bool here = builder.labelsOf[i].contains(segment.number);
      const bool nowhere = std::ranges::none_of(
          builder.labelsOf, [&](const auto& labels) { return labels.contains(segment.number); });
      if (here || (nowhere && i == 0)) segments.push_back(segment);
      undescribed.erase(segment.number);
    }
    QStringList own = warnings;
    for (const auto& [label, present] : undescribed) {
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
    if (several) provenance.file.clear();
    // Masks of one file become separate series when saved, but for the first.
    if (i > 0) provenance.seriesInstanceUid.clear();
    const QString name = i == 0 ? seg.name : QStringLiteral("%1 (%2)").arg(seg.name).arg(i + 1);
    layers.push_back(std::make_unique<MaskLayer>(MaskLayer{MaskId::None, name, std::move(builder.maps[i]),
                                                           std::move(segments), source, provenance, own}));
  }
  return layers;
}

}  // namespace

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
    return Error{
        ErrorKind::FileUnreadable,
        Texts::tr("The file cannot be read as DICOM (%1).").arg(QString::fromLocal8Bit(loaded.text())), file};
  return reference;
}

Result<std::vector<std::unique_ptr<MaskLayer>>> readSeg(const QString& file, const SeriesEntry* source,
                                                        JobControl& control) {
  Result<SegFile> opened = openSeg(file);
  if (!opened) return opened.error();
  SegFile& seg = *opened;
  if (source != nullptr && !source->grid)
    return Error{
        ErrorKind::NotSupported,
        Texts::tr("The series that the segmentation belongs to is no volume: %1").arg(source->refusal), file};
  if (source != nullptr)
    if (const auto checked = checkSeries(seg, *source); !checked) return checked.error();
  const Result<FramePixels> pixels = FramePixels::create(seg);
  if (!pixels) return pixels.error();
  const Result<ImageGrid> grid = source ? Result<ImageGrid>(*source->grid) : ownGrid(seg);
  if (!grid) return grid.error();

  SeriesEntry own;
  if (source == nullptr) own.source = sourceOnOwnGrid(seg, *grid);
  FramePlacer placer(*grid, seg.plane,
                     [&] { return source ? sourcePositions(*source) : framePositions(seg, *grid); });
  std::vector<FramePlacement> places;
  std::map<Label, std::vector<std::size_t>> framesOf;
  for (std::size_t frame = 0; frame < seg.frames.size(); ++frame) {
    if (control.isCancelled()) return JobControl::cancelledError();
    const auto place = placer.place(seg.frames[frame].position);
    if (!place) return Error{place.error().kind, place.error().message, file};
    places.push_back(*place);
    framesOf[seg.frames[frame].segment].push_back(frame);
  }
  LayerBuilder builder(seg, *pixels, std::move(places));
  qint64 done = 0;
  for (const auto& [segment, frames] : framesOf) {
    if (control.isCancelled()) return JobControl::cancelledError();
    if (const auto added = builder.add(frames, *grid); !added) return added.error();
    control.setProgress(++done, static_cast<qint64>(framesOf.size()));
  }
  return assemble(seg, builder, source ? source->source : own.source);
}

}  // namespace uptake
