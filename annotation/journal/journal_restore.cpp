#include "annotation/journal/journal_restore.h"

#include <QCoreApplication>
#include <QLocale>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::JournalRestore)
};

}  // namespace

void JournalRestore::begin() {
  if (!std::exchange(report_.changed, true)) context_.undoStack.beginMacro(text_);
}

void JournalRestore::push(QUndoCommand* edit) {
  begin();
  context_.undoStack.push(edit);
}

RestoreReport JournalRestore::end() {
  if (report_.changed) context_.undoStack.endMacro();
  return std::move(report_);
}

RestoreReport restoreJournal(ToolContext context, const JournalState& state,
                             const std::vector<JournalPart*>& parts) {
  const QString time = QLocale().toString(state.lastTime().toLocalTime(), QLocale::ShortFormat);
  JournalRestore step(context, Texts::tr("Restore work of %1").arg(time));
  for (JournalPart* part : parts)
    if (JournalContent* content = state.part(part->format().id)) part->restore(*content, step);
  return step.end();
}

}  // namespace uptake
