#include "annotation/tools/tool.h"

int main() {
  uptake::CaseDocument document;
  uptake::Selection selection;
  QUndoStack undoStack;
  const uptake::ToolContext context{document, selection, undoStack};
  return context.undoStack.count();
}
