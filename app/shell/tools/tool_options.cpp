#include "app/shell/tools/tool_options.h"

#include "app/shell/tools/range_fields.h"

#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <cmath>

namespace uptake {

ToolOptions::ToolOptions(ToolController& tools, const CaseDocument& document, QWidget* parent)
    : QWidget(parent),
      tools_(tools),
      document_(document),
      title_(new QLabel),
      pages_(new QStackedWidget),
      goOn_(new QPushButton) {
  setObjectName(QStringLiteral("toolOptions"));
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(8, 6, 8, 6);
  column->setSpacing(4);
  QFont bold = title_->font();
  bold.setWeight(QFont::DemiBold);
  title_->setFont(bold);
  column->addWidget(title_);
  column->addWidget(pages_);
  others_ = makeOthersRow();
  column->addWidget(others_);
  QWidget* brush = makeBrushPage();
  pageOf_ = {{ToolKind::Brush, brush},
             {ToolKind::ThresholdBrush, brush},
             {ToolKind::Eraser, brush},
             {ToolKind::Lasso, makeLassoPage()},
             {ToolKind::Grow, makeGrowPage()},
             {ToolKind::HotSpot, makeHotSpotPage()},
             {ToolKind::ThresholdBox, makeThresholdBoxPage()}};
  connect(&tools_, &ToolController::kindChanged, this, &ToolOptions::showKind);
  showKind();
}

QFormLayout* ToolOptions::newPage(const QString& hint) {
  auto* page = new QWidget;
  auto* form = new QFormLayout(page);
  form->setContentsMargins(0, 0, 0, 0);
  form->setSpacing(4);
  form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
  auto* text = new QLabel(hint);
  text->setWordWrap(true);
  text->setForegroundRole(QPalette::PlaceholderText);
  form->addRow(text);
  pages_->addWidget(page);
  return form;
}

QWidget* ToolOptions::makeOthersRow() {
  auto* row = new QWidget;
  auto* form = new QFormLayout(row);
  form->setContentsMargins(0, 0, 0, 0);
  form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
  auto* others = new QComboBox;
  others->setObjectName(QStringLiteral("otherLesions"));
  others->setFocusPolicy(Qt::TabFocus);
  others->setAccessibleName(tr("Other lesions"));
  others->setToolTip(
      tr("Voxels of the mask's other lesions: leave them as they are, or take them over.\n"
         "For all tools and operations; locked lesions are never changed."));
  others->addItem(tr("Protect"));
  others->addItem(tr("Overwrite"));
  form->addRow(tr("Other lesions"), others);
  Selection& selection = tools_.selection();
  const auto show = [&selection, others] { others->setCurrentIndex(selection.protectsOthers() ? 0 : 1); };
  connect(&selection, &Selection::changed, others, show);
  connect(others, &QComboBox::activated, this, [this, &selection](int index) {
    selection.setProtectsOthers(index == 0);
    Q_EMIT finished();
  });
  show();
  return row;
}

void ToolOptions::setGoOnAction(QAction* action) {
  connect(goOn_, &QPushButton::clicked, action, &QAction::trigger);
  const auto show = [this, action] {
    goOn_->setText(action->iconText());
    goOn_->setToolTip(action->toolTip());
    goOn_->setVisible(action->isEnabled());
  };
  connect(action, &QAction::changed, this, show);
  show();
}

template <class Box>
Box* ToolOptions::field(Box* box, const QString& name) {
  box->setFocusPolicy(Qt::ClickFocus);
  box->setKeyboardTracking(false);
  box->setAccessibleName(name);
  connect(box, &Box::editingFinished, this, [this, box] {
    if (box->hasFocus()) Q_EMIT finished();
  });
  return box;
}

QWidget* ToolOptions::makeBrushPage() {
  QFormLayout* form = newPage(tr("Ctrl: erase instead of paint, and back."));
  BrushTool& brush = tools_.brush();
  auto* diameter = field(new QSpinBox, tr("Brush diameter"));
  diameter->setRange(static_cast<int>(BrushTool::kLeastDiameter.value),
                     static_cast<int>(BrushTool::kMostDiameter.value));
  diameter->setSuffix(tr(" mm"));
  diameter->setToolTip(tr("Diameter of the brush ([ and ], or Shift+wheel)"));
  form->addRow(tr("Diameter"), diameter);
  auto* ball = new QCheckBox(tr("Through slices (ball)"));
  ball->setToolTip(tr("A ball; else a disc that is as thick as the image that is shown"));
  ball->setFocusPolicy(Qt::TabFocus);
  form->addRow(ball);
  auto* inRange = new QCheckBox(tr("Only within a range of values (T)"));
  inRange->setFocusPolicy(Qt::TabFocus);
  inRange->setObjectName(QStringLiteral("inRange"));
  form->addRow(inRange);
  auto* range = new RangeFields(document_);
  range->remember(QStringLiteral("tools/brushRange"));
  form->addRow(range);

  connect(&document_, &CaseDocument::imagesChanged, this, [this, diameter, ball] {
    const bool isTable = document_.ct() && !document_.ct()->source().hasPlace();
    diameter->setSuffix(isTable ? tr(" px") : tr(" mm"));
    ball->setVisible(!isTable);
  });
  connect(diameter, &QSpinBox::valueChanged, this, [&brush](int millimetres) {
    if (std::lround(brush.diameter().value) != millimetres)
      brush.setDiameter({static_cast<double>(millimetres)});
  });
  connect(ball, &QCheckBox::toggled, this,
          [&brush](bool on) { brush.setShape(on ? BrushShape::Ball : BrushShape::Disc); });
  connect(inRange, &QCheckBox::clicked, this,
          [this](bool on) { tools_.setKind(on ? ToolKind::ThresholdBrush : ToolKind::Brush); });
  connect(range, &RangeFields::changed, this, [&brush, range] { brush.setRange(range->range()); });
  connect(range, &RangeFields::finished, this, &ToolOptions::finished);
  const auto show = [&brush, diameter, ball, inRange, range] {
    diameter->setValue(static_cast<int>(std::lround(brush.diameter().value)));
    ball->setChecked(brush.shape() == BrushShape::Ball);
    inRange->setChecked(brush.usesRange());
    inRange->setVisible(!brush.isErasing());
    range->setVisible(brush.usesRange());
  };
  brush.setRange(range->range());
  connect(&brush, &BrushTool::settingsChanged, this, show);
  connect(&tools_, &ToolController::kindChanged, this, show);
  show();
  return form->parentWidget();
}

QWidget* ToolOptions::makeLassoPage() {
  return newPage(tr("Drag around an area; or click corners and close them with a double click, Return or a "
                    "click on the first. Ctrl: erase."))
      ->parentWidget();
}

QWidget* ToolOptions::makeGrowPage() {
  QFormLayout* form = newPage(tr("Press on a seed and pull the sphere open. Ctrl: take away."));
  GrowTool& grow = tools_.grow();
  auto* automatic = new QCheckBox(tr("Range from the seed's value"));
  automatic->setFocusPolicy(Qt::TabFocus);
  automatic->setToolTip(
      tr("PET: from half of the value at the seed on. CT: the mean about the seed ± 2.5 "
         "standard deviations."));
  automatic->setChecked(grow.isAutomatic());
  auto* range = new RangeFields(document_);
  range->remember(QStringLiteral("tools/growRange"));
  range->setNumbersEnabled(!grow.isAutomatic());
  auto* limit = field(new QDoubleSpinBox, tr("Radius of the limit"));
  limit->setRange(GrowTool::kLeastLimit.value, GrowTool::kMostLimit.value);
  limit->setDecimals(1);
  limit->setSingleStep(1.0);
  limit->setSuffix(tr(" mm"));
  limit->setToolTip(tr("Radius of the sphere for a click ([ and ])"));
  form->addRow(automatic);
  form->addRow(range);
  form->addRow(tr("Radius"), limit);
  connect(automatic, &QCheckBox::toggled, this, [&grow, range](bool on) {
    grow.setAutomatic(on);
    range->setNumbersEnabled(!on);
  });
  connect(range, &RangeFields::changed, this, [&grow, range] { grow.setRange(range->range()); });
  connect(range, &RangeFields::finished, this, &ToolOptions::finished);
  connect(limit, &QDoubleSpinBox::valueChanged, this, [&grow](double radius) { grow.setLimit({radius}); });
  const auto show = [&grow, limit] { limit->setValue(grow.limit().value); };
  connect(&grow, &GrowTool::settingsChanged, this, show);
  grow.setRange(range->range());
  show();
  return form->parentWidget();
}

QWidget* ToolOptions::makeHotSpotPage() {
  QFormLayout* form = newPage(tr(
      "Click on a hot spot, on the MIP too: a lesion of its own. Shift: add to the selected one. Ctrl: take "
      "away."));
  HotSpotTool& hotSpot = tools_.hotSpot();
  auto* part = field(new QSpinBox, tr("Part of the maximum"));
  part->setObjectName(QStringLiteral("part"));
  part->setRange(qRound(HotSpotTool::kLeastPart * 100.0), qRound(HotSpotTool::kMostPart * 100.0));
  part->setSuffix(tr(" % of maximum"));
  part->setToolTip(tr("What belongs to the lesion has at least this part of its maximum"));
  auto* limit = field(new QSpinBox, tr("Reach from the maximum"));
  limit->setObjectName(QStringLiteral("reach"));
  limit->setRange(qRound(HotSpotTool::kLeastLimit.value), qRound(HotSpotTool::kMostLimit.value));
  limit->setSuffix(tr(" mm from maximum"));
  limit->setToolTip(tr("How far from its maximum a lesion may reach; the threshold rises until it does not"));
  form->addRow(tr("Threshold"), part);
  form->addRow(tr("Reach"), limit);
  goOn_->setObjectName(QStringLiteral("goOn"));
  goOn_->setFocusPolicy(Qt::TabFocus);
  goOn_->hide();
  form->addRow(goOn_);
  const auto show = [&hotSpot, part, limit] {
    part->setValue(static_cast<int>(std::lround(hotSpot.rule().part * 100.0)));
    limit->setValue(static_cast<int>(std::lround(hotSpot.rule().limit.value)));
  };
  show();
  connect(part, &QSpinBox::valueChanged, this, [&hotSpot](int percent) {
    HotLesionRule rule = hotSpot.rule();
    rule.part = percent / 100.0;
    hotSpot.setRule(rule);
  });
  connect(limit, &QSpinBox::valueChanged, this, [&hotSpot](int millimetres) {
    HotLesionRule rule = hotSpot.rule();
    rule.limit = {static_cast<double>(millimetres)};
    hotSpot.setRule(rule);
  });
  return form->parentWidget();
}

QWidget* ToolOptions::makeThresholdBoxPage() {
  QFormLayout* form =
      newPage(tr("Drag a box: a lesion of its own. Shift: add to the selected one. Ctrl: take away."));
  ThresholdBoxTool& tool = tools_.thresholdBox();
  auto* rule = new QComboBox;
  rule->setFocusPolicy(Qt::TabFocus);
  rule->setAccessibleName(tr("Threshold in the box"));
  const auto add = [rule](const QString& text, ThresholdRule each) {
    rule->addItem(text, static_cast<int>(each));
  };
  add(tr("SUV 2.5"), ThresholdRule::Suv25);
  add(tr("SUV 4.0"), ThresholdRule::Suv40);
  add(tr("41 % of maximum"), ThresholdRule::Part41);
  add(tr("50 % of maximum"), ThresholdRule::Part50);
  add(tr("Adapted to background"), ThresholdRule::Background);
  rule->setItemData(4,
                    tr("Background + 41 % of what the maximum is above it; the background is the mean "
                       "within 10 mm around the box"),
                    Qt::ToolTipRole);
  rule->setCurrentIndex(rule->findData(static_cast<int>(tool.rule())));
  auto* depth = field(new QSpinBox, tr("Depth of the box"));
  depth->setRange(0, static_cast<int>(ThresholdBoxTool::kMostDepth.value));
  depth->setSuffix(tr(" mm"));
  depth->setSpecialValueText(tr("As its longer side"));
  depth->setToolTip(tr("How deep the box is, half of it on either side of the slice"));
  depth->setValue(static_cast<int>(tool.depth().value));
  form->addRow(tr("Threshold"), rule);
  form->addRow(tr("Depth"), depth);
  connect(rule, &QComboBox::currentIndexChanged, this,
          [&tool, rule] { tool.setRule(static_cast<ThresholdRule>(rule->currentData().toInt())); });
  connect(depth, &QSpinBox::valueChanged, this,
          [&tool](int millimetres) { tool.setDepth({static_cast<double>(millimetres)}); });
  return form->parentWidget();
}

void ToolOptions::showKind() {
  const auto page = pageOf_.find(tools_.kind());
  setVisible(page != pageOf_.end());
  others_->setVisible(tools_.kind() != ToolKind::Eraser);  // which changes the selected lesion alone
  if (page == pageOf_.end()) return;
  // As high as this tool's options, not as the highest of all.
  for (int each = 0; each < pages_->count(); ++each)
    pages_->widget(each)->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Ignored);
  page->second->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Preferred);
  pages_->setCurrentWidget(page->second);
  pages_->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
  switch (tools_.kind()) {
    case ToolKind::Brush:
      return title_->setText(tr("Brush"));
    case ToolKind::ThresholdBrush:
      return title_->setText(tr("Threshold brush"));
    case ToolKind::Eraser:
      return title_->setText(tr("Eraser"));
    case ToolKind::Lasso:
      return title_->setText(tr("Lasso and polygon"));
    case ToolKind::Grow:
      return title_->setText(tr("Grow from a seed"));
    case ToolKind::HotSpot:
      return title_->setText(tr("Lesion from a hot spot"));
    case ToolKind::ThresholdBox:
      return title_->setText(tr("Lesion from a box"));
    default:
      return;
  }
}

}  // namespace uptake
