#include "app/features/compare/compare_actions.h"

#include "app/features/compare/box_comparison.h"
#include "app/features/compare/compare_board.h"
#include "app/features/compare/comparison_panel.h"
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

void askForPrediction(CompareBoard& board, QWidget& window) {
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

void askForPredictedBoxes(CompareBoard& board, QWidget& window) {
  const QString folder = QFileDialog::getExistingDirectory(
      &window, Texts::tr("Open predicted boxes"),
      QSettings().value(kMasksFolderKey, board.session().project().index().roots.value(0)).toString());
  if (folder.isEmpty()) return;
  QSettings().setValue(kMasksFolderKey, folder);
  board.session().predictions().openBoxes(folder);
}

/// Lesions, and once there are predicted boxes a tab for those beside them.
QTabWidget* makeTabs(CompareBoard& board, ComparisonPanel* lesions, BoxComparison* boxes) {
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
  QObject::connect(&board, &CompareBoard::opened, tabs, [tabs, lesions] { tabs->setCurrentWidget(lesions); });
  return tabs;
}

void exportComparison(CompareBoard& board, QWidget& window) {
  Session& session = board.session();
  const QByteArray csv = board.csv();
  if (csv.isEmpty()) {
    session.messages().say(board.prediction() == MaskId::None
                               ? board.noPredictionText()
                               : Texts::tr("The comparison is being computed; try again in a moment."));
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

}  // namespace

void addCompareActions(ActionTable& actions, CompareBoard& board, ToolController& tools, ViewArea& views,
                       QMainWindow& window) {
  const QString section = Texts::tr("Compare");
  const auto add = [&](const char* id, const QString& text, const QList<QKeySequence>& keys,
                       std::function<void()> run) {
    return actions.add(QLatin1String(id), section, text, keys, &window, std::move(run));
  };
  QAction* open =
      add("compare.open", Texts::tr("&Open prediction…"), {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_P)},
          [&board, &window] { askForPrediction(board, window); });
  QAction* boxes = add("compare.openBoxes", Texts::tr("Open predicted &boxes…"), {},
                       [&board, &window] { askForPredictedBoxes(board, window); });
  QAction* save = add("compare.export", Texts::tr("&Export comparison (CSV)…"), {},
                      [&board, &window] { exportComparison(board, window); });
  QAction* show = add("compare.panel", Texts::tr("Com&parison"), {QKeySequence(Qt::CTRL | Qt::Key_M)}, {});
  QAction* colours =
      add("compare.colours", Texts::tr("&Colour where they agree"), {QKeySequence(Qt::Key_D)}, {});
  colours->setIconText(Texts::tr("Colours"));  // on its button, beside the figures
  open->setIconText(Texts::tr("Open…"));
  colours->setCheckable(true);
  colours->setChecked(board.showsAgreement());
  QObject::connect(colours, &QAction::toggled, &board, &CompareBoard::setShowsAgreement);
  QObject::connect(&board, &CompareBoard::agreementShownChanged, colours, &QAction::setChecked);
  // Of the two lists, the one that is looked at; boxes where there is nothing else.
  auto* boxList = new BoxComparison(board.session());
  const auto isAboutBoxes = [&board, boxList] {
    return !board.session().openCase().document().predictedBoxes().empty() &&
           (boxList->isVisible() || board.prediction() == MaskId::None);
  };
  const auto step = [&board, boxList, isAboutBoxes](int direction) {
    if (isAboutBoxes())
      boxList->step(direction);
    else
      board.step(direction);
  };
  // They say themselves why there is nothing to go to.
  add("compare.next", Texts::tr("&Next disagreement"), {QKeySequence(Qt::Key_Period)}, [step] { step(1); });
  add("compare.previous", Texts::tr("P&revious disagreement"), {QKeySequence(Qt::Key_Comma)},
      [step] { step(-1); });
  QAction* takeOver = add("compare.takeOver", Texts::tr("&Take the predicted lesion or box over (unite)"),
                          {QKeySequence(Qt::Key_Y)}, [&board, &tools, boxList, isAboutBoxes] {
                            tools.cancelGesture();
                            if (isAboutBoxes())
                              boxList->takeOver();
                            else
                              board.takeOver(DecisionKind::TakenOver);
                          });
  const auto takesOver = [&board, &tools](DecisionKind kind) {
    return [&board, &tools, kind] {
      tools.cancelGesture();
      board.takeOver(kind);
    };
  };
  QAction* replace = add("compare.replace", Texts::tr("Replace &mine by the predicted lesion"),
                         {QKeySequence(Qt::SHIFT | Qt::Key_Y)}, takesOver(DecisionKind::Replaced));
  QAction* intersect =
      add("compare.intersect", Texts::tr("&Keep of mine what is predicted, too (intersect)"),
          {QKeySequence(Qt::ALT | Qt::SHIFT | Qt::Key_Y)}, takesOver(DecisionKind::Intersected));
  const std::initializer_list<QAction*> decisions{
      replace, intersect,
      add("compare.reject", Texts::tr("Re&ject it"), {QKeySequence(Qt::Key_R)},
          [&board, &tools] {
            tools.cancelGesture();
            board.reject();
          }),
      add("compare.correct", Texts::tr("Take it over to correct &it"), {QKeySequence(Qt::Key_U)},
          takesOver(DecisionKind::Corrected))};
  QObject::connect(&board, &CompareBoard::correctionWanted, &tools, [&tools, &views] {
    tools.setKind(ToolKind::Brush);
    views.setFocus();
  });

  QObject::connect(&board, &CompareBoard::reached, &views, &ViewArea::reveal);
  QObject::connect(boxList, &BoxComparison::reached, &views, &ViewArea::reveal);

  auto* panel = new ComparisonPanel(board);
  QObject::connect(panel, &ComparisonPanel::finished, &views, [&views] { views.setFocus(); });
  takeOver->setIconText(Texts::tr("Take over"));
  panel->addButton(takeOver, {replace, intersect})->setObjectName(QStringLiteral("takeOver"));
  panel->addButton(colours);
  panel->addButton(open);
  addBottomDock(window, makeTabs(board, panel, boxList), QStringLiteral("comparisonDock"),
                Texts::tr("Comparison"), *show);
  // Whoever opens a prediction wants to see how it does.
  QObject::connect(&board, &CompareBoard::opened, show, [show] { show->setChecked(true); });
  QObject::connect(&board.session().predictions(), &Predictions::boxesOpened, show,
                   [show] { show->setChecked(true); });

  const auto enable = [&board, open, boxes, save, takeOver, decisions = std::vector<QAction*>(decisions)] {
    const CaseDocument& document = board.session().openCase().document();
    open->setEnabled(document.ct() || document.pet());
    boxes->setEnabled(board.session().openCase().study() != nullptr);
    const bool isThere = board.prediction() != MaskId::None;
    save->setEnabled(isThere);
    for (QAction* action : decisions) action->setEnabled(isThere);
    takeOver->setEnabled(isThere || !document.predictedBoxes().empty());
  };
  QObject::connect(&board.session().openCase().document(), &CaseDocument::imagesChanged, open, enable);
  QObject::connect(&board, &CompareBoard::pairChanged, open, enable);
  QObject::connect(&board.session().openCase().document(), &CaseDocument::predictedBoxesChanged, open,
                   enable);
  enable();
}

}  // namespace uptake
