#include "app/features/compare/compare_actions.h"

#include "app/features/compare/box_comparison.h"
#include "app/features/compare/comparison_panel.h"
#include "app/features/compare/prediction_comparison.h"
#include "app/shell/actions/action_table.h"
#include "app/shell/tools/tool_controller.h"
#include "app/shell/window/bottom_dock.h"
#include "io/masks/label_image.h"
#include "io/store/study_record.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QMainWindow>
#include <QSettings>
#include <QTabWidget>
#include <QToolButton>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::Compare)
};

const QString kMasksFolderKey = QStringLiteral("compare/folder");

void askForPrediction(PredictionComparison& board, QWidget& window) {
  // Predictions of many cases lie side by side: where the last one was, the next one is.
  const QString folder =
      QSettings().value(kMasksFolderKey, board.session().project().index().roots.value(0)).toString();
  const QString filter =
      QStringLiteral("%1 (%2 *.dcm);;%3 (*)")
          .arg(Texts::tr("Masks"), labelImagePatterns().join(QLatin1Char(' ')), Texts::tr("All files"));
  const QString file = QFileDialog::getOpenFileName(&window, Texts::tr("Open prediction"), folder, filter);
  if (file.isEmpty()) return;
  QSettings().setValue(kMasksFolderKey, QFileInfo(file).absolutePath());
  board.openPrediction(file);
}

void askForPredictedBoxes(PredictionComparison& board, QWidget& window) {
  const QString folder = QFileDialog::getExistingDirectory(
      &window, Texts::tr("Open predicted boxes"),
      QSettings().value(kMasksFolderKey, board.session().project().index().roots.value(0)).toString());
  if (folder.isEmpty()) return;
  QSettings().setValue(kMasksFolderKey, folder);
  board.session().predictions().openBoxes(folder);
}

/// Lesions, and once there are predicted boxes a tab for those beside them.
QTabWidget* makeTabs(PredictionComparison& board, ComparisonPanel* lesions, BoxComparison* boxes) {
  auto* tabs = new QTabWidget;
  tabs->setObjectName(QStringLiteral("comparisonTabs"));
  tabs->setDocumentMode(true);
  tabs->setTabPosition(QTabWidget::West);
  tabs->setTabBarAutoHide(true);
  tabs->addTab(lesions, Texts::tr("Lesions"));
  boxes->setParent(tabs);
  boxes->hide();
  const CaseDocument& document = board.session().openCase().document();
  QObject::connect(&document, &CaseDocument::predictedBoxesChanged, tabs, [tabs, boxes, &document] {
    const int tab = tabs->indexOf(boxes);
    if (document.predictedBoxes().empty()) {
      if (tab >= 0) tabs->removeTab(tab);
    } else if (tab < 0) {
      tabs->addTab(boxes, Texts::tr("Boxes"));
    }
  });
  QObject::connect(&board.session().predictions(), &Predictions::boxesOpened, tabs,
                   [tabs, boxes] { tabs->setCurrentWidget(boxes); });
  QObject::connect(&board, &PredictionComparison::opened, tabs,
                   [tabs, lesions] { tabs->setCurrentWidget(lesions); });
  return tabs;
}

void exportComparison(PredictionComparison& board, QWidget& window) {
  Session& session = board.session();
  const QByteArray csv = board.csv();
  if (csv.isEmpty()) {
    session.messages().say(Texts::tr("The comparison is being computed; try again in a moment."));
    return;
  }
  const QString start =
      QFileInfo(session.annotations().folder().path()).dir().filePath(QStringLiteral("comparison.csv"));
  const QString file = QFileDialog::getSaveFileName(&window, Texts::tr("Export comparison"), start,
                                                    QStringLiteral("CSV (*.csv)"));
  if (file.isEmpty()) return;
  if (AnnotationFolder(QFileInfo(file).absoluteFilePath()).isInside(session.project().index().roots)) {
    session.messages().say(
        Texts::tr("Nothing was exported: the opened folder is never written to. Choose another one."));
    return;
  }
  const Result<void> written = writeWholeFile(file, csv);
  session.messages().say(
      written ? Texts::tr("The comparison was exported to %1.").arg(QDir::toNativeSeparators(file))
              : Texts::tr("The comparison was not exported: %1").arg(written.error().text()));
}

/// Of the two lists, the one that is looked at; boxes where there is nothing else.
bool isAboutBoxes(PredictionComparison& board, const BoxComparison& boxes) {
  return !board.session().openCase().document().predictedBoxes().empty() &&
         (boxes.isVisible() || board.prediction() == MaskId::None);
}

/// Why nothing can be decided about a predicted lesion, or empty.
QString reasonAgainstDeciding(const PredictionComparison& board) {
  return board.prediction() == MaskId::None ? board.noPredictionText() : QString();
}

/// Makes the actions and the panel.
class CompareActionMaker {
 public:
  CompareActionMaker(ActionTable& actions, PredictionComparison& board, ToolController& tools,
                     ViewArea& views, QMainWindow& window)
      : actions_(actions), board_(board), tools_(tools), views_(views), window_(window) {}

  void addAll() {
    addFiles();
    QAction* show = addPanelSwitches();
    addSteps();
    addDecisions();
    addPanel(*show);
    reconsiderWhenPairChanges();
  }

 private:
  QAction* add(ActionData data, std::function<void()> run) {
    data.section = Texts::tr("Compare");
    data.needs |= Need::Dicom;
    return actions_.add(std::move(data), &window_, std::move(run));
  }

  void addFiles() {
    QAction* open = add({.id = QStringLiteral("compare.open"),
                         .text = Texts::tr("&Open prediction…"),
                         .keys = {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_P)},
                         .needs = Need::Image,
                         .places = {{"compare", 0}}},
                        [&board = board_, &window = window_] { askForPrediction(board, window); });
    open->setIconText(Texts::tr("Open…"));  // on its button, beside the figures
    add({.id = QStringLiteral("compare.openBoxes"),
         .text = Texts::tr("Open predicted &boxes…"),
         .needs = Need::Study,
         .places = {{"compare", 0}}},
        [&board = board_, &window = window_] { askForPredictedBoxes(board, window); });
    add({.id = QStringLiteral("compare.export"),
         .text = Texts::tr("&Export comparison (CSV)…"),
         .needs = Need::Study,
         .why = [&board = board_] { return reasonAgainstDeciding(board); },
         .places = {{"compare", 0}}},
        [&board = board_, &window = window_] { exportComparison(board, window); });
  }

  /// What shows the panel.
  QAction* addPanelSwitches() {
    QAction* show = add({.id = QStringLiteral("compare.panel"),
                         .text = Texts::tr("Com&parison"),
                         .keys = {QKeySequence(Qt::CTRL | Qt::Key_M)},
                         .places = {{"compare", 1}}},
                        {});
    QAction* colours = add({.id = QStringLiteral("compare.colours"),
                            .text = Texts::tr("&Colour where they agree"),
                            .keys = {QKeySequence(Qt::Key_D)},
                            .places = {{"compare", 1}},
                            .checkable = true},
                           {});
    colours->setIconText(Texts::tr("Colours"));
    colours->setChecked(board_.showsAgreement());
    QObject::connect(colours, &QAction::toggled, &board_, &PredictionComparison::setShowsAgreement);
    QObject::connect(&board_, &PredictionComparison::agreementShownChanged, colours, &QAction::setChecked);
    return show;
  }

  /// They say themselves why there is nothing to go to.
  void addSteps() {
    const auto step = [&board = board_, boxList = boxList_](int direction) {
      if (isAboutBoxes(board, *boxList))
        boxList->step(direction);
      else
        board.step(direction);
    };
    add({.id = QStringLiteral("compare.next"),
         .text = Texts::tr("&Next disagreement"),
         .keys = {QKeySequence(Qt::Key_Period)},
         .places = {{"compare", 2}}},
        [step] { step(1); });
    add({.id = QStringLiteral("compare.previous"),
         .text = Texts::tr("P&revious disagreement"),
         .keys = {QKeySequence(Qt::Key_Comma)},
         .places = {{"compare", 2}}},
        [step] { step(-1); });
  }

  void addDecisions() {
    QAction* takeOver = add({.id = QStringLiteral("compare.takeOver"),
                             .text = Texts::tr("&Take the predicted lesion or box over (unite)"),
                             .keys = {QKeySequence(Qt::Key_Y)},
                             .needs = Need::Study,
                             .why =
                                 [&board = board_] {
                                   return board.session().openCase().document().predictedBoxes().empty()
                                              ? reasonAgainstDeciding(board)
                                              : QString();
                                 },
                             .places = {{"compare", 3}}},
                            [&board = board_, &tools = tools_, boxList = boxList_] {
                              tools.cancelGesture();
                              if (isAboutBoxes(board, *boxList))
                                boxList->takeOver();
                              else
                                board.takeOver(DecisionKind::TakenOver);
                            });
    takeOver->setIconText(Texts::tr("Take over"));
    const auto addDecision = [this](const char* id, const QString& text, const QKeySequence& key,
                                    std::function<void(PredictionComparison&)> decide) {
      add({.id = QLatin1String(id),
           .text = text,
           .keys = {key},
           .needs = Need::Study,
           .why = [&board = board_] { return reasonAgainstDeciding(board); },
           .places = {{"compare", 3}}},
          [&board = board_, &tools = tools_, decide = std::move(decide)] {
            tools.cancelGesture();
            decide(board);
          });
    };
    addDecision("compare.replace", Texts::tr("Replace &mine by the predicted lesion"), Qt::SHIFT | Qt::Key_Y,
                [](PredictionComparison& board) { board.takeOver(DecisionKind::Replaced); });
    addDecision("compare.intersect", Texts::tr("&Keep of mine what is predicted, too (intersect)"),
                Qt::ALT | Qt::SHIFT | Qt::Key_Y,
                [](PredictionComparison& board) { board.takeOver(DecisionKind::Intersected); });
    addDecision("compare.reject", Texts::tr("Re&ject it"), Qt::Key_R,
                [](PredictionComparison& board) { board.reject(); });
    addDecision("compare.correct", Texts::tr("Take it over to correct &it"), Qt::Key_U,
                [](PredictionComparison& board) { board.takeOver(DecisionKind::Corrected); });
    QObject::connect(&board_, &PredictionComparison::correctionWanted, &tools_,
                     [&tools = tools_, &views = views_] {
                       tools.setKind(ToolKind::Brush);
                       views.setFocus();
                     });
  }

  void addPanel(QAction& show) {
    QObject::connect(&board_, &PredictionComparison::reached, &views_, &ViewArea::reveal);
    QObject::connect(boxList_, &BoxComparison::reached, &views_, &ViewArea::reveal);
    auto* panel = new ComparisonPanel(board_);
    QObject::connect(panel, &ComparisonPanel::finished, &views_, [&views = views_] { views.setFocus(); });
    const auto action = [this](const char* id) { return actions_.action(QLatin1String(id)); };
    panel->addButton(action("compare.takeOver"), {action("compare.replace"), action("compare.intersect")})
        ->setObjectName(QStringLiteral("takeOver"));
    panel->addButton(action("compare.colours"));
    panel->addButton(action("compare.open"));
    addBottomDock(window_, makeTabs(board_, panel, boxList_), QStringLiteral("comparisonDock"),
                  Texts::tr("Comparison"), show);
    // Whoever opens a prediction wants to see how it does.
    const auto showIt = [&show] { show.setChecked(true); };
    QObject::connect(&board_, &PredictionComparison::opened, &show, showIt);
    QObject::connect(&board_.session().predictions(), &Predictions::boxesOpened, &show, showIt);
  }

  void reconsiderWhenPairChanges() {
    const auto reconsider = [&actions = actions_] {
      for (const char* id : {"compare.export", "compare.takeOver", "compare.replace", "compare.intersect",
                             "compare.reject", "compare.correct"})
        actions.reconsider(QLatin1String(id));
    };
    const CaseDocument& document = board_.session().openCase().document();
    QObject::connect(&board_, &PredictionComparison::pairChanged, &board_, reconsider);
    QObject::connect(&document, &CaseDocument::predictedBoxesChanged, &board_, reconsider);
    QObject::connect(&document, &CaseDocument::masksChanged, &board_, reconsider);
  }

  ActionTable& actions_;
  PredictionComparison& board_;
  ToolController& tools_;
  ViewArea& views_;
  QMainWindow& window_;
  BoxComparison* boxList_ = new BoxComparison(board_.session());
};

}  // namespace

void addCompareActions(ActionTable& actions, PredictionComparison& board, ToolController& tools,
                       ViewArea& views, QMainWindow& window) {
  CompareActionMaker(actions, board, tools, views, window).addAll();
}

}  // namespace uptake
