#include "app/shell/window/menus.h"

#include "app/shell/window/main_window.h"

#include <QCoreApplication>
#include <QMenu>
#include <QMenuBar>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::MainWindow)
};

}  // namespace

void makeMenus(MainWindow& window) {
  for (const auto& [id, title] : {
           std::pair("file", Texts::tr("&File")),
           std::pair("edit", Texts::tr("&Edit")),
           std::pair("view", Texts::tr("&View")),
           std::pair("slice", Texts::tr("&Slices")),
           std::pair("fusion", Texts::tr("F&usion")),
           std::pair("window", Texts::tr("&Windows")),
           std::pair("tool", Texts::tr("&Tools")),
           std::pair("box", Texts::tr("&Boxes")),
           std::pair("lesion", Texts::tr("&Lesions")),
           std::pair("mask", Texts::tr("&Masks")),
           std::pair("review", Texts::tr("&Review")),
           std::pair("compare", Texts::tr("&Compare")),
           std::pair("go", Texts::tr("&Go")),
           std::pair("help", Texts::tr("&Help")),
       })
    window.menuBar()->addMenu(window.actions().addMenu(QLatin1String(id), title, &window));
}

}  // namespace uptake
