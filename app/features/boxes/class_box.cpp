#include "app/features/boxes/class_box.h"

#include "annotation/case_editor.h"
#include "app/session/schemes/class_schemes.h"
#include "app/session/session.h"
#include "app/shell/tools/tool_controller.h"

#include <QPixmap>

namespace uptake {

ClassBox::ClassBox(ClassSchemes& schemes, ToolController& tools, Session& session, QWidget* parent)
    : QComboBox(parent), schemes_(schemes), tools_(tools) {
  setToolTip(tr("Class of new boxes; changes a selected box"));
  setAccessibleName(tr("Box class"));
  setFocusPolicy(Qt::TabFocus);
  fill();
  connect(this, &QComboBox::activated, this, [this, &session](int position) {
    const QString name = itemData(position).toString();
    tools_.setBoxClass(name);
    if (session.openCase().selection().box() != BoxId::None)
      CaseEditor(session.openCase().toolContext()).setBoxClass(session.openCase().selection().box(), name);
  });
  connect(&schemes_, &ClassSchemes::changed, this, &ClassBox::fill);
  connect(&tools_, &ToolController::boxClassChanged, this,
          [this] { setCurrentIndex(findData(tools_.boxClass())); });
}

void ClassBox::fill() {
  const LabelScheme& scheme = schemes_.current();
  clear();
  for (const LabelClass& each : scheme.classes()) {
    QPixmap pixmap(16, 16);
    pixmap.fill(QColor(each.colour.red, each.colour.green, each.colour.blue));
    addItem(QIcon(pixmap), scheme.describe(each.name), each.name);
  }
  const LabelClass* known = scheme.find(tools_.boxClass());
  tools_.setBoxClass(known ? known->name : scheme.classes().front().name);
  setCurrentIndex(findData(tools_.boxClass()));
}

}  // namespace uptake
