#include "app/features/compare/comparison_panel.h"

#include "app/features/compare/prediction_comparison.h"
#include "app/shell/theme/theme.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QSignalBlocker>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

namespace uptake {

namespace {

QComboBox* makeBox(const QString& name, const QString& accessible) {
  auto* box = new QComboBox;
  box->setObjectName(name);
  box->setAccessibleName(accessible);
  box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  box->setMinimumContentsLength(8);
  return box;
}

QString number(const std::optional<double>& value, int decimals) {
  return value ? QLocale().toString(*value, 'f', decimals) : QStringLiteral("–");
}

}  // namespace

ComparisonPanel::ComparisonPanel(PredictionComparison& board, QWidget* parent)
    : QWidget(parent),
      board_(board),
      truth_(makeBox(QStringLiteral("comparedTruth"), tr("Truth"))),
      prediction_(makeBox(QStringLiteral("comparedPrediction"), tr("Prediction"))),
      figures_(new QLabel),
      hint_(new QLabel),
      table_(new QTableView),
      buttons_(new QWidget) {
  truth_->setToolTip(tr("The mask that counts as true: yours"));
  prediction_->setToolTip(tr("The mask that is judged"));
  figures_->setObjectName(QStringLiteral("comparisonFigures"));
  figures_->setTextFormat(Qt::RichText);
  hint_->setTextFormat(Qt::RichText);
  figures_->setToolTip(
      tr("Dice: 2 · |T ∩ P| / (|T| + |P|) over all voxels.\n"
         "FPV: volume of predicted parts without any true voxel.\n"
         "FNV: volume of true parts without any predicted voxel.\n"
         "Parts are joined through faces and edges, as autoPET counts them. – : undefined, "
         "because nothing is true."));
  figures_->setMinimumWidth(1);
  table_->setObjectName(QStringLiteral("comparedLesions"));
  table_->setAccessibleName(tr("Lesions of the comparison"));
  table_->setModel(&board.model());
  table_->setSelectionBehavior(QAbstractItemView::SelectRows);
  table_->setSelectionMode(QAbstractItemView::SingleSelection);
  table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
  table_->setShowGrid(false);
  table_->setWordWrap(false);
  table_->setFrameShape(QFrame::NoFrame);
  table_->setTabKeyNavigation(false);
  table_->verticalHeader()->hide();
  table_->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 6);
  QHeaderView* header = table_->horizontalHeader();
  header->setHighlightSections(false);
  header->setStretchLastSection(true);
  table_->setSortingEnabled(true);
  table_->sortByColumn(ComparisonModel::kDisagreement, Qt::DescendingOrder);
  // As wide as the headings, with their arrow: the decision must not lie out of sight in a small window.
  const int arrow = 24;
  for (int column = 0; column < ComparisonModel::kColumns; ++column) {
    const QString text = board.model().headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
    header->resizeSection(column, fontMetrics().horizontalAdvance(text) + arrow);
  }
  header->resizeSection(ComparisonModel::kLesion,
                        fontMetrics().horizontalAdvance(QStringLiteral("Lesion 10 (predicted 10) ")) + 10);
  header->resizeSection(ComparisonModel::kFate,
                        fontMetrics().horizontalAdvance(tr("detected, split, merged")) + 36);
  table_->installEventFilter(this);

  hint_->setText(
      tr("No prediction is open. <i>Compare › Open prediction</i> reads a SEG, NIfTI, NRRD or "
         "MetaImage file."));
  hint_->setContentsMargins(8, 4, 8, 4);
  hint_->setForegroundRole(QPalette::PlaceholderText);

  auto* line = new QHBoxLayout;
  line->setContentsMargins(8, 3, 6, 3);
  line->setSpacing(6);
  auto* against = new QLabel(tr("against"));
  against->setForegroundRole(QPalette::PlaceholderText);
  line->addWidget(truth_);
  line->addWidget(against);
  line->addWidget(prediction_);
  line->addSpacing(10);
  line->addWidget(figures_, 1);
  auto* row = new QHBoxLayout(buttons_);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(2);
  line->addWidget(buttons_);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addLayout(line);
  column->addWidget(hint_);
  column->addWidget(table_, 1);

  connect(&board_, &PredictionComparison::pairChanged, this, &ComparisonPanel::fillMasks);
  connect(&board_, &PredictionComparison::changed, this, [this] {
    fillMasks();
    showFigures();
  });
  connect(&board_, &PredictionComparison::currentChanged, this, &ComparisonPanel::markCurrent);
  connect(&board_.model(), &QAbstractItemModel::layoutChanged, this, &ComparisonPanel::markCurrent);
  connect(table_, &QTableView::clicked, this,
          [this](const QModelIndex& index) { board_.goTo(board_.model().lesionAt(index.row())); });
  connect(truth_, &QComboBox::activated, this, [this] {
    board_.chooseTruth(static_cast<MaskId>(truth_->currentData().toInt()));
    Q_EMIT finished();
  });
  connect(prediction_, &QComboBox::activated, this, [this] {
    board_.choosePrediction(static_cast<MaskId>(prediction_->currentData().toInt()));
    Q_EMIT finished();
  });
  whenColoursChange(*this, [this] { showFigures(); });
  fillMasks();
  showFigures();
}

QToolButton* ComparisonPanel::addButton(QAction* action, const QList<QAction*>& others) {
  auto* button = new QToolButton;
  button->setDefaultAction(action);
  button->setToolButtonStyle(Qt::ToolButtonTextOnly);
  button->setFocusPolicy(Qt::TabFocus);
  if (!others.empty()) {
    auto* menu = new QMenu(button);
    menu->addAction(action);
    menu->addActions(others);
    button->setMenu(menu);
    button->setPopupMode(QToolButton::MenuButtonPopup);
  }
  buttons_->layout()->addWidget(button);
  return button;
}

bool ComparisonPanel::eventFilter(QObject* watched, QEvent* event) {
  // The arrow keys go through the list, and the views with them.
  if (watched == table_ && event->type() == QEvent::KeyPress) {
    const int key = static_cast<QKeyEvent*>(event)->key();
    const int row = table_->currentIndex().row();
    const int wanted = key == Qt::Key_Up ? row - 1 : key == Qt::Key_Down ? row + 1 : -1;
    if (key == Qt::Key_Up || key == Qt::Key_Down) {
      if (wanted >= 0 && wanted < board_.model().rowCount()) board_.goTo(board_.model().lesionAt(wanted));
      return true;
    }
  }
  return QWidget::eventFilter(watched, event);
}

void ComparisonPanel::fillMasks() {
  const CaseDocument& document = board_.session().openCase().document();
  const auto fill = [&](QComboBox* box, MaskId chosen, const QString& none) {
    const QSignalBlocker quiet(box);
    QStringList names;
    for (const auto& mask : document.masks()) names.append(mask->name);
    QStringList shown;
    for (int n = 1; n < box->count(); ++n) shown.append(box->itemText(n));
    if (names != shown || box->count() == 0) {
      box->clear();
      box->addItem(none, static_cast<int>(MaskId::None));
      for (const auto& mask : document.masks()) box->addItem(mask->name, static_cast<int>(mask->id));
    }
    for (std::size_t n = 0; n < document.masks().size(); ++n)
      box->setItemData(static_cast<int>(n) + 1, static_cast<int>(document.masks()[n]->id));
    box->setCurrentIndex(box->findData(static_cast<int>(chosen)));
  };
  fill(truth_, board_.truth(), tr("no mask yet"));
  fill(prediction_, board_.prediction(), tr("none"));
}

void ComparisonPanel::showFigures() {
  const bool isThere = board_.prediction() != MaskId::None;
  hint_->setVisible(!isThere);
  table_->setVisible(isThere);
  const std::shared_ptr<const Comparison>& comparison = board_.live().comparison();
  if (!comparison) {
    figures_->setText(isThere ? tr("computing…") : QString());
    return;
  }
  const MaskAgreement& a = comparison->agreement;
  QStringList parts{tr("Dice <b>%1</b>").arg(number(a.dice, 4)),
                    tr("FPV <b>%1 ml</b>").arg(number(a.fpvMl, 2)),
                    tr("FNV <b>%1 ml</b>").arg(number(a.fnvMl, 2)),
                    tr("%1 true, %2 predicted").arg(a.truthComponents).arg(a.predictedComponents),
                    tr("%n open", nullptr, board_.model().openCount())};
  if (board_.live().isResampled()) parts.append(tr("resampled onto the truth's voxels"));
  figures_->setText(parts.join(QStringLiteral(" &nbsp; ")));
}

void ComparisonPanel::markCurrent() {
  const int row = board_.model().rowOf(board_.current());
  if (row == table_->currentIndex().row()) return;
  if (row < 0) {
    table_->clearSelection();
    table_->setCurrentIndex({});
    return;
  }
  table_->selectRow(row);
  table_->scrollTo(board_.model().index(row, 0));
}

}  // namespace uptake
