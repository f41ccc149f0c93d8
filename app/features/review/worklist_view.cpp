#include "app/features/review/worklist_view.h"

#include "app/session/review/review_controller.h"
#include "app/session/review/review_texts.h"
#include "app/shell/actions/action_table.h"
#include "app/shell/window/elided_label.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>

namespace uptake {

WorklistView::WorklistView(Session& session, ReviewController& review, QWidget* parent)
    : QWidget(parent),
      session_(session),
      review_(review),
      model_(new WorklistModel(
          [&review](const StudyRef& study) {
            return WorklistModel::Knowledge{
                review.reviewOf(study), review.isHidden(study),
                review.isChecked(study) || review.reviewOf(study).readers.isEmpty()};
          },
          this)),
      order_(new WorklistOrder(this)),
      table_(new QTreeView),
      filter_(new QLineEdit),
      state_(new QComboBox),
      count_(new QLabel),
      sentence_(new ElidedLabel),
      figures_(new PredictionFigures(this)) {
  order_->setSourceModel(model_);
  table_->setModel(order_);
  table_->setObjectName(QStringLiteral("worklist"));
  table_->setAccessibleName(tr("Cases"));
  table_->setRootIsDecorated(false);
  table_->setUniformRowHeights(true);
  table_->setAllColumnsShowFocus(true);
  table_->setSortingEnabled(true);
  table_->sortByColumn(WorklistModel::kPatient, Qt::AscendingOrder);
  QHeaderView* header = table_->header();
  header->setStretchLastSection(false);
  header->setSectionResizeMode(QHeaderView::Interactive);
  header->setSectionResizeMode(WorklistModel::kReaders, QHeaderView::Stretch);
  const std::pair<int, int> widths[] = {
      {WorklistModel::kPatient, 150},   {WorklistModel::kStudy, 190}, {WorklistModel::kDate, 110},
      {WorklistModel::kDiagnosis, 150}, {WorklistModel::kAge, 50},    {WorklistModel::kSex, 44},
      {WorklistModel::kFold, 50},       {WorklistModel::kState, 130}, {WorklistModel::kLesions, 70},
      {WorklistModel::kDice, 64},       {WorklistModel::kFpv, 70},    {WorklistModel::kFnv, 70}};
  for (const auto& [column, width] : widths) header->resizeSection(column, width);
  showFigures(false);

  filter_->setObjectName(QStringLiteral("worklistFilter"));
  filter_->setPlaceholderText(tr("Filter by words"));
  filter_->setAccessibleName(tr("Filter by words"));
  filter_->setClearButtonEnabled(true);
  filter_->setMaximumWidth(220);
  state_->setObjectName(QStringLiteral("worklistState"));
  state_->setAccessibleName(tr("State"));
  state_->addItem(tr("All states"), -1);
  for (const CaseState state :
       {CaseState::Untouched, CaseState::Begun, CaseState::Read, CaseState::Annotated, CaseState::Verifying,
        CaseState::Changed, CaseState::Disputed, CaseState::Rejected, CaseState::Final})
    state_->addItem(stateName(state), static_cast<int>(state));
  count_->setForegroundRole(QPalette::PlaceholderText);
  sentence_->setObjectName(QStringLiteral("caseSentence"));

  auto* bar = new QHBoxLayout;
  bar->setObjectName(QStringLiteral("worklistBar"));
  bar->setContentsMargins(6, 3, 6, 3);
  bar->setSpacing(6);
  bar->addWidget(filter_);
  bar->addWidget(state_);
  bar->addWidget(count_);
  bar->addSpacing(8);
  bar->addWidget(sentence_, 1);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addLayout(bar);
  layout->addWidget(table_, 1);

  const auto count = [this] {
    const int shown = order_->rowCount();
    const int all = model_->rowCount();
    count_->setText(shown == all ? tr("%n case(s)", nullptr, all) : tr("%1 of %2").arg(shown).arg(all));
  };
  for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
    connect(order_, signal, this, count);
  connect(order_, &QAbstractItemModel::modelReset, this, count);
  connect(filter_, &QLineEdit::textChanged, this, [this, count](const QString& text) {
    order_->setText(text);
    count();
  });
  connect(state_, &QComboBox::currentIndexChanged, this, [this, count] {
    const int state = state_->currentData().toInt();
    order_->setState(state < 0 ? std::nullopt : std::optional(static_cast<CaseState>(state)));
    count();
  });
  connect(table_, &QTreeView::activated, this,
          [this](const QModelIndex& index) { Q_EMIT caseChosen(order_->mapToSource(index).row()); });
  connect(&session_.project(), &Project::scanned, this, &WorklistView::takeIndex);
  connect(&session_.openCase(), &OpenCase::studyOpened, this, &WorklistView::showOpen);
  connect(&review_, &ReviewController::changed, this, [this] {
    model_->refreshAll();
    showSentence();
  });
  connect(&review_, &ReviewController::caseChanged, this, [this](const StudyRef& study) {
    model_->refresh(study);
    showSentence();
  });
  connect(figures_, &PredictionFigures::compared, this, &WorklistView::takeFigures);
  connect(&session_.annotations(), &Keeper::saved, this,
          [this](const QStringList&, const QStringList&, const StudyRef& study) {
            figures_->compareAgain(study.patientId, study.studyUid);
          });
  connect(figures_, &PredictionFigures::finished, this, [this] {
    order_->sort(order_->sortColumn(), order_->sortOrder());
    if (!figures_->problems().isEmpty())
      session_.messages().say(tr("Predictions: %1").arg(figures_->problems().join(QStringLiteral("; "))));
  });
  takeIndex();
  count();
}

void WorklistView::addButtons(ActionTable& actions, const QStringList& ids) {
  auto* bar = layout()->itemAt(0)->layout();
  for (const QString& id : ids) {
    auto* button = new QToolButton;
    button->setDefaultAction(actions.action(id));
    button->setToolButtonStyle(Qt::ToolButtonTextOnly);
    button->setFocusPolicy(Qt::TabFocus);
    bar->addWidget(button);
  }
}

void WorklistView::showFigures(bool shown) {
  for (const int column : {WorklistModel::kDice, WorklistModel::kFpv, WorklistModel::kFnv})
    table_->setColumnHidden(column, !shown);
}

void WorklistView::compareWith(const QString& predictions) {
  predictions_ = predictions;
  model_->clearFigures();
  showFigures(!predictions.isEmpty());
  rowOfFolder_.clear();
  if (predictions.isEmpty()) return figures_->stop();
  const AnnotationFolder& project = session_.annotations().projectFolder();
  for (const WorklistModel::Case& each : model_->cases())
    rowOfFolder_.insert(PredictionFigures::placeOf(project, each.study.patientId, each.study.studyUid),
                        each.study);
  figures_->compare(project, predictions, session_.project().index());
}

void WorklistView::takeFigures(const QString& segFolder, const CaseFigures& figures) {
  const auto found = rowOfFolder_.find(segFolder);
  if (found != rowOfFolder_.end()) model_->setFigures(*found, figures);
}

void WorklistView::takeIndex() {
  const QString roots = session_.project().index().roots.join(QLatin1Char('\n'));
  if (roots != clinicalOf_) {
    clinicalOf_ = roots;
    compareWith({});
    model_->setClinicalTable({});
    tableJob_.start<std::shared_ptr<ClinicalTable>>(
        [folders = session_.project().index().roots](JobControl&) -> Result<std::shared_ptr<ClinicalTable>> {
          return std::make_shared<ClinicalTable>(ClinicalTable::find(folders));
        },
        [this](const Result<std::shared_ptr<ClinicalTable>>& table) {
          if (!table) return;
          model_->setClinicalTable(**table);
          showDescriptions();
        });
  }
  model_->setIndex(session_.project().index());
  order_->sort(order_->sortColumn(), order_->sortOrder());
  showDescriptions();
  showOpen();
}

/// A column of which no case has a text is not shown.
void WorklistView::showDescriptions() {
  const auto showIf = [this](int column, const auto& has) {
    table_->setColumnHidden(column, std::ranges::none_of(model_->cases(), has));
  };
  using Case = WorklistModel::Case;
  showIf(WorklistModel::kDiagnosis, [](const Case& each) { return !each.diagnosis.isEmpty(); });
  showIf(WorklistModel::kAge, [](const Case& each) { return each.age.has_value(); });
  showIf(WorklistModel::kSex, [](const Case& each) { return !each.sex.isEmpty(); });
  showIf(WorklistModel::kFold, [](const Case& each) { return each.fold.has_value(); });
}

void WorklistView::showOpen() {
  model_->setOpen(session_.openCase().study() ? std::optional(session_.openCase().studyRef()) : std::nullopt);
  const QModelIndex index = order_->mapFromSource(model_->index(model_->openRow(), 0));
  if (index.isValid()) {
    table_->setCurrentIndex(index);
    table_->scrollTo(index);
  }
  showSentence();
}

void WorklistView::showSentence() {
  QString text;
  if (session_.openCase().study())
    text = review_.isHidden(session_.openCase().studyRef())
               ? tr("Read blind: what others did is shown when you have finished.")
               : reviewSentence(review_.current());
  sentence_->showText(text);
}

int WorklistView::neighbour(int step) const {
  const int rows = order_->rowCount();
  if (rows == 0) return -1;
  const QModelIndex open = order_->mapFromSource(model_->index(model_->openRow(), 0));
  const int row = open.isValid() ? open.row() + step : step > 0 ? 0 : rows - 1;
  return row < 0 || row >= rows ? -1 : order_->mapToSource(order_->index(row, 0)).row();
}

}  // namespace uptake
