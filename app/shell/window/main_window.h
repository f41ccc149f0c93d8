#pragma once

#include "app/session/review/review_controller.h"
#include "app/session/schemes/class_schemes.h"
#include "app/session/session.h"
#include "app/shell/actions/action_table.h"
#include "app/shell/panels/annotation_panel.h"
#include "app/shell/tools/tool_controller.h"
#include "app/shell/views/view_area.h"
#include "app/shell/window/recent_studies.h"
#include "app/shell/window/status_line.h"
#include "app/shell/window/unsaved_work.h"
#include "viewer/state/view_state.h"

#include <QMainWindow>

#include <functional>
#include <memory>
#include <span>
#include <vector>

class QActionGroup;
class QStackedWidget;

namespace uptake {

class MainWindow;
class NoticeCard;

/// Something that the program can do: it adds its actions, lists, docks and buttons to the window, whose
/// children they become. It knows the session and the shell, and no other feature.
using Feature = void (*)(MainWindow& window);

/// The window: the views, the tools, the panels and what features add to them.
class MainWindow : public QMainWindow {
  Q_OBJECT

 public:
  /// Shows a session, which must outlive the window. Features are added in their order.
  MainWindow(Session& session, std::span<const Feature> features, QWidget* parent = nullptr);
  ~MainWindow() override;

  /// Opens folders or files, after asking about unsaved work; false when the case that is open stays.
  bool openPaths(const QStringList& paths);
  /// The same, but masks and boxes are added to the open case.
  void openOrAdd(const QStringList& paths);
  /// Asks about unsaved work before the open case is left.
  UnsavedWork& unsavedWork() { return unsavedWork_; }
  void setLayoutChoice(Layout layout);

  Session& session() { return session_; }
  ReviewController& review() { return session_.review(); }
  ClassSchemes& classSchemes() { return schemes_; }
  ViewState& viewState() { return viewState_; }
  ViewArea& views() { return *views_; }
  ToolController& tools() { return *tools_; }
  ActionTable& actions() { return actions_; }
  AnnotationPanel& annotationPanel() { return *annotationPanel_; }
  StatusLine& status() { return *status_; }
  NoticeCard& notice() { return *notice_; }
  RecentStudies& recent() { return recent_; }
  /// The tools among which one is chosen.
  QActionGroup& toolActions() { return *toolActions_; }

  // What features add, while they are being added.
  enum class DockPlace { AboveAnnotations, BelowAnnotations };
  /// A dock at the left, and in the View menu what shows and hides it, offered as an action with these needs;
  /// `name` is its object name.
  QDockWidget* addLeftDock(const QString& name, const QString& title, QWidget* content, DockPlace place,
                           Needs needs = {});
  /// Something to be asked before a picture is made: whether what it shows is complete.
  void addSettledCheck(std::function<bool()> isSettled) { settledChecks_.push_back(std::move(isSettled)); }
  /// Whether nothing is being read or computed that the window shows.
  bool isSettled() const;

  // The start of the program.
  /// Something to be offered at the start; it returns true when it opens something itself.
  void addStartOffer(std::function<bool()> offer) { startOffers_.push_back(std::move(offer)); }
  /// True when one of the offers opens something.
  bool offerAtStart();
  /// Where the crosshair is put when the next study opens, instead of its middle.
  void setStartCrosshair(const Point& point) { startCrosshair_ = point; }
  /// The prediction to open as soon as the next study and its annotations are there.
  void setStartPrediction(const QString& file) { startPrediction_ = file; }
  /// Empty without one, and afterwards.
  QString takeStartPrediction() { return std::exchange(startPrediction_, {}); }

 Q_SIGNALS:
  /// A person wants to see how the SUV of a series of the open study comes about; −1: of the shown PET.
  void suvEvidenceRequested(int series);

 protected:
  void closeEvent(QCloseEvent* event) override;
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dragLeaveEvent(QDragLeaveEvent* event) override;
  void dropEvent(QDropEvent* event) override;

 private:
  void makeDocks();
  void connectCase();
  void connectParts();
  void centreViews();
  void showTitle();

  Session& session_;
  ViewState viewState_;
  ClassSchemes& schemes_ = session_.schemes();
  ActionTable actions_;
  std::unique_ptr<QObject> following_;  ///< the actions follow the case as long as it lives
  RecentStudies recent_;
  UnsavedWork unsavedWork_;
  QStackedWidget* pages_;
  ViewArea* views_;
  ToolController* tools_;
  QActionGroup* toolActions_;
  AnnotationPanel* annotationPanel_;
  StatusLine* status_;
  NoticeCard* notice_;
  std::vector<QDockWidget*> leftDocks_;  ///< from above
  std::vector<std::function<bool()>> settledChecks_;
  std::vector<std::function<bool()>> startOffers_;
  std::optional<Point> startCrosshair_;
  QString startPrediction_;
};

}  // namespace uptake
