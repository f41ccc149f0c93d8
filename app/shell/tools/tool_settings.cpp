#include "app/shell/tools/tool_settings.h"

#include "app/shell/tools/tool_controller.h"

#include <QSettings>

#include <array>
#include <cmath>
#include <optional>
#include <utility>

namespace uptake {

namespace {

const QString kToolsGroup = QStringLiteral("tools");
const QString kBrushDiameter = QStringLiteral("brushDiameter");
const QString kBrushIsBall = QStringLiteral("brushIsBall");
const QString kGrowLimit = QStringLiteral("growLimit");
const QString kGrowIsAutomatic = QStringLiteral("growIsAutomatic");
const QString kHotSpotPart = QStringLiteral("hotSpotPart");
const QString kHotSpotLimit = QStringLiteral("hotSpotLimit");
const QString kBoxThreshold = QStringLiteral("boxThreshold");
const QString kBoxDepth = QStringLiteral("boxDepth");

const std::array<std::pair<ThresholdRule, QString>, 5> kThresholdNames{
    {{ThresholdRule::Suv25, QStringLiteral("SUV 2.5")},
     {ThresholdRule::Suv40, QStringLiteral("SUV 4.0")},
     {ThresholdRule::Part41, QStringLiteral("41 %")},
     {ThresholdRule::Part50, QStringLiteral("50 %")},
     {ThresholdRule::Background, QStringLiteral("background")}}};

/// The number kept under a key, where it is one between these two.
std::optional<double> kept(const QSettings& settings, const QString& key, double least, double most) {
  bool isNumber = false;
  const double value = settings.value(key).toDouble(&isNumber);
  if (!isNumber || !std::isfinite(value) || value < least || value > most) return std::nullopt;
  return value;
}

}  // namespace

void restoreToolSettings(ToolController& tools) {
  QSettings settings;
  settings.beginGroup(kToolsGroup);
  BrushTool& brush = tools.brush();
  if (const auto mm =
          kept(settings, kBrushDiameter, BrushTool::kLeastDiameter.value, BrushTool::kMostDiameter.value))
    brush.setDiameter({*mm});
  const bool ball = brush.shape() == BrushShape::Ball;
  brush.setShape(settings.value(kBrushIsBall, ball).toBool() ? BrushShape::Ball : BrushShape::Disc);
  GrowTool& grow = tools.grow();
  if (const auto mm = kept(settings, kGrowLimit, GrowTool::kLeastLimit.value, GrowTool::kMostLimit.value))
    grow.setLimit({*mm});
  grow.setAutomatic(settings.value(kGrowIsAutomatic, grow.isAutomatic()).toBool());
  HotLesionRule rule = tools.hotSpot().rule();
  if (const auto part = kept(settings, kHotSpotPart, HotSpotTool::kLeastPart, HotSpotTool::kMostPart))
    rule.part = *part;
  if (const auto mm =
          kept(settings, kHotSpotLimit, HotSpotTool::kLeastLimit.value, HotSpotTool::kMostLimit.value))
    rule.limit = {*mm};
  tools.hotSpot().setRule(rule);
  ThresholdBoxTool& box = tools.thresholdBox();
  for (const auto& [threshold, name] : kThresholdNames)
    if (settings.value(kBoxThreshold).toString() == name) box.setRule(threshold);
  if (const auto mm = kept(settings, kBoxDepth, 0.0, ThresholdBoxTool::kMostDepth.value)) box.setDepth({*mm});
}

void keepToolSettings(ToolController& tools) {
  QSettings settings;
  settings.beginGroup(kToolsGroup);
  settings.setValue(kBrushDiameter, tools.brush().diameter().value);
  settings.setValue(kBrushIsBall, tools.brush().shape() == BrushShape::Ball);
  settings.setValue(kGrowLimit, tools.grow().limit().value);
  settings.setValue(kGrowIsAutomatic, tools.grow().isAutomatic());
  settings.setValue(kHotSpotPart, tools.hotSpot().rule().part);
  settings.setValue(kHotSpotLimit, tools.hotSpot().rule().limit.value);
  for (const auto& [threshold, name] : kThresholdNames)
    if (tools.thresholdBox().rule() == threshold) settings.setValue(kBoxThreshold, name);
  settings.setValue(kBoxDepth, tools.thresholdBox().depth().value);
}

}  // namespace uptake
