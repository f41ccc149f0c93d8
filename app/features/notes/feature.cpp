#include "app/features/notes/feature.h"

#include "app/features/notes/note_list.h"
#include "app/features/notes/note_tool.h"
#include "app/features/notes/note_views.h"
#include "app/shell/window/main_window.h"

#include <QActionGroup>
#include <QCoreApplication>

#include <memory>
#include <utility>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::Notes)
};

/// The action that chooses the tool.
void addNoteAction(MainWindow& window, ToolKind kind) {
  ToolController& tools = window.tools();
  QAction* action = window.actions().add({.id = QStringLiteral("tool.note"),
                                          .section = Texts::tr("Tools"),
                                          .text = Texts::tr("Write a &note at a point"),
                                          .keys = {QKeySequence(Qt::SHIFT | Qt::Key_I)},
                                          .icon = QStringLiteral("note"),
                                          .needs = Need::Neighbours | Need::Dicom,
                                          .places = {{"tool", 0, 20}},
                                          .checkable = true},
                                         &window, [&tools, kind] { tools.setKind(kind); });
  action->setProperty("handbookChapter", QStringLiteral("measure#notes"));
  window.toolActions().addAction(action);
  QObject::connect(&tools, &ToolController::kindChanged, action,
                   [&tools, action, kind] { action->setChecked(tools.kind() == kind); });
}

}  // namespace

void addNotes(MainWindow& window) {
  Session& session = window.session();
  ToolController& tools = window.tools();
  session.annotations().add<NotesKind>();
  window.annotationPanel().addList(new NoteList(session), 2);
  auto* views = new NoteViews(session, window.views(), window.viewState(), &window);
  auto tool = std::make_unique<NoteTool>(session.openCase().toolContext());
  NoteTool& notes = *tool;
  const ToolKind kind = tools.add(std::move(tool), Qt::CrossCursor);
  QObject::connect(&notes, &NoteTool::placed, views, &NoteViews::write);
  // The select tool selects and moves notes, and leaves their texts alone.
  QObject::connect(&notes, &NoteTool::clicked, views, [&tools, views, kind](NoteId id) {
    if (tools.kind() == kind) views->rewrite(id);
  });
  QObject::connect(&tools, &ToolController::kindChanged, views, &NoteViews::keep);
  addNoteAction(window, kind);
}

}  // namespace uptake
