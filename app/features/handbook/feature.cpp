#include "app/features/handbook/feature.h"

#include "app/features/handbook/handbook_places.h"
#include "app/features/handbook/handbook_window.h"
#include "app/shell/window/main_window.h"

#include <QApplication>
#include <QKeyEvent>
#include <QKeySequenceEdit>
#include <QMenu>
#include <QPointer>

// The book lies in a static library, whose resources the linker drops unless they are asked for.
static void initialiseHandbook() {
  Q_INIT_RESOURCE(handbook);
}

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::HandbookWindow)
};

/// Opens the one handbook window. A dialog that must be answered first keeps all windows but its own children
/// from being used, so while one is open the handbook belongs to it.
class HandbookOpener : public QObject {
 public:
  explicit HandbookOpener(MainWindow& window) : QObject(&window), window_(window) {
    initialiseHandbook();
    action_ = window_.actions().add({.id = QStringLiteral("help.handbook"),
                                     .section = Texts::tr("Help"),
                                     .text = Texts::tr("&Handbook"),
                                     .keys = {QKeySequence(Qt::Key_F1)},
                                     .icon = QStringLiteral("handbook"),
                                     .places = {{"help", 0, 0}}},
                                    &window_, [this] { open(QApplication::focusWidget()); });
    qApp->installEventFilter(this);
  }

  /// The window's keys hold in the window alone; in dialogs the key is taken from here.
  bool eventFilter(QObject* watched, QEvent* event) override {
    if (event->type() != QEvent::KeyPress || !watched->isWidgetType()) return false;
    auto* widget = static_cast<QWidget*>(watched);
    if (widget->window() == &window_ || widget->window() == book_ || qobject_cast<QMenu*>(widget) ||
        qobject_cast<QKeySequenceEdit*>(widget))
      return false;
    const QKeySequence pressed(static_cast<QKeyEvent*>(event)->keyCombination());
    if (!action_->shortcuts().contains(pressed)) return false;
    open(widget);
    return true;
  }

 private:
  void open(const QWidget* about) {
    const QString place = handbookPlaceOf(about, window_.actions());
    QWidget* owner = QApplication::activeModalWidget();
    if (!owner || owner == book_) owner = &window_;
    HandbookWindow* shown = book_;
    if (shown && shown->parentWidget() != owner) delete shown;
    if (!book_) book_ = new HandbookWindow(owner);
    book_->showPlace(place);
    book_->show();
    book_->raise();
    book_->activateWindow();
  }

  MainWindow& window_;
  QAction* action_ = nullptr;
  QPointer<HandbookWindow> book_;
};

}  // namespace

void addHandbook(MainWindow& window) {
  new HandbookOpener(window);  // the window's child
}

}  // namespace uptake
