#pragma once

#include "annotation/case_editor.h"
#include "annotation/commands/boxes_edit.h"
#include "annotation/tools/box_tool.h"
#include "annotation/tools/brush_tool.h"
#include "annotation/tools/measure_tool.h"
#include "annotation/tools/select_tool.h"
#include "tests/annotation/case_fixture.h"

#include <QCryptographicHash>
#include <QDataStream>
#include <QRandomGenerator>

namespace uptake::test {

/// Everything of a case that an edit can change, ids included.
inline QByteArray snapshot(const CaseDocument& document) {
  QByteArray bytes;
  QDataStream out(&bytes, QIODevice::WriteOnly);
  for (const auto& [id, box] : document.boxes())
    out << static_cast<int>(id) << static_cast<int>(box.id) << box.sopInstanceUid << box.className
        << box.rect.xmin << box.rect.ymin << box.rect.xmax << box.rect.ymax << box.truncated << box.difficult
        << box.pose << box.fileObject;
  for (const auto& [pair, tie] : document.boxTies())
    out << static_cast<int>(pair.first) << static_cast<int>(pair.second) << static_cast<int>(tie);
  for (const auto& [id, measurement] : document.measurements()) {
    out << static_cast<int>(id) << static_cast<int>(measurement.kind) << measurement.name;
    for (const Point& point : measurement.points) out << point.x() << point.y() << point.z();
  }
  for (const auto& mask : document.masks()) {
    out << static_cast<int>(mask->id) << mask->name << mask->source.seriesInstanceUid
        << static_cast<int>(mask->segments.size());
    for (const Segment& segment : mask->segments)
      out << segment.number << segment.label << segment.colour.red << segment.colour.green
          << segment.colour.blue << static_cast<int>(segment.algorithm) << segment.algorithmName;
    const std::vector<Label> labels = mask->labels.allVoxels();
    const auto voxels = std::as_bytes(std::span(labels));
    bytes.append(QCryptographicHash::hash(
        QByteArrayView(voxels.data(), static_cast<qsizetype>(voxels.size())), QCryptographicHash::Sha1));
    out.device()->seek(bytes.size());
  }
  return QCryptographicHash::hash(bytes, QCryptographicHash::Sha1);
}

/// An open case that is edited at random, by every tool and every call of the editor.
class Monkey {
 public:
  explicit Monkey(quint32 seed) : random_(seed) {
    for (const char* name : {"A", "b", "Q"}) {
      Box box;
      box.sopInstanceUid = QStringLiteral("ct.%1").arg(random_.bounded(10));
      box.className = QLatin1String(name);
      box.rect = {random_.bounded(30), -2, 30 + random_.bounded(40), 20};
      open_.document.insertBox(box);
    }
    open_.addMask(coarseGrid());
    const MaskId predicted = open_.addMask(CaseFixture::ctGrid());
    Segment segment = *open_.document.mask(predicted)->segment(2);
    segment.algorithm = SegmentAlgorithm::Automatic;
    segment.algorithmName = QStringLiteral("nnU-Net");
    open_.document.setSegment(predicted, segment);
  }

  CaseFixture& open() { return open_; }

  /// One random edit; says whether it may change the last step instead of adding one.
  bool edit() {
    switch (random_.bounded(23)) {
      case 0:
      case 1:
        box_.setClassName(className());
        gesture(box_);
        break;
      case 2:
      case 3:
        gesture(select_);
        break;
      case 4:
      case 5:
      case 6:
      case 7:
        brush_.setErasing(random_.bounded(3) == 0);
        brush_.setShape(random_.bounded(2) == 0 ? BrushShape::Disc : BrushShape::Ball);
        brush_.setDiameter({2.0 + random_.bounded(15)});
        gesture(brush_);
        break;
      case 8:
        editor_.setBoxClass(anyBox(), className());
        break;
      case 9:
        editor_.setBoxRect(anyBox(), {number(70), number(50), number(70), number(50)});
        break;
      case 10:
        if (random_.bounded(2) == 0) editor_.removeBox(anyBox());
        break;
      case 11:
        editor_.nudgeBox(anyBox(), number(3) - 1, number(3) - 1);
        return true;
      case 12:
        editor_.copyBoxToSlice(anyBox(), QStringLiteral("ct.%1").arg(number(10)));
        break;
      case 13:
        if (open_.document.masks().size() < 4 || random_.bounded(4) == 0)
          (void)editor_.addMask(QStringLiteral("mask %1").arg(number(5)), *open_.document.ct());
        else
          editor_.removeMask(anyMask());
        break;
      case 14:
        editor_.renameMask(anyMask(), QStringLiteral("mask %1").arg(number(5)));
        break;
      case 15:
        editor_.addSegment(anyMask());
        break;
      case 16:
        editor_.renameSegment(anyMask(), anyLabel(), QStringLiteral("node %1").arg(number(9)));
        break;
      case 17:
        editor_.removeSegment(anyMask(), anyLabel());
        break;
      case 18:
        editor_.setBoxFlags(anyBox(), number(2) == 0, number(2) == 0);
        break;
      case 19:
        editor_.setSegmentColour(anyMask(), anyLabel(), lesionColour(number(9)));
        break;
      case 20:
        measure_.setKind(static_cast<MeasurementKind>(number(4)));
        gesture(measure_);
        break;
      case 21:
        if (number(3) == 0)
          editor_.removeMeasurement(anyMeasurement());
        else
          editor_.renameMeasurement(anyMeasurement(), QStringLiteral("m %1").arg(number(9)));
        break;
      case 22:
        tieBoxes();
        break;
    }
    return false;
  }

  int number(int below) { return random_.bounded(below); }

 private:
  static ImageGrid coarseGrid() {
    return ImageGrid::create({14, 13, 11}, {4.07, 4.07, 3.0}, {-25.0, -20.0, 99.0},
                             Eigen::Matrix3d::Identity())
        .take();
  }

  void gesture(Tool& tool) {
    if (!open_.document.masks().empty() && number(3) == 0) {
      const MaskId mask = anyMask();
      const auto& segments = open_.document.mask(mask)->segments;
      if (!segments.empty())
        open_.selection.setSegment(
            mask, segments[static_cast<std::size_t>(number(static_cast<int>(segments.size())))].number);
    }
    const auto orientation = static_cast<PlaneOrientation>(number(12) < 10 ? 0 : 1);
    const double k = number(10);
    const auto somewhere = [&] {
      return CaseFixture::pointerAt(CaseFixture::ctGrid(), number(74) - 5, number(58) - 5, k, orientation);
    };
    SlicePointer pointer = somewhere();
    pointer.invert = number(4) == 0;
    tool.press(pointer);
    for (int step = number(4); step > 0; --step) {
      pointer = somewhere();
      tool.move(pointer);
    }
    if (number(6) == 0)
      tool.cancel();
    else
      tool.release(pointer);
    if (tool.isInGesture()) tool.cancel();  // an angle that lacks its last click
  }

  void tieBoxes() {
    const BoxId first = anyBox();
    const BoxId second = anyBox();
    if (first == second) return;
    BoxBatch batch(open_.context());
    const int kind = number(3);
    batch.tie(pairOf(first, second),
              kind == 2 ? std::nullopt : std::optional(kind == 0 ? BoxTie::Joined : BoxTie::Apart));
    batch.push(QStringLiteral("tie"));
  }

  QString className() { return QString(QLatin1Char("ABEG"[number(4)])); }
  BoxId anyBox() {
    const auto& boxes = open_.document.boxes();
    if (boxes.empty()) return BoxId::None;
    return std::next(boxes.begin(), number(static_cast<int>(boxes.size())))->first;
  }
  MaskId anyMask() {
    const auto& masks = open_.document.masks();
    if (masks.empty()) return MaskId::None;
    return masks[static_cast<std::size_t>(number(static_cast<int>(masks.size())))]->id;
  }
  MeasurementId anyMeasurement() {
    const auto& all = open_.document.measurements();
    if (all.empty()) return MeasurementId::None;
    return std::next(all.begin(), number(static_cast<int>(all.size())))->first;
  }
  Label anyLabel() { return static_cast<Label>(1 + number(6)); }

  QRandomGenerator random_;
  CaseFixture open_;
  CaseEditor editor_{open_.context()};
  BoxTool box_{open_.context()};
  SelectTool select_{open_.context()};
  BrushTool brush_{open_.context()};
  MeasureTool measure_{open_.context()};
};

}  // namespace uptake::test
