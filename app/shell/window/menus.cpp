#include "app/shell/window/menus.h"

#include "app/shell/window/main_window.h"
#include "app/shell/window/recent_actions.h"

#include <QCoreApplication>
#include <QDockWidget>
#include <QMenu>
#include <QMenuBar>

#include <algorithm>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::MainWindow)
};

/// What a menu holds: actions by the beginnings of their ids.
struct MenuContent {
  QString prefix;
  QStringList except;
  QStringList order;  ///< beginnings of ids that come in this order; others where they were made
  QStringList linesBefore;
};

bool matches(const QString& id, const QString& beginning) {
  return id.startsWith(beginning);
}

void fill(QMenu* menu, const ActionTable& actions, const MenuContent& content) {
  menu->setToolTipsVisible(true);  // why something cannot be chosen
  std::vector<const ActionTable::Entry*> entries;
  for (const auto& entry : actions.entries()) {
    const auto isIt = [&entry](const QString& beginning) { return matches(entry.id, beginning); };
    if (isIt(content.prefix) && std::ranges::none_of(content.except, isIt)) entries.push_back(&entry);
  }
  const auto place = [&content](const ActionTable::Entry* entry) {
    qsizetype at = 0;
    while (at < content.order.size() && !matches(entry->id, content.order[at])) ++at;
    return at;
  };
  std::ranges::stable_sort(entries, {}, place);
  for (const auto* entry : entries) {
    if (content.linesBefore.contains(entry->id)) menu->addSeparator();
    menu->addAction(entry->action);
  }
}

QStringList ids(std::initializer_list<const char*> names) {
  QStringList list;
  for (const char* name : names) list.append(QLatin1String(name));
  return list;
}

void addFileMenu(MainWindow& window) {
  QMenu* menu = window.menuBar()->addMenu(Texts::tr("&File"));
  const ActionTable& actions = window.actions();
  fill(menu, actions,
       {QStringLiteral("file."), ids({"file.recent."}),
        ids({"file.open", "file.save", "file.folder", "file.exportWithoutPatient", "file.privacy",
             "file.restore", "file.import", "file.exportMask", "file.export.", "file.problems",
             "file.pairing", "file.quit"}),
        ids({"file.save", "file.importMask", "file.export.picture", "file.problems", "file.quit"})});
  QMenu* recent = makeRecentMenu(actions, window.recent(), window,
                                 [&window](const QStringList& paths) { window.openPaths(paths); });
  // Before the line that comes before saving.
  menu->insertMenu(
      menu->actions().at(menu->actions().indexOf(actions.action(QStringLiteral("file.save"))) - 1), recent);
}

void addViewMenu(MainWindow& window, const std::vector<QDockWidget*>& docks) {
  QMenu* menu = window.menuBar()->addMenu(Texts::tr("&View"));
  const ActionTable& actions = window.actions();
  QMenu* layout = menu->addMenu(Texts::tr("&Layout"));
  fill(layout, actions, {QStringLiteral("view.layout."), {}, {}, {}});
  layout->addSeparator();
  fill(layout, actions, {QStringLiteral("view.arrange."), {}, {}, {}});
  fill(menu->addMenu(Texts::tr("&MIP")), actions,
       {QStringLiteral("view.mip."), {}, {}, ids({"view.mip.leaveOut"})});
  fill(menu, actions,
       {QStringLiteral("view."), ids({"view.layout.", "view.arrange.", "view.mip."}),
        ids({"view.suv", "view.cycle", "view.annotations", "view.text", "view.colourBars", "view.fit",
             "view.imagePixels", "view.lesion", "view.light", "view.fullScreen", "view.pane."}),
        ids({"view.cycle", "view.light", "view.pane.next"})});
  menu->addSeparator();
  for (QDockWidget* dock : docks) menu->addAction(dock->toggleViewAction());
  for (QDockWidget* dock : window.findChildren<QDockWidget*>())
    if (std::ranges::find(docks, dock) == docks.end()) menu->addAction(dock->toggleViewAction());
}

void addWindowsMenu(MainWindow& window) {
  QMenu* menu = window.menuBar()->addMenu(Texts::tr("&Windows"));
  fill(menu, window.actions(),
       {QStringLiteral("window."), {}, {}, ids({"window.user1", "window.auto", "window.pet3"})});
  menu->addSeparator();
  fill(menu, window.actions(), {QStringLiteral("quantity."), {}, {}, {}});
}

}  // namespace

void makeMenus(MainWindow& window, const std::vector<QDockWidget*>& docks) {
  const auto add = [&window](const QString& title, const MenuContent& content) {
    fill(window.menuBar()->addMenu(title), window.actions(), content);
  };
  const auto addMade = [&window](const char* place) {
    if (QMenu* menu = window.menuOf(QLatin1String(place))) window.menuBar()->addMenu(menu);
  };
  addFileMenu(window);
  add(Texts::tr("&Edit"), {QStringLiteral("edit."), {}, ids({"edit.undo", "edit.redo", "edit.history"}), {}});
  addViewMenu(window, docks);
  add(Texts::tr("&Slices"),
      {QStringLiteral("slice."), {}, {}, ids({"slice.slab.0", "slice.slab.largest", "slice.class.LR2"})});
  add(Texts::tr("F&usion"),
      {QStringLiteral("fusion."), {}, {}, ids({"fusion.blend", "fusion.clearBelow.0"})});
  addWindowsMenu(window);
  add(Texts::tr("&Tools"),
      {QStringLiteral("tool."),
       {},
       ids({"tool.window", "tool.select", "tool.box", "tool.brush", "tool.eraser", "tool.thresholdBrush",
            "tool.lasso", "tool.grow", "tool.hotSpot", "tool.thresholdBox", "tool.finish", "tool.distance",
            "tool.angle", "tool.ellipse", "tool.sphere", "tool.leave", "tool.smaller", "tool.larger",
            "tool.ball"}),
       {}});
  for (const char* place : {"boxes", "lesions", "masks"}) addMade(place);
  add(Texts::tr("&Review"),
      {QStringLiteral("review."), {}, {}, ids({"review.previous", "review.lesion.verify", "review.audit"})});
  add(Texts::tr("&Compare"),
      {QStringLiteral("compare."), {}, {}, ids({"compare.panel", "compare.next", "compare.takeOver"})});
  add(Texts::tr("&Go"), {QStringLiteral("go."),
                         {},
                         ids({"go.up", "go.down", "go.left", "go.right", "go.previousDisagreement",
                              "go.nextDisagreement", "go.pageUp", "go.pageDown", "go.first", "go.last"}),
                         {}});
  add(Texts::tr("&Help"), {QStringLiteral("help."), {}, ids({"help.command", "help.handbook", "help.keys"}), {}});
}

}  // namespace uptake
