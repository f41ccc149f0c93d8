#include "app/shell/window/main_window.h"

#include "app/features/compare/compare_board.h"
#include "app/features/restore/restore_work.h"
#include "app/features/saving/save_dialogs.h"
#include "app/features/slicetable/slice_table_mode.h"
#include "app/features/studies/pairing_dialog.h"
#include "app/session/review/reading_pair.h"
#include "app/shell/actions/keys_dialog.h"
#include "app/shell/text/plain_labels.h"
#include "app/shell/tools/tool_settings.h"
#include "app/shell/views/compare_controls.h"
#include "app/shell/window/empty_page.h"
#include "app/shell/window/event_loop_watch.h"
#include "app/shell/window/notice_card.h"
#include "app/shell/window/opening_notices.h"
#include "app/shell/window/path_kinds.h"
#include "app/shell/window/problems_dialog.h"

#include <QApplication>
#include <QCloseEvent>
#include <QDir>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QEventLoop>
#include <QMessageBox>
#include <QProgressDialog>
#include <QPushButton>
#include <QSettings>
#include <QStackedWidget>
#include <QStatusBar>
#include <QTimer>

#include <algorithm>
#include <cmath>
#include <utility>

// The icons lie in a static library, whose resources the linker drops unless they are asked for.
static void initialiseResources() {
  Q_INIT_RESOURCE(uptake);
}

namespace uptake {

MainWindow::MainWindow(QWidget* parent) : QMainWindow(parent), pages_(new QStackedWidget) {
  initialiseResources();
  EventLoopWatch::startWhereWanted(this);
  setAcceptDrops(true);
  setWindowIcon(QIcon(QStringLiteral(":/icons/uptake.svg")));
  // A child from the start: keys that hold in the views alone are told from those of a window by that.
  views_ = new ViewArea(cases_.document(), cases_.selection(), viewState_, pages_);
  tools_ = new ToolController(cases_.toolContext(), *views_, this);
  restoreToolSettings(*tools_);
  const auto takeScheme = [this] {
    viewState_.setLabelScheme(schemes_.current());
    cases_.setLabelScheme(schemes_.current());
  };
  connect(&schemes_, &ClassSchemes::changed, this, takeScheme);
  takeScheme();

  setCentralWidget(pages_);

  comparison_ = new CompareBoard(cases_, viewState_, this);
  status_ = new StatusLine(cases_, viewState_);
  setStatusBar(status_);
  makeDocks();
  restore_ = new RestoreWork(
      cases_, [this](const QStringList& paths) { return openPaths(paths); }, *this);
  makeFileActions();
  makeEditActions();
  makeToolActions();
  makeWindowActions();
  makeSuvActions();
  makeViewActions();
  makeNavigationActions();
  makeEmptyPage();
  new SliceTableMode({actions_, cases_, viewState_, *tools_, *this});
  makeToolBar();
  makePaneActions();
  makeMenus();
  connectCase();
  qApp->installEventFilter(this);
  keepLabelsPlain();
  resize(1280, 800);
  const QByteArray geometry = QSettings().value(QStringLiteral("window/geometry")).toByteArray();
  if (!geometry.isEmpty()) restoreGeometry(geometry);
  showTitle();
}

MainWindow::~MainWindow() {
  qApp->removeEventFilter(this);
  cases_.undoStack().disconnect(this);
  // Everything that watches the case goes before it: QWidget would delete its children only after our
  // members.
  delete tools_;
  delete restore_;
  qDeleteAll(findChildren<QWidget*>(Qt::FindDirectChildrenOnly));
  delete comparison_;
}

void MainWindow::makeEmptyPage() {
  auto* empty = new EmptyPage(recent_, actions_.action(QStringLiteral("file.open")),
                              actions_.action(QStringLiteral("file.openFiles")),
                              actions_.action(QStringLiteral("file.recent.clear")));
  connect(empty, &EmptyPage::openRequested, this, &MainWindow::openPaths);
  pages_->addWidget(empty);
  pages_->addWidget(views_);
  notice_ = new NoticeCard(pages_);
  showOpeningNotices(cases_, *notice_, [this](const StudyRef& study, const SeriesRef& series) {
    return applyRemedy(study, series);
  });
}

void MainWindow::connectCase() {
  connect(&cases_, &CaseController::studyChanged, this, [this] {
    pages_->setCurrentWidget(views_);
    resetPetWindow();
    showSuvState();
    views_->rebuild();
    views_->setFocus();
    showTitle();
  });
  // What was opened may show nothing, and then stands in nobody's name.
  connect(&cases_, &CaseController::scanned, this, [this] {
    showTitle();
    if (cases_.study()) return;
    showSuvState();
    pages_->setCurrentIndex(cases_.index().patients.empty() ? 0 : pages_->indexOf(views_));
  });
  // What shows nothing is not worth coming back to.
  connect(&cases_, &CaseController::studyOpened, this, [this] { recent_.add(cases_.index().roots); });
  // Only another study moves the crosshair; another series of the same one stays where the reader is.
  connect(&cases_, &CaseController::studyOpened, this, &MainWindow::centreViews);
  connect(&cases_, &CaseController::annotationsLoaded, this, [this] {
    if (const QString file = std::exchange(startPrediction_, {}); !file.isEmpty())
      comparison_->openPrediction(file);
    // Several readings are judged side by side.
    const auto pair = readingPair(cases_);
    if (!pair) return;
    views_->compare().setFirst(pair->first);
    views_->compare().setSecond(pair->second);
    if (views_->layoutChoice() == Layout::Compare) return;
    layoutBefore_ = views_->layoutChoice();
    views_->setLayoutChoice(Layout::Compare);
  });
  connect(&cases_, &CaseController::studyOpened, this, [this] {
    const std::optional<Layout> before = std::exchange(layoutBefore_, std::nullopt);
    if (before && views_->layoutChoice() == Layout::Compare) views_->setLayoutChoice(*before);
  });
  connect(&cases_, &CaseController::slicesArrived, views_, &ViewArea::refreshImages);
  connect(&cases_, &CaseController::imagesLoaded, views_, &ViewArea::refreshImages);
  connect(&cases_, &CaseController::said, this, [this](const QString& text) { status_->say(text); });
  // The card says it where the eyes are; once is enough.
  connect(&cases_, &CaseController::refused, status_, [this] {
    if (notice_->isVisible()) status_->clearMessage();
  });
  connect(comparison_, &CompareBoard::pairChanged, status_, &StatusLine::retireMessage);
  connect(&cases_, &CaseController::saved, this, [this](const QStringList& files, const QStringList& notes) {
    QStringList parts{tr("Saved %n file(s) in %1.", nullptr, static_cast<int>(files.size()))
                          .arg(QDir::toNativeSeparators(cases_.annotationFolder().path()))};
    parts.append(notes);
    status_->say(parts.join(QLatin1Char(' ')));
  });
  connect(&cases_, &CaseController::saveFailed, this, [this](const QString& reason, const StudyRef& study) {
    if (cases_.isOpen(study)) return askAfterFailedSave(cases_, *this);
    // Of a case that is closed by now: its journal keeps what is unsaved.
    QMessageBox::warning(this, tr("Not saved"),
                         tr("The annotations of %1 could not be saved: %2").arg(study.patientId, reason));
  });
  connect(&cases_.undoStack(), &QUndoStack::cleanChanged, this, &MainWindow::showTitle);

  connect(studyPanel_, &StudyPanel::seriesChosen, this, &MainWindow::showSeries);
  connect(studyPanel_, &StudyPanel::remedyRequested, this, &MainWindow::offerRemedy);
  connect(studyPanel_, &StudyPanel::togetherRequested, this, [this](const SeriesRef& series) {
    const int position = cases_.study() ? cases_.study()->positionOf(series) : -1;
    if (position >= 0) cases_.showTogether(position);
  });
  connect(annotationPanel_, &AnnotationPanel::goTo, &viewState_, &ViewState::setCrosshair);
  connect(annotationPanel_, &AnnotationPanel::goToSeries, this, [this](int series, const Point& point) {
    cases_.showSeries(series);
    viewState_.setCrosshair(point);
  });
  connect(annotationPanel_, &AnnotationPanel::said, &cases_, &CaseController::said);
  connect(tools_, &ToolController::said, &cases_, &CaseController::said);
  connect(tools_, &ToolController::kindChanged, status_, &StatusLine::retireMessage);
  connect(views_, &ViewArea::said, &cases_, &CaseController::said);
  connect(views_, &ViewArea::hovered, status_, &StatusLine::showPoint);
  connect(status_, &StatusLine::problemsRequested, this, &MainWindow::showProblems);
  connect(status_, &StatusLine::suvRequested, this, [this] { showSuv(-1); });
  connect(studyPanel_, &StudyPanel::suvRequested, this, [this](const SeriesRef& series) {
    const int position = cases_.study() ? cases_.study()->positionOf(series) : -1;
    if (position >= 0) showSuv(position);
  });
  connect(status_, &StatusLine::folderRequested, this, [this] { chooseAnnotationFolder(cases_, *this); });
}

bool MainWindow::openPaths(const QStringList& paths) {
  if (paths.isEmpty() || !mayLeaveCase()) return false;
  notice_->hide();
  cases_.open(paths);
  return true;
}

void MainWindow::openOrAdd(const QStringList& paths) {
  const PathKinds kinds = kindsOf(paths);
  if (!kinds.studies.isEmpty()) {
    if (openPaths(kinds.studies) && kinds.addsAny())
      Q_EMIT cases_.said(tr("Masks and boxes are added to a case that is open: open them again then."));
    return;
  }
  if (!kinds.addsAny()) return;
  notice_->hide();
  if (!cases_.study()) {
    Q_EMIT cases_.refused(tr("Open a study first"),
                          {tr("Masks and boxes are added to a case that is open: they lie on its images.")});
    return;
  }
  for (const QString& mask : kinds.masks) cases_.importMask(mask);
  if (!kinds.boxes.isEmpty()) cases_.importBoxes(kinds.boxes);
}

bool MainWindow::offerRestore() {
  return restore_->offer();
}

void MainWindow::centreViews() {
  const Volume* ct = cases_.document().ct().get();
  const Volume* pet = cases_.document().pet().get();
  const Volume* leading = ct ? ct : pet;
  if (!leading) return;
  viewState_.setZoom(1.0);
  viewState_.setPan(Eigen::Vector3d::Zero());
  viewState_.straighten();
  // The slice that is read first, so that there is something to see at once. A table begins at its beginning.
  const Eigen::Vector3i& size = leading->grid().size();
  const double slice = cases_.sliceTable() ? 0.0 : std::floor(size.z() / 2.0);
  viewState_.setCrosshair(leading->grid().toPatient({(size.x() - 1) / 2.0, (size.y() - 1) / 2.0, slice}));
  if (startCrosshair_) viewState_.setCrosshair(*startCrosshair_);
  startCrosshair_.reset();
}

void MainWindow::setLayoutChoice(Layout layout) {
  views_->setLayoutChoice(layout);
}

void MainWindow::showTitle() {
  const PatientEntry* patient = cases_.patient();
  const QString subject = patient ? patient->id : QString();
  setWindowTitle(subject.isEmpty() ? QStringLiteral("Uptake[*]")
                                   : QStringLiteral("%1[*] – Uptake").arg(subject));
  setWindowModified(cases_.hasUnsavedChanges());
}

bool MainWindow::mayLeaveCase() {
  tools_->cancelGesture();
  if (cases_.isSaving() && !waitForSaves()) return false;
  if (!cases_.hasUnsavedChanges()) return true;
  QMessageBox question(
      QMessageBox::Question, tr("Unsaved annotations"),
      tr("Save the annotations of %1?").arg(cases_.patient() ? cases_.patient()->id : QString()),
      QMessageBox::Save | QMessageBox::Discard | QMessageBox::Cancel, this);
  question.setInformativeText(
      tr("They would be saved in %1.").arg(QDir::toNativeSeparators(cases_.annotationFolder().path())));
  question.setDefaultButton(QMessageBox::Save);
  switch (question.exec()) {
    case QMessageBox::Save:
      return saveAndWait();
    case QMessageBox::Discard:
      cases_.discardUnsaved();
      return true;
    default:
      return false;
  }
}

bool MainWindow::saveAll() {
  tools_->cancelGesture();
  return !cases_.hasUnsavedChanges() || saveAndWait();
}

bool MainWindow::saveAndWait() {
  cases_.save();
  return waitForSaves() && !cases_.hasUnsavedChanges();
}

/// True when the saves that were asked for have ended. A disk that does not answer must not hold the window
/// for ever: after a while a person may go on.
bool MainWindow::waitForSaves() {
  QEventLoop loop;
  const auto end = [this, &loop] {
    if (!cases_.isSaving()) loop.quit();
  };
  // Queued: the message about a failure comes first.
  connect(&cases_, &CaseController::saved, &loop, end, Qt::QueuedConnection);
  connect(&cases_, &CaseController::saveFailed, &loop, end, Qt::QueuedConnection);
  constexpr int kPatienceMs = 1000;
  QTimer::singleShot(kPatienceMs, &loop, [&loop] { loop.exit(1); });
  if (loop.exec(QEventLoop::ExcludeUserInputEvents) == 0) return true;
  QProgressDialog waiting(
      tr("Saving the annotations of %1…").arg(cases_.patient() ? cases_.patient()->id : QString()),
      tr("&Stop waiting"), 0, 0, this);
  waiting.setObjectName(QStringLiteral("waitingForSave"));
  waiting.setWindowTitle(tr("Saving"));
  waiting.setWindowModality(Qt::ApplicationModal);
  connect(&waiting, &QProgressDialog::canceled, &loop, [&loop] { loop.exit(1); });
  waiting.show();
  // What ended while nobody listened tells no more.
  QTimer::singleShot(0, &loop, end);
  return loop.exec() == 0;
}

void MainWindow::closeEvent(QCloseEvent* event) {
  if (!mayLeaveCase()) {
    event->ignore();
    return;
  }
  QSettings().setValue(QStringLiteral("window/geometry"), saveGeometry());
  keepToolSettings(*tools_);
  event->accept();
}

bool MainWindow::eventFilter(QObject* watched, QEvent* event) {
  // Space hides the PET while it is held; a shortcut could not tell when it is let go.
  if (event->type() == QEvent::KeyPress || event->type() == QEvent::KeyRelease) {
    const auto* key = static_cast<QKeyEvent*>(event);
    const QWidget* focus = QApplication::focusWidget();
    const bool inViews = focus && focus == views_;  // not in a box among them
    if (key->key() == Qt::Key_Space && inViews) {
      if (!key->isAutoRepeat()) viewState_.setPetHidden(event->type() == QEvent::KeyPress);
      return true;
    }
  }
  return QMainWindow::eventFilter(watched, event);
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
  const PathKinds dropped = kindsOf(droppedPaths(event->mimeData()));
  if (!dropped.any()) return;
  event->acceptProposedAction();
  const bool imports = dropped.studies.isEmpty() && cases_.study();
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

void MainWindow::showProblems() {
  ProblemsDialog(cases_.problems(), this).exec();
}

void MainWindow::showSeries(const StudyRef& study, const SeriesRef& series) {
  const auto position = [&] { return cases_.isOpen(study) ? cases_.study()->positionOf(series) : -1; };
  const bool opens = position() < 0;
  if (opens) {
    if (!mayLeaveCase()) return;
    cases_.openStudy(study);
  }
  const int at = position();
  // The list may have been of an earlier state of the study.
  if (at < 0 || (opens && !cases_.study()->series[static_cast<std::size_t>(at)].isVolume())) return;
  cases_.showSeries(at);
}

namespace {

/// A copy: a scan that goes on replaces the index while a person is asked.
std::optional<SeriesEntry> entryNow(const CaseController& cases, const StudyRef& study,
                                    const SeriesRef& series) {
  const StudyIndex::Found found = cases.index().find(study);
  const int position = found ? found.study->positionOf(series) : -1;
  if (position < 0) return std::nullopt;
  return found.study->series[static_cast<std::size_t>(position)];
}

}  // namespace

void MainWindow::offerRemedy(const StudyRef& study, const SeriesRef& series) {
  const auto entry = entryNow(cases_, study, series);
  if (!entry || !entry->remedy) return;
  const bool resample = entry->remedy->kind == SeriesEntry::Remedy::Kind::Resample;
  QMessageBox question(QMessageBox::Question, resample ? tr("Resample series") : tr("Leave out duplicates"),
                       entry->refusal, QMessageBox::Cancel, this);
  question.setInformativeText(entry->remedy->text);
  QPushButton* apply = question.addButton(
      resample ? tr("&Resample and show") : tr("&Leave out duplicates and show"), QMessageBox::AcceptRole);
  apply->setObjectName(QStringLiteral("apply"));
  question.setDefaultButton(apply);
  question.exec();
  if (question.clickedButton() != apply || applyRemedy(study, series)) return;
  const auto left = entryNow(cases_, study, series);
  if (left && left->remedy && left->remedy->text != entry->remedy->text) offerRemedy(study, series);
}

bool MainWindow::applyRemedy(const StudyRef& study, const SeriesRef& series) {
  if (!mayLeaveCase() || !cases_.applyRemedy(study, series)) return false;
  const auto applied = entryNow(cases_, study, series);
  if (!applied || !applied->isVolume()) return false;
  // Opened anew, so that masks that were drawn on it before find it.
  cases_.openStudy(study);
  if (const int at = cases_.isOpen(study) ? cases_.study()->positionOf(series) : -1; at >= 0)
    cases_.showSeries(at);
  return true;
}

void MainWindow::choosePairing() {
  PairingDialog dialog(cases_, this);
  if (dialog.exec() == QDialog::Accepted) cases_.setPairingPreferences(dialog.preferences());
}

void MainWindow::showKeys() {
  KeysDialog(actions_, this).exec();
}

void MainWindow::showAbout() {
  QMessageBox about(QMessageBox::NoIcon, tr("About Uptake"),
                    tr("<b>Uptake %1</b><p>PET/CT viewer and annotation workstation.</p><p>For research and "
                       "teaching; not a medical device.</p><p>Apache License 2.0</p>")
                        .arg(QApplication::applicationVersion()),
                    QMessageBox::Ok, this);
  about.setTextFormat(Qt::RichText);
  about.setIconPixmap(windowIcon().pixmap(64));
  about.exec();
}

}  // namespace uptake
