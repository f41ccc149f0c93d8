#pragma once

#include "annotation/tools/tool.h"
#include "core/document/case_document.h"
#include "core/document/selection.h"

#include <QTest>

#include <Eigen/Geometry>

namespace uptake::test {

/// An open case with a small CT (64 × 48 × 10, 0.7 × 0.9 × 3 mm), its history and selection.
struct CaseFixture {
  CaseDocument document;
  Selection selection;
  QUndoStack stack;

  CaseFixture() { document.setImages(makeVolume(ctGrid(), QStringLiteral("ct")), nullptr); }

  ToolContext context() { return {document, selection, stack}; }

  static ImageGrid ctGrid() {
    return ImageGrid::create({64, 48, 10}, {0.7, 0.9, 3.0}, {-20.0, -15.0, 100.0},
                             Eigen::Matrix3d::Identity())
        .take();
  }
  /// Slice k is the stored image "<name>.k".
  static std::shared_ptr<Volume> makeVolume(const ImageGrid& grid, const QString& name) {
    SeriesSource source;
    source.seriesInstanceUid = name;
    for (int k = 0; k < grid.size().z(); ++k)
      source.slices.push_back({QStringLiteral("%1.%2").arg(name).arg(k), {}, {}, 0});
    return Volume::create(grid, VoxelType::Int16, ValueUnit::Hounsfield, QStringLiteral("HU"),
                          std::move(source), -1024)
        .take();
  }
  /// A mask with lesions 1 … lesions, selected on its first; a prediction where an origin is given.
  MaskId addMask(const ImageGrid& grid, int lesions = 3, std::optional<PredictionOrigin> prediction = {}) {
    std::vector<Segment> segments;
    for (int number = 1; number <= lesions; ++number) {
      Segment segment;
      segment.number = static_cast<Label>(number);
      segment.label = QStringLiteral("Lesion %1").arg(number);
      segments.push_back(segment);
    }
    auto mask = std::unique_ptr<MaskLayer>(new MaskLayer{
        MaskId::None, QStringLiteral("mask"), LabelMap::create(grid).take(), segments, {}, {}, {}});
    mask->prediction = std::move(prediction);
    const MaskId id = document.insertMask(std::move(mask));
    selection.setSegment(id, 1);
    return id;
  }
  std::vector<Label> labels(MaskId id) const { return document.mask(id)->labels.allVoxels(); }

  /// The pointer at a continuous index of a grid, in a view whose screen pixels measure 0.35 mm.
  static SlicePointer pointerAt(const ImageGrid& grid, double i, double j, double k,
                                PlaneOrientation orientation = PlaneOrientation::Axial) {
    return pointerAt(grid.toPatient({i, j, k}), orientation);
  }
  static SlicePointer pointerAt(const Point& point, PlaneOrientation orientation = PlaneOrientation::Axial) {
    SlicePointer pointer;
    pointer.position = point;
    pointer.plane = standardPlane(orientation, point);
    pointer.mmPerPixel = 0.35;
    return pointer;
  }

  /// Press, two moves and a release.
  static void drag(Tool& tool, const SlicePointer& from, const SlicePointer& to) {
    SlicePointer middle = to;
    middle.position = (from.position + to.position) / 2.0;
    tool.press(from);
    tool.move(middle);
    tool.move(to);
    tool.release(to);
  }
};

}  // namespace uptake::test
