#include "app/features/machine/feature.h"

#include "app/features/machine/machine_dialog.h"
#include "app/shell/window/main_window.h"

#include <QApplication>

#include <utility>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::MachineDialog)
};

}  // namespace

void addMachine(MainWindow& window) {
  Rendering& rendering = window.viewState().rendering();
  QObject::connect(&rendering, &Rendering::failed, &window.session().messages(), &Messages::say);
  // Qt makes the window anew for the first view on the card, and the keyboard would go elsewhere.
  QObject::connect(
      &rendering, &Rendering::changed, &window,
      [&window] {
        if (window.isVisible() && !QApplication::activeModalWidget()) window.activateWindow();
      },
      Qt::QueuedConnection);
  // What an empty window took says nothing.
  QObject::connect(&window.session().openCase(), &OpenCase::studyOpened, &rendering,
                   [&rendering, isFirst = true]() mutable {
                     if (std::exchange(isFirst, false)) rendering.forgetFrames();
                   });
  window.actions().add(
      {.id = QStringLiteral("help.machine"),
       .section = Texts::tr("Help"),
       .text = Texts::tr("About this &machine…"),
       .places = {{"help", 0, 25}}},
      &window, [&window] {
        MachineDialog(window.viewState().rendering(), window.session().openCase().document(), &window).exec();
      });
}

}  // namespace uptake
