#pragma once

#include "app/features/measure/measure_board.h"
#include "app/features/measure/measurement_list.h"
#include "app/features/review/worklist_dock.h"
#include "app/features/studies/study_panel.h"
#include "app/features/windowing/user_windows.h"
#include "app/session/case/case_controller.h"
#include "app/session/schemes/class_schemes.h"
#include "app/shell/actions/action_table.h"
#include "app/shell/panels/annotation_panel.h"
#include "app/shell/tools/tool_controller.h"
#include "app/shell/views/view_area.h"
#include "app/shell/window/recent_studies.h"
#include "app/shell/window/status_line.h"
#include "viewer/state/view_state.h"

#include <QMainWindow>

class QLabel;
class QSlider;
class QStackedWidget;

namespace uptake {

class CompareBoard;
class NoticeCard;
class RestoreWork;
class SuvDialog;

/// The window: puts the case, the views, the tools and the panels together. Wiring only.
class MainWindow : public QMainWindow {
  Q_OBJECT

 public:
  explicit MainWindow(QWidget* parent = nullptr);
  ~MainWindow() override;

  /// Opens folders or files, after asking about unsaved work; false when the case that is open stays.
  bool openPaths(const QStringList& paths);
  /// The same, but masks and boxes are added to the open case.
  void openOrAdd(const QStringList& paths);
  /// Keeps a journal of unsaved work in a folder from now on.
  void setJournalFolder(const QString& folder) { cases_.setJournalFolder(folder); }
  /// Offers unsaved work that was left there. True when some is being restored.
  bool offerRestore();

  void setLayoutChoice(Layout layout);
  /// Where the crosshair is put when the next study opens, instead of its middle.
  void setStartCrosshair(const Point& point) { startCrosshair_ = point; }

  /// Opens this prediction as soon as the next study and its annotations are there.
  void setStartPrediction(const QString& file) { startPrediction_ = file; }

  CaseController& cases() { return cases_; }
  CompareBoard& comparison() { return *comparison_; }
  ViewState& viewState() { return viewState_; }
  ViewArea& views() { return *views_; }
  ToolController& tools() { return *tools_; }
  MeasureBoard& measureBoard() { return measureBoard_; }
  ActionTable& actions() { return actions_; }
  ClassSchemes& classSchemes() { return schemes_; }
  RecentStudies& recent() { return recent_; }
  ReviewController& review() { return *worklist_.review; }

 protected:
  void closeEvent(QCloseEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dragLeaveEvent(QDragLeaveEvent* event) override;
  void dropEvent(QDropEvent* event) override;

 private:
  void makeFileActions();
  void makeEditActions();
  void makeViewActions();
  void makeWindowActions();
  void makeSuvActions();
  void makeNavigationActions();
  void makeToolActions();
  void makeToolBar();
  void makePaneActions();
  void makeMenus();
  void makeDocks();
  void connectCase();

  /// Asks about unsaved work: true when it was saved or may be lost.
  bool mayLeaveCase();
  bool saveAndWait();
  bool waitForSaves();
  /// Saves what is unsaved without asking; false when something stays unsaved.
  bool saveAll();
  void makeEmptyPage();
  void showProblems();
  /// Asks whether a refused series may be shown after all, and how; shows it when the answer is yes.
  void offerRemedy(const StudyRef& study, const SeriesRef& series);
  /// False when the series is still not shown: another choice is left, or the open case is kept.
  bool applyRemedy(const StudyRef& study, const SeriesRef& series);
  /// Shows a series, after opening its study when another one is open.
  void showSeries(const StudyRef& study, const SeriesRef& series);
  void choosePairing();
  void showKeys();
  void showAbout();

  void centreViews();
  void showTitle();
  /// The CT window of the active view.
  Window ctWindow() const;
  void setCtWindow(const Window& window);
  /// The PET's window for its unit: SUV 0 to 6, or from 0 to what the file itself shows.
  void resetPetWindow();
  /// Tells views, actions and status line in what the PET is shown.
  void showSuvState();
  /// The ids of the actions that choose what PET is shown in.
  QStringList quantityActions() const;
  /// Opens the SUV evidence of a series; -1: of the shown PET.
  void showSuv(int series);
  void step(int slices);
  void stepLesion(int direction);
  void copyBox(int slices);

  CaseController cases_;
  ViewState viewState_;
  ClassSchemes schemes_;
  MeasureBoard measureBoard_{cases_, viewState_};
  ActionTable actions_;
  RecentStudies recent_;
  UserWindows userWindows_;
  Worklist worklist_;
  QStackedWidget* pages_ = nullptr;
  ViewArea* views_ = nullptr;
  ToolController* tools_ = nullptr;
  StudyPanel* studyPanel_ = nullptr;
  AnnotationPanel* annotationPanel_ = nullptr;
  StatusLine* status_ = nullptr;
  NoticeCard* notice_ = nullptr;
  QSlider* fusionSlider_ = nullptr;
  CompareBoard* comparison_ = nullptr;
  std::optional<Point> startCrosshair_;
  QString startPrediction_;
  std::optional<Layout> layoutBefore_;       ///< of the cases before one with several readings
  std::weak_ptr<const Volume> windowedPet_;  ///< the PET that the PET window was last reset for
  ValueUnit windowedUnit_ = ValueUnit::Suv;  ///< its unit
  QString quantity_ = PetQuantity().id;      ///< what a person chose to see PET in
  SuvDialog* suvDialog_ = nullptr;
  RestoreWork* restore_ = nullptr;
};

}  // namespace uptake
