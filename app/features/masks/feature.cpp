#include "app/features/masks/feature.h"

#include "app/features/masks/lesion_actions.h"
#include "app/features/masks/mask_files.h"
#include "app/features/masks/mask_list.h"
#include "app/features/masks/mask_tool_actions.h"
#include "app/shell/window/main_window.h"

namespace uptake {

void addMasks(MainWindow& window) {
  Session& session = window.session();
  const LesionActionsContext context{window.actions(), session, window.viewState(), window};
  auto* list = new MaskList(session);
  AnnotationPanel& panel = window.annotationPanel();
  panel.addList(list, 3);
  panel.addButton(list->makeMaskButton());
  panel.addButton(list->makeLesionButton());
  addMaskFileActions(window.actions(), session, window);
  addLesionActions(context);
  addMaskActions(context);
  addMaskToolActions(window);
  list->setMenus(window.actions().menu(QStringLiteral("lesion")),
                 window.actions().menu(QStringLiteral("mask")));
}

}  // namespace uptake
