#include "app/features/notes/feature.h"

#include "app/features/notes/note_list.h"
#include "app/features/notes/note_tool.h"
#include "app/features/notes/note_views.h"
#include "app/shell/tools/tool_actions.h"
#include "app/shell/window/main_window.h"

#include <QCoreApplication>

#include <memory>
#include <utility>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::Notes)
};

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
  addTool(window, kind,
          {.id = QStringLiteral("tool.note"),
           .text = Texts::tr("Write a &note at a point"),
           .keys = {QKeySequence(Qt::SHIFT | Qt::Key_I)},
           .icon = QStringLiteral("note"),
           .needs = Need::Neighbours | Need::Dicom,
           .places = {{"tool", 0, 50}, {"bar", 4, 10}}})
      ->setProperty("handbookChapter", QStringLiteral("measure#notes"));
}

}  // namespace uptake
