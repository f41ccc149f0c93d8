#include "app/shell/window/help_actions.h"

#include "app/shell/actions/command_palette.h"
#include "app/shell/actions/keys_dialog.h"
#include "app/shell/window/main_window.h"

#include <QApplication>
#include <QMessageBox>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::MainWindow)
};

void showAbout(MainWindow& window) {
  QMessageBox about(
      QMessageBox::NoIcon, Texts::tr("About Uptake"),
      Texts::tr("<b>Uptake %1</b><p>PET/CT viewer and annotation workstation.</p><p>For research and "
                "teaching; not a medical device.</p><p>Apache License 2.0</p>")
          .arg(QApplication::applicationVersion()),
      QMessageBox::Ok, &window);
  about.setTextFormat(Qt::RichText);
  about.setIconPixmap(window.windowIcon().pixmap(64));
  about.exec();
}

}  // namespace

void addHelpActions(MainWindow& window) {
  const QString section = Texts::tr("Help");
  ActionTable& actions = window.actions();
  addCommandPalette(actions, window);
  actions.add({.id = QStringLiteral("help.keys"),
               .section = section,
               .text = Texts::tr("&Keys and mouse…"),
               .keys = {QKeySequence(Qt::Key_Question)},
               .icon = QStringLiteral("keys"),
               .places = {{"help", 0, 20}}},
              &window, [&window] { KeysDialog(window.actions(), &window).exec(); });
  actions.add({.id = QStringLiteral("help.about"),
               .section = section,
               .text = Texts::tr("&About Uptake"),
               .places = {{"help", 0, 30}}},
              &window, [&window] { showAbout(window); });
}

}  // namespace uptake
