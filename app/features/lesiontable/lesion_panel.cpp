#include "app/features/lesiontable/lesion_panel.h"

#include "app/shell/theme/theme.h"

#include <QAction>
#include <QComboBox>
#include <QFontMetrics>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QKeyEvent>
#include <QLabel>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>
#include <array>
#include <cmath>

namespace uptake {

namespace {

/// Values that can be read and sorted at once.
constexpr double kAtOnce = 5e5;
/// Below this width the numbers need all of it.
constexpr int kLeastWidthWithHistogram = 900;
constexpr int kWide = 1400;

QToolButton* makeButton(const QString& text, const QString& toolTip, const char* name) {
  auto* button = new QToolButton;
  button->setObjectName(QLatin1String(name));
  button->setText(text);
  button->setToolTip(toolTip);
  button->setFocusPolicy(Qt::TabFocus);
  return button;
}

}  // namespace

LesionPanel::LesionPanel(Session& session, ViewState& state, QWidget* parent)
    : QWidget(parent),
      session_(session),
      state_(state),
      findings_(session.openCase().document()),
      model_(new LesionTableModel(findings_, session, state, this)),
      sorting_(new LesionSorting(this)),
      view_(new QTreeView),
      sourceBox_(new QComboBox),
      imageBox_(new QComboBox),
      notice_(new QLabel),
      hint_(new QLabel),
      side_(new QWidget),
      histogram_(new LesionHistogramView) {
  makeView();
  sourceBox_->setObjectName(QStringLiteral("lesionSource"));
  sourceBox_->setAccessibleName(tr("Lesions of"));
  sourceBox_->setToolTip(tr("Whose lesions these are"));
  sourceBox_->setMinimumContentsLength(16);
  sourceBox_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  sourceBox_->setFocusPolicy(Qt::TabFocus);
  imageBox_->setObjectName(QStringLiteral("histogramImage"));
  imageBox_->setAccessibleName(tr("Histogram of"));
  imageBox_->addItems({tr("PET"), tr("CT")});
  imageBox_->setFocusPolicy(Qt::TabFocus);
  notice_->setObjectName(QStringLiteral("lesionNotice"));
  const auto colour = [this] {
    QPalette attention = palette();
    attention.setColor(QPalette::WindowText, attentionColour(palette()));
    notice_->setPalette(attention);
  };
  colour();
  whenColoursChange(*this, colour);
  hint_->setText(tr("No lesions here. Paint some, or choose another set above."));
  hint_->setAlignment(Qt::AlignCenter);
  hint_->setForegroundRole(QPalette::PlaceholderText);

  auto* copyButton = makeButton(
      tr("Copy"), tr("Copies the selected rows, or all, to paste into a spreadsheet"), "copyLesions");
  auto* csvButton =
      makeButton(tr("CSV…"), tr("Writes all lesions as CSV, with SUV by body weight"), "lesionCsv");
  auto* reportButton =
      makeButton(tr("Report…"), tr("Writes a report with a picture of each lesion"), "lesionReport");
  connect(copyButton, &QToolButton::clicked, this, &LesionPanel::copy);
  connect(csvButton, &QToolButton::clicked, this, &LesionPanel::exportCsv);
  connect(reportButton, &QToolButton::clicked, this, &LesionPanel::reportRequested);
  auto* bar = new QHBoxLayout;
  bar->setContentsMargins(6, 2, 6, 2);
  bar->addWidget(sourceBox_);
  bar->addWidget(notice_, 1);
  for (QToolButton* button : {copyButton, csvButton, reportButton}) {
    bar->addWidget(button);
    buttons_.push_back(button);
  }

  auto* sideColumn = new QVBoxLayout(side_);
  sideColumn->setContentsMargins(0, 0, 0, 0);
  sideColumn->setSpacing(0);
  sideColumn->addWidget(imageBox_, 0, Qt::AlignRight);
  sideColumn->addWidget(histogram_, 1);
  side_->setFixedWidth(histogram_->sizeHint().width());
  auto* column = new QVBoxLayout;
  column->setSpacing(0);
  column->addLayout(bar);
  column->addWidget(view_, 1);
  column->addWidget(hint_, 1);
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(0);
  row->addLayout(column, 1);
  row->addWidget(side_);

  connect(sourceBox_, &QComboBox::activated, this, [this](int position) {
    findings_.setSource(sources_[static_cast<std::size_t>(position)].source);
    markSelection();
  });
  connect(imageBox_, &QComboBox::activated, this, &LesionPanel::showHistogram);
  const CaseDocument& document = session_.openCase().document();
  connect(&document, &CaseDocument::masksChanged, this, &LesionPanel::updateSources);
  connect(&document, &CaseDocument::boxesChanged, this, &LesionPanel::updateSources);
  connect(&document, &CaseDocument::boxTiesChanged, this, &LesionPanel::updateSources);
  connect(&document, &CaseDocument::imagesChanged, this, &LesionPanel::updateSources);
  connect(&session_.openCase(), &OpenCase::studyOpened, this, &LesionPanel::updateSources);
  connect(&session_.suv(), &SuvSession::suvChanged, model_, &LesionTableModel::updateAspect);
  connect(&session_.images(), &StudyImages::slicesArrived, this, [this] { findings_.takeSlices(false); });
  connect(&session_.images(), &StudyImages::imagesLoaded, this, [this] { findings_.takeSlices(true); });
  connect(&session_.openCase().selection(), &Selection::changed, this, [this] {
    followSelection();
    markSelection();
  });
  connect(&findings_, &LesionFindings::figuresChanged, this, [this](int lesion) {
    if (lesion == currentLesion()) showHistogram();
    if (!widening_.isActive()) widening_.start();
  });
  // Numbers that grew while one draws get room; columns get narrower only when there are others.
  widening_.setSingleShot(true);
  widening_.setInterval(200);
  connect(&widening_, &QTimer::timeout, this, [this] { fitColumns(false); });
  connect(&findings_, &LesionFindings::lesionsChanged, this, [this] {
    markSelection();
    showHistogram();
    showAspect();
  });
  connect(model_, &LesionTableModel::aspectChanged, this, [this] {
    showAspect();
    fitColumns(true);
    showHistogram();
  });
  updateSources();
  showAspect();
  showHistogram();
}

void LesionPanel::makeView() {
  sorting_->setSourceModel(model_);
  sorting_->setSortRole(LesionTableModel::kSortRole);
  view_->setModel(sorting_);
  view_->setObjectName(QStringLiteral("lesionTable"));
  view_->setAccessibleName(tr("Lesions in numbers"));
  view_->setRootIsDecorated(false);
  view_->setUniformRowHeights(true);
  view_->setSelectionMode(QAbstractItemView::ExtendedSelection);
  view_->setSortingEnabled(true);
  view_->sortByColumn(0, Qt::AscendingOrder);
  view_->header()->setStretchLastSection(false);
  view_->header()->setHighlightSections(false);
  connect(view_->header(), &QHeaderView::sortIndicatorChanged, this, [this] { fitColumns(true); });
  auto* copyAction = new QAction(tr("&Copy"), this);
  copyAction->setShortcut(QKeySequence::Copy);
  copyAction->setShortcutContext(Qt::WidgetWithChildrenShortcut);
  connect(copyAction, &QAction::triggered, this, &LesionPanel::copy);
  addAction(copyAction);
  view_->installEventFilter(this);
  view_->setContextMenuPolicy(Qt::ActionsContextMenu);
  view_->addAction(copyAction);
  connect(view_, &QTreeView::clicked, this, [this] { activate(currentLesion()); });
  connect(view_, &QTreeView::activated, this, [this] { activate(currentLesion()); });
  connect(view_->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] {
    // Rows that go or come while one draws, or undoes, take nobody anywhere.
    if (stepping_ && view_->selectionModel()->selectedRows().size() <= 1) activate(currentLesion());
    showHistogram();
  });
}

bool LesionPanel::eventFilter(QObject* watched, QEvent* event) {
  if (watched == view_ && event->type() == QEvent::KeyPress) {
    const int key = static_cast<QKeyEvent*>(event)->key();
    constexpr std::array<int, 6> kSteps{Qt::Key_Up,       Qt::Key_Down, Qt::Key_PageUp,
                                        Qt::Key_PageDown, Qt::Key_Home, Qt::Key_End};
    // While the view works in the key; what comes after has other reasons.
    stepping_ = std::ranges::find(kSteps, key) != kSteps.end();
    QMetaObject::invokeMethod(
        this, [this] { stepping_ = false; }, Qt::QueuedConnection);
  }
  return QWidget::eventFilter(watched, event);
}

QString LesionPanel::sourceName() const {
  for (const NamedLesionSource& each : sources_)
    if (each.source == findings_.source()) return each.name;
  return {};
}

void LesionPanel::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  updateSources();
  findings_.setActive(true);
  followSelection();
  fitColumns(true);
  markSelection();
}

void LesionPanel::hideEvent(QHideEvent* event) {
  QWidget::hideEvent(event);
  findings_.setActive(false);
}

void LesionPanel::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  showSide();
}

void LesionPanel::showSide() {
  side_->setVisible(width() >= kLeastWidthWithHistogram && !findings_.lesions().empty());
  side_->setFixedWidth(width() < kWide ? 190 : histogram_->sizeHint().width());
}

void LesionPanel::updateSources() {
  if (!isVisible()) return;  // it is brought up to date when it is shown
  std::vector<NamedLesionSource> sources = lesionSources(session_, session_.openCase().document());
  if (sources != sources_) {
    sources_ = std::move(sources);
    const QSignalBlocker blocker(sourceBox_);
    sourceBox_->clear();
    for (const NamedLesionSource& each : sources_) sourceBox_->addItem(each.name);
  }
  sourceBox_->setEnabled(!sources_.empty());
  const LesionSource& shown = findings_.source();
  const bool isThere = std::ranges::any_of(sources_, [&](const auto& each) { return each.source == shown; });
  LesionSource wanted = shown;
  if (!isThere) {
    wanted = selectedLesionSource(session_.openCase().selection(), session_.openCase().document(), sources_);
    if (wanted == LesionSource() && !sources_.empty()) wanted = sources_.front().source;
  }
  chooseSource(wanted);
}

void LesionPanel::chooseSource(const LesionSource& source) {
  findings_.setSource(source);
  const auto found = std::ranges::find(sources_, source, &NamedLesionSource::source);
  sourceBox_->setCurrentIndex(found == sources_.end() ? -1 : static_cast<int>(found - sources_.begin()));
}

void LesionPanel::followSelection() {
  if (!isVisible()) return;
  const LesionSource wanted =
      selectedLesionSource(session_.openCase().selection(), session_.openCase().document(), sources_);
  if (wanted != LesionSource()) chooseSource(wanted);
}

int LesionPanel::currentLesion() const {
  return model_->lesionAt(sorting_->mapToSource(view_->currentIndex()));
}

void LesionPanel::markSelection() {
  const Selection& selection = session_.openCase().selection();
  int wanted = -1;
  if (findings_.source().isMask()) {
    if (selection.mask() == findings_.source().mask && selection.box() == BoxId::None)
      wanted = selection.segment();
  } else if (const BoxLesion* boxes = selection.box() == BoxId::None
                                          ? nullptr
                                          : session_.openCase().document().lesionOf(selection.box())) {
    if (boxes->stack == findings_.source().stack)
      wanted = static_cast<int>(*std::ranges::min_element(boxes->boxes));
  }
  if (wanted == currentLesion()) return;
  const QModelIndex index = sorting_->mapFromSource(model_->indexOf(wanted));
  // What a person selected to copy stays.
  if (!index.isValid() && view_->selectionModel()->selectedRows().size() > 1) return;
  view_->setCurrentIndex(index);
}

void LesionPanel::activate(int lesion) {
  const LesionVoxels* voxels = findings_.voxels(lesion);
  if (!voxels) return;
  const LesionFigures* figures = findings_.figures(lesion);
  const IndexBox box = voxels->box();
  const Point place = figures && figures->shape
                          ? figures->shape->place
                          : voxels->grid().toPatient((box.first + box.last).cast<double>() / 2.0);
  Selection& selection = session_.openCase().selection();
  const BoxLesion* boxes = findings_.boxLesion(lesion);
  if (!boxes) {
    selection.clearMarks();
    selection.setSegment(findings_.source().mask, static_cast<Label>(lesion));
    Q_EMIT goTo(place);
    return;
  }
  // The box on the image where the views go.
  const int slice = static_cast<int>(std::lround(voxels->grid().toIndex(place).z()));
  BoxId chosen = boxes->boxes.front();
  for (const BoxId id : boxes->boxes) {
    const auto at = session_.openCase().document().imageStacks().find(
        session_.openCase().document().box(id)->sopInstanceUid);
    if (at && at->slice == slice) chosen = id;
  }
  const int series = session_.openCase().seriesOf(session_.openCase().document().box(chosen)->sopInstanceUid);
  selection.setMeasurement(MeasurementId::None);
  selection.setBox(chosen);
  const ImagePair shown = session_.images().shown();
  if (series >= 0 && series != shown.ct && series != shown.pet)
    Q_EMIT goToSeries(series, place);
  else
    Q_EMIT goTo(place);
}

std::vector<int> LesionPanel::shownOrder() const {
  std::vector<int> lesions;
  for (int row = 0; row < sorting_->rowCount(); ++row) {
    const int lesion = model_->lesionAt(sorting_->mapToSource(sorting_->index(row, 0)));
    if (lesion >= 0) lesions.push_back(lesion);
  }
  return lesions;
}

void LesionPanel::fitColumns(bool mayShrink) {
  // As narrow as the texts allow: a view would keep room for the mark of the sorted column in every one.
  constexpr int kPadding = 18;
  constexpr int kSortMark = 9;
  constexpr int kSwatch = 24;
  constexpr int kLeastName = 110;
  constexpr int kMostName = 260;
  QFont bold = view_->font();
  bold.setBold(true);
  const QFontMetrics metrics(bold);
  const QFontMetrics header(view_->header()->font());
  for (int column = 0; column < kLesionColumns; ++column) {
    view_->setColumnHidden(column, !isLesionColumnShown(static_cast<LesionColumn>(column), model_->aspect()));
    const bool isSorted = view_->header()->sortIndicatorSection() == column;
    int width =
        header.horizontalAdvance(model_->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString()) +
        (isSorted ? kSortMark : 0);
    for (int row = 0; row < model_->rowCount(); ++row)
      width = std::max(width, metrics.horizontalAdvance(model_->index(row, column).data().toString()));
    width += kPadding;
    if (column == 0) width = std::clamp(width + kSwatch, kLeastName, kMostName);
    if (mayShrink || width > view_->columnWidth(column)) view_->setColumnWidth(column, width);
  }
}

void LesionPanel::showAspect() {
  const LesionTableAspect& aspect = model_->aspect();
  QStringList notices;
  if (!aspect.noSuv.isEmpty()) notices.append(tr("No SUV: %1").arg(aspect.noSuv));
  if (!aspect.notMeasured.isEmpty()) notices.append(aspect.notMeasured);
  notice_->setText(notices.join(QLatin1Char(' ')));
  notice_->setToolTip(notice_->text());
  notice_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  const bool any = !findings_.lesions().empty();
  const bool wasAny = view_->isVisibleTo(this);
  view_->setVisible(any);
  hint_->setVisible(!any);
  for (QWidget* button : buttons_) button->setEnabled(any);
  showSide();
  if (any && !wasAny) fitColumns(true);
}

void LesionPanel::showHistogram() {
  histogramJob_.discard();
  imageBox_->setVisible(findings_.pet() && findings_.ct());
  const LesionVoxels* voxels = findings_.voxels(currentLesion());
  const bool isCt = findings_.ct() && (!findings_.pet() || imageBox_->currentIndex() == 1);
  const auto image = isCt ? findings_.ct() : findings_.pet();
  if (findings_.ct()) imageBox_->setItemText(1, imageKindText(*findings_.ct()));
  if (!image) return histogram_->setNotice(tr("No image to measure in."));
  if (!voxels) return histogram_->setNotice(tr("Select a lesion to see how its values are spread."));
  const LesionTableAspect& aspect = model_->aspect();
  const LesionFigures* figures = findings_.figures(currentLesion());
  const auto& statistics = figures ? (isCt ? figures->density : figures->uptake) : std::nullopt;
  if (!statistics) return histogram_->setNotice(QStringLiteral("…"));
  if (statistics->state != RegionState::Measured)
    return histogram_->setNotice(tr("The image does not hold all of the lesion."));
  const bool isSuv = !isCt && aspect.isSuv;
  const QString unit = isCt ? image->unitLabel() : aspect.petLabel;
  const double factor = isSuv ? aspect.quantity.factor : 1.0;
  const bool isWhole = image->unit() == ValueUnit::Hounsfield;
  const int decimals = isSuv || (isCt && !isWhole) ? 2 : 0;
  const auto work = [lesion = *voxels, image, isWhole](const JobControl& control) {
    return lesionHistogram(lesionValues(lesion, *image, control), isWhole);
  };
  const double values = static_cast<double>(voxels->count()) * samplesPerVoxel(voxels->grid(), image->grid());
  if (values <= kAtOnce) return histogram_->setHistogram(work(JobControl()), unit, factor, decimals);
  histogram_->setNotice(QStringLiteral("…"));
  histogramJob_.start<LesionHistogram>(
      [work](JobControl& control) -> Result<LesionHistogram> { return work(control); },
      [this, unit, factor, decimals](Result<LesionHistogram> made) {
        if (made) histogram_->setHistogram(made.take(), unit, factor, decimals);
      });
}

}  // namespace uptake
