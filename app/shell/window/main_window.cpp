#include "app/shell/window/main_window.h"

#include "app/shell/actions/case_facts.h"
#include "app/shell/actions/disabled_keys.h"
#include "app/shell/text/plain_labels.h"
#include "app/shell/tools/tool_actions.h"
#include "app/shell/tools/tool_options.h"
#include "app/shell/tools/tool_settings.h"
#include "app/shell/views/view_actions.h"
#include "app/shell/window/edit_actions.h"
#include "app/shell/window/empty_page.h"
#include "app/shell/window/event_loop_watch.h"
#include "app/shell/window/file_actions.h"
#include "app/shell/window/help_actions.h"
#include "app/shell/window/menus.h"
#include "app/shell/window/notice_card.h"
#include "app/shell/window/pane_actions.h"
#include "app/shell/window/path_kinds.h"
#include "app/shell/window/problems_dialog.h"
#include "app/shell/window/tool_bar.h"

#include <QActionGroup>
#include <QCloseEvent>
#include <QDir>
#include <QDockWidget>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QSettings>
#include <QStackedWidget>
#include <QToolBar>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <utility>

// The icons lie in a static library, whose resources the linker drops unless they are asked for.
static void initialiseResources() {
  Q_INIT_RESOURCE(uptake);
}

namespace uptake {

MainWindow::MainWindow(Session& session, std::span<const Feature> features, QWidget* parent)
    : QMainWindow(parent),
      session_(session),
      following_(std::make_unique<QObject>()),
      unsavedWork_(session, *this, [this] { tools_->cancelGesture(); }),
      pages_(new QStackedWidget(this)) {
  initialiseResources();
  EventLoopWatch::startWhereWanted(this);
  setAcceptDrops(true);
  setWindowIcon(QIcon(QStringLiteral(":/icons/uptake.svg")));
  // A child from the start: keys that hold in the views alone are told from those of a window by that.
  views_ = new ViewArea(session_.openCase().document(), session_.openCase().selection(), viewState_, pages_);
  tools_ = new ToolController(session_.openCase().toolContext(), *views_, this);
  toolActions_ = new QActionGroup(this);
  restoreToolSettings(*tools_);
  const auto takeScheme = [this] { viewState_.setLabelScheme(schemes_.current()); };
  connect(&schemes_, &ClassSchemes::changed, this, takeScheme);
  takeScheme();

  setCentralWidget(pages_);
  status_ = new StatusLine(session_, viewState_);
  setStatusBar(status_);
  notice_ = new NoticeCard(pages_);
  followCase(actions_, session_, *following_);
  makeMenus(*this);
  makeDocks();
  addFileActions(*this);
  addEditActions(*this);
  addToolActions(*this);
  addViewActions(*this);
  addHelpActions(*this);
  for (const Feature add : features) add(*this);
  connectParts();
  auto* empty = new EmptyPage(recent_, actions_.action(QStringLiteral("file.open")),
                              actions_.action(QStringLiteral("file.openFiles")),
                              actions_.action(QStringLiteral("file.recent.clear")));
  connect(empty, &EmptyPage::openRequested, this, &MainWindow::openPaths);
  pages_->addWidget(empty);
  pages_->addWidget(views_);
  QList<QWidget*> panes{pages_};
  for (const QDockWidget* dock : leftDocks_) panes.append(dock->widget());
  addPaneActions(actions_, panes << makeToolBar(*this) << status_, *this);
  connectCase();
  new DisabledKeys(actions_, *this, [this](const QString& reason) { status_->say(reason); });
  keepLabelsPlain();
  resize(1280, 800);
  const QByteArray geometry = QSettings().value(QStringLiteral("window/geometry")).toByteArray();
  if (!geometry.isEmpty()) restoreGeometry(geometry);
  showTitle();
}

MainWindow::~MainWindow() {
  following_.reset();
  session_.openCase().undoStack().disconnect(this);
  // Everything that watches the parts of the window goes before them: QWidget would delete its children only
  // after our members. First what features made, then what they rest on.
  QObjectList made = children();
  for (QObject* part : {static_cast<QObject*>(tools_), static_cast<QObject*>(pages_)}) made.removeOne(part);
  for (auto each = made.rbegin(); each != made.rend(); ++each)
    if (*each != layout() && children().contains(*each)) delete *each;
  delete tools_;
  delete pages_;
}

void MainWindow::makeDocks() {
  annotationPanel_ = new AnnotationPanel(session_);
  auto* content = new QWidget;
  auto* column = new QVBoxLayout(content);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(annotationPanel_, 1);
  auto* options = new ToolOptions(*tools_, session_.openCase().document());
  connect(options, &ToolOptions::finished, views_, [this] { views_->setFocus(); });
  column->addWidget(options);
  addLeftDock(QStringLiteral("annotations"), tr("Annotations"), content, DockPlace::BelowAnnotations);
}

QDockWidget* MainWindow::addLeftDock(const QString& name, const QString& title, QWidget* content,
                                     DockPlace place, Needs needs) {
  constexpr int kLeastWidth = 230;
  auto* dock = new QDockWidget(title);
  dock->setObjectName(name);
  dock->setWidget(content);
  dock->setFeatures(QDockWidget::DockWidgetMovable | QDockWidget::DockWidgetClosable);
  dock->setMinimumWidth(kLeastWidth);
  const auto annotations =
      std::ranges::find(leftDocks_, QStringLiteral("annotations"), &QDockWidget::objectName);
  const auto added =
      leftDocks_.insert(place == DockPlace::AboveAnnotations ? annotations : leftDocks_.end(), dock);
  addDockWidget(Qt::LeftDockWidgetArea, dock);
  const int order = name == QLatin1String("annotations") ? 10 : place == DockPlace::AboveAnnotations ? 0 : 20;
  actions_.place(dock->toggleViewAction(), {{"view", 4, order}}, needs);
  // It came below those that are there.
  for (auto each = added + 1; each != leftDocks_.end(); ++each) {
    removeDockWidget(*each);
    addDockWidget(Qt::LeftDockWidgetArea, *each);
    (*each)->show();
  }
  return dock;
}

void MainWindow::connectParts() {
  connect(annotationPanel_, &AnnotationPanel::goTo, &viewState_, &ViewState::setCrosshair);
  connect(annotationPanel_, &AnnotationPanel::goToSeries, this, [this](int series, const Point& point) {
    session_.images().showSeries(series);
    viewState_.setCrosshair(point);
  });
  connect(annotationPanel_, &AnnotationPanel::said, &session_.messages(), &Messages::say);
  connect(tools_, &ToolController::said, &session_.messages(), &Messages::say);
  connect(tools_, &ToolController::kindChanged, status_, &StatusLine::retireMessage);
  connect(views_, &ViewArea::said, &session_.messages(), &Messages::say);
  connect(views_, &ViewArea::hovered, status_, &StatusLine::showPoint);
  connect(status_, &StatusLine::problemsRequested, this,
          [this] { ProblemsDialog(session_.messages().problems(), this).exec(); });
  connect(status_, &StatusLine::suvRequested, this, [this] { Q_EMIT suvEvidenceRequested(-1); });
  findChild<ToolOptions*>()->setGoOnAction(actions_.action(QStringLiteral("tool.hotSpot.goOn")));
  if (leftDocks_.size() < 2) return;
  resizeDocks({leftDocks_[0], leftDocks_[1]}, {256, 256}, Qt::Horizontal);
  resizeDocks({leftDocks_[0], leftDocks_[1]}, {260, 400}, Qt::Vertical);
}

void MainWindow::connectCase() {
  connect(&session_.openCase(), &OpenCase::studyChanged, this, [this] {
    pages_->setCurrentWidget(views_);
    views_->rebuild();
    views_->setFocus();
    showTitle();
  });
  // What was opened may show nothing, and then stands in nobody's name.
  connect(&session_.project(), &Project::scanned, this, [this] {
    showTitle();
    if (!session_.openCase().study())
      pages_->setCurrentIndex(session_.project().index().patients.empty() ? 0 : pages_->indexOf(views_));
  });
  // What shows nothing is not worth coming back to.
  connect(&session_.openCase(), &OpenCase::studyOpened, this,
          [this] { recent_.add(session_.project().index().roots); });
  // Only another study moves the crosshair; another series of the same one stays where the reader is.
  connect(&session_.openCase(), &OpenCase::studyOpened, this, &MainWindow::centreViews);
  // Nothing of one is where it is in the other: pictures without a place, and what lies in the patient.
  connect(&session_.openCase(), &OpenCase::studyChanged, this, [this, wasPlaceless = false]() mutable {
    const auto& ct = session_.openCase().document().ct();
    const bool isPlaceless = ct && ct->source().isPlaceless;
    if (std::exchange(wasPlaceless, isPlaceless) != isPlaceless) centreViews();
  });
  connect(&session_.images(), &StudyImages::slicesArrived, views_, &ViewArea::refreshImages);
  connect(&session_.images(), &StudyImages::imagesLoaded, views_, &ViewArea::refreshImages);
  connect(&session_.messages(), &Messages::said, this, [this](const QString& text) { status_->say(text); });
  // The card says it where the eyes are; once is enough.
  connect(&session_.messages(), &Messages::refused, status_, [this] {
    if (notice_->isVisible()) status_->clearMessage();
  });
  connect(&session_.annotations(), &Keeper::saved, this,
          [this](const QStringList& files, const QStringList& notes) {
            QStringList parts{tr("Saved %n file(s) in %1.", nullptr, static_cast<int>(files.size()))
                                  .arg(QDir::toNativeSeparators(session_.annotations().folder().path()))};
            parts.append(notes);
            status_->say(parts.join(QLatin1Char(' ')));
          });
  connect(&session_.openCase().undoStack(), &QUndoStack::cleanChanged, this, &MainWindow::showTitle);
}

bool MainWindow::openPaths(const QStringList& paths) {
  if (paths.isEmpty() || !unsavedWork_.mayLeaveCase()) return false;
  notice_->hide();
  session_.open(paths);
  return true;
}

void MainWindow::openOrAdd(const QStringList& paths) {
  const PathKinds kinds = kindsOf(paths);
  if (!kinds.studies.isEmpty()) {
    if (openPaths(kinds.studies) && kinds.addsAny())
      session_.messages().say(tr("Masks and boxes are added to a case that is open: open them again then."));
    return;
  }
  if (!kinds.addsAny()) return;
  notice_->hide();
  if (!session_.openCase().study()) {
    // A label image is an image as well, as far as its name tells.
    if (!kinds.masks.isEmpty()) openPaths(kinds.masks);
    if (kinds.boxes.isEmpty()) return;
    session_.messages().refuse(
        tr("Open a study first"),
        {tr("Masks and boxes are added to a case that is open: they lie on its images.")});
    return;
  }
  for (const QString& mask : kinds.masks) session_.maskFiles().importMask(mask);
  if (!kinds.boxes.isEmpty()) session_.boxImport().importFiles(kinds.boxes);
}

bool MainWindow::offerAtStart() {
  return std::ranges::any_of(startOffers_, [](const auto& offer) { return offer(); });
}

bool MainWindow::isSettled() const {
  return session_.isSettled() && views_->isSettled() &&
         std::ranges::all_of(settledChecks_, [](const auto& isSettled) { return isSettled(); });
}

void MainWindow::centreViews() {
  const Volume* ct = session_.openCase().document().ct().get();
  const Volume* pet = session_.openCase().document().pet().get();
  const Volume* leading = ct ? ct : pet;
  if (!leading) return;
  viewState_.setZoom(1.0);
  viewState_.setPan(Eigen::Vector3d::Zero());
  viewState_.straighten();
  // The slice that is read first, so that there is something to see at once. A table begins at its beginning.
  const Eigen::Vector3i& size = leading->grid().size();
  const double slice = leading->source().hasPlace() ? std::floor(size.z() / 2.0) : 0.0;
  viewState_.setCrosshair(leading->grid().toPatient({(size.x() - 1) / 2.0, (size.y() - 1) / 2.0, slice}));
  if (startCrosshair_) viewState_.setCrosshair(*startCrosshair_);
  startCrosshair_.reset();
}

void MainWindow::setLayoutChoice(Layout layout) {
  views_->setLayoutChoice(layout);
}

void MainWindow::showTitle() {
  const PatientEntry* patient = session_.openCase().patient();
  const QString subject = patient ? patient->shownId() : QString();
  setWindowTitle(subject.isEmpty() ? QStringLiteral("Uptake[*]")
                                   : QStringLiteral("%1[*] – Uptake").arg(subject));
  setWindowModified(session_.openCase().hasUnsavedChanges());
}

void MainWindow::closeEvent(QCloseEvent* event) {
  if (!unsavedWork_.mayLeaveCase()) {
    event->ignore();
    return;
  }
  QSettings().setValue(QStringLiteral("window/geometry"), saveGeometry());
  keepToolSettings(*tools_);
  event->accept();
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
  const PathKinds dropped = kindsOf(droppedPaths(event->mimeData()));
  if (!dropped.any()) return;
  event->acceptProposedAction();
  const bool imports = dropped.studies.isEmpty() && session_.openCase().study();
  status_->showMessage(imports ? tr("Let go to add what you are holding to this case.")
                               : tr("Let go to open what you are holding."));
}

void MainWindow::dragLeaveEvent(QDragLeaveEvent*) {
  status_->clearMessage();
}

void MainWindow::dropEvent(QDropEvent* event) {
  status_->clearMessage();
  const QStringList paths = droppedPaths(event->mimeData());
  if (!kindsOf(paths).any()) return;
  event->acceptProposedAction();
  // Later: questions that follow must not keep the program that the files came from waiting.
  QMetaObject::invokeMethod(
      this, [this, paths] { openOrAdd(paths); }, Qt::QueuedConnection);
}

}  // namespace uptake
