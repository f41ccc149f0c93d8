#include "viewer/slice/mask_outline.h"

#include <QPainter>
#include <QTransform>

#include <vtkCellArray.h>
#include <vtkFlyingEdges2D.h>
#include <vtkIdList.h>
#include <vtkImageData.h>
#include <vtkNew.h>
#include <vtkPolyData.h>
#include <vtkStripper.h>

#include <algorithm>
#include <map>

namespace uptake {

namespace {

/// The cells of each label.
std::map<Label, QRectF> extents(const PlaneLabels& labels) {
  std::map<Label, QRect> cells;
  for (int row = labels.usedRows().first; row <= labels.usedRows().last; ++row) {
    for (int column = labels.usedColumns().first; column <= labels.usedColumns().last; ++column)
      if (const Label label = labels.row(row)[column]) {
        int end = column;
        while (end < labels.usedColumns().last && labels.row(row)[end + 1] == label) ++end;
        cells[label] |= QRect(QPoint(column, row), QPoint(end, row));
        column = end;
      }
  }
  std::map<Label, QRectF> found;
  for (const auto& [label, rect] : cells) found[label] = QRectF(rect).translated(-0.5, -0.5);
  return found;
}

/// From the lattice to widget pixels.
QTransform toWidget(const PlaneLabels& labels, const SliceGeometry& geometry) {
  const QPointF origin = geometry.toPixel(labels.toPatient(0, 0));
  const QPointF across = geometry.toPixel(labels.toPatient(1, 0)) - origin;
  const QPointF down = geometry.toPixel(labels.toPatient(0, 1)) - origin;
  return {across.x(), across.y(), down.x(), down.y(), origin.x(), origin.y()};
}

QColor colourOf(const Segment& segment, const std::optional<Rgb>& instead) {
  const Rgb& colour = instead ? *instead : segment.colour;
  return {colour.red, colour.green, colour.blue};
}

/// Low-pass along a closed polygon: a step inwards, a slightly larger one outwards. VTK 9.1's
/// vtkWindowedSincPolyDataFilter leaves closed polylines angular: the outline of a disc of radius 15
/// lies 14.7 to 15.4 from its middle before it and after.
void smoothen(QPolygonF& loop) {
  constexpr double kShrink = 0.5;
  constexpr double kGrow = -0.53;
  constexpr int kRounds = 10;
  const qsizetype count = loop.size();
  if (count < 4) return;
  for (int round = 0; round < kRounds; ++round) {
    for (const double factor : {kShrink, kGrow}) {
      const QPolygonF before = loop;
      for (qsizetype n = 0; n < count; ++n) {
        const QPointF middle = (before[(n + count - 1) % count] + before[(n + 1) % count]) / 2.0;
        loop[n] = before[n] + factor * (middle - before[n]);
      }
    }
  }
}

std::vector<QPolygonF> curvesOf(const PlaneLabels& labels, Label label, const QRect& cells) {
  // A margin of background closes every curve.
  const QRect padded = cells.adjusted(-1, -1, 1, 1);
  vtkNew<vtkImageData> image;
  image->SetDimensions(padded.width(), padded.height(), 1);
  image->SetOrigin(padded.left(), padded.top(), 0.0);
  image->AllocateScalars(VTK_UNSIGNED_CHAR, 1);
  auto* inside = static_cast<unsigned char*>(image->GetScalarPointer());
  for (int row = padded.top(); row <= padded.bottom(); ++row)
    for (int column = padded.left(); column <= padded.right(); ++column)
      *inside++ = labels.at(column, row) == label ? 2 : 0;
  vtkNew<vtkFlyingEdges2D> contour;
  contour->SetInputData(image);
  contour->SetValue(0, 1.0);
  contour->ComputeScalarsOff();
  vtkNew<vtkStripper> loops;
  loops->SetInputConnection(contour->GetOutputPort());
  loops->SetMaximumLength(1'000'000);
  loops->JoinContiguousSegmentsOn();
  loops->Update();
  std::vector<QPolygonF> curves;
  vtkPolyData* lines = loops->GetOutput();
  vtkNew<vtkIdList> points;
  for (vtkIdType line = 0; line < lines->GetLines()->GetNumberOfCells(); ++line) {
    lines->GetLines()->GetCellAtId(line, points);
    QPolygonF curve;
    for (vtkIdType n = 0; n < points->GetNumberOfIds(); ++n) {
      const double* at = lines->GetPoint(points->GetId(n));
      curve.append(QPointF(at[0], at[1]));
    }
    // The first point comes again at the end.
    if (curve.size() > 1 && curve.isClosed()) curve.removeLast();
    smoothen(curve);
    curves.push_back(curve);
  }
  return curves;
}

}  // namespace

std::vector<LabelOutline> edgeOutlines(const PlaneLabels& labels, const std::set<Label>& hidden) {
  std::map<Label, LabelOutline> found;
  for (const auto& [label, extent] : extents(labels))
    if (!hidden.contains(label)) found[label] = {label, {}, {}, extent};
  const auto at = [&](int column, int row) {
    const Label label = labels.at(column, row);
    return label == 0 || hidden.contains(label) ? Label{0} : label;
  };
  const auto borderLabel = [](Label a, Label b) -> Label { return a == b ? 0 : b != 0 ? b : a; };
  const auto add = [&](Label label, int column, int row, int toColumn, int toRow) {
    found[label].edges.emplace_back(column - 0.5, row - 0.5, toColumn - 0.5, toRow - 0.5);
  };
  const PixelRange& columns = labels.usedColumns();
  for (int row = labels.usedRows().first; row <= labels.usedRows().last + 1; ++row) {
    // Borders along the row, joined while the label is the same; and those across it.
    Label running = 0;
    int start = 0;
    for (int column = columns.first; column <= columns.last + 1; ++column) {
      const Label label = at(column, row);
      const Label above = borderLabel(at(column, row - 1), label);
      if (above != running) {
        if (running != 0) add(running, start, row, column, row);
        running = above;
        start = column;
      }
      const Label beside = borderLabel(at(column - 1, row), label);
      if (beside != 0) add(beside, column, row, column, row + 1);
    }
  }
  std::vector<LabelOutline> outlines;
  for (auto& [label, outline] : found) outlines.push_back(std::move(outline));
  return outlines;
}

std::vector<LabelOutline> smoothOutlines(const PlaneLabels& labels, const std::set<Label>& hidden) {
  std::vector<LabelOutline> outlines;
  for (const auto& [label, extent] : extents(labels)) {
    if (hidden.contains(label)) continue;
    const QRect cells = extent.translated(0.5, 0.5).toRect();
    outlines.push_back({label, {}, curvesOf(labels, label, cells), extent});
  }
  return outlines;
}

void paintMaskOutlines(QPainter& painter, const MaskLayer& mask, const PlaneLabels& labels,
                       const std::vector<LabelOutline>& outlines, const SliceGeometry& geometry,
                       const std::optional<Rgb>& colour) {
  const QTransform transform = toWidget(labels, geometry);
  std::vector<QLineF> lines;
  for (const LabelOutline& outline : outlines) {
    const Segment* segment = mask.segment(outline.label);
    if (!segment) continue;
    painter.setPen(QPen(colourOf(*segment, colour), 1.0));
    lines.clear();
    for (const QLineF& edge : outline.edges) lines.push_back(transform.map(edge));
    painter.drawLines(lines.data(), static_cast<int>(lines.size()));
    if (outline.curves.empty()) continue;
    painter.setRenderHint(QPainter::Antialiasing, true);
    painter.setPen(QPen(colourOf(*segment, colour), 1.5));
    for (const QPolygonF& curve : outline.curves) painter.drawPolygon(transform.map(curve));
    painter.setRenderHint(QPainter::Antialiasing, false);
  }
}

std::vector<MaskNamePlace> maskNamePlaces(const QPainter& painter, const MaskLayer& mask,
                                          const PlaneLabels& labels,
                                          const std::vector<LabelOutline>& outlines,
                                          const SliceGeometry& geometry) {
  constexpr double kGap = 4.0;
  constexpr double kHeight = 16.0;
  const QTransform transform = toWidget(labels, geometry);
  const QRectF view(QPointF(), geometry.size());
  const QFontMetricsF metrics(painter.font());
  std::vector<MaskNamePlace> places;
  for (const LabelOutline& outline : outlines) {
    const Segment* segment = mask.segment(outline.label);
    if (!segment || segment->label.isEmpty()) continue;
    const QRectF lesion = transform.mapRect(outline.extent);
    if (!view.intersects(lesion)) continue;
    const double width = metrics.horizontalAdvance(segment->label);
    // On the right, unless the view ends there.
    const bool onLeft = lesion.right() + kGap + width > view.right() && lesion.left() - kGap - width > 0.0;
    const double x = onLeft ? lesion.left() - kGap - width : lesion.right() + kGap;
    const double y = std::clamp(lesion.top() - kHeight / 2.0, 0.0, std::max(0.0, view.height() - kHeight));
    places.push_back({segment, {x, y, width, kHeight}});
  }
  return places;
}

}  // namespace uptake
