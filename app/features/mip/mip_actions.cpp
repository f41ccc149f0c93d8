#include "app/features/mip/mip_actions.h"

#include "app/shell/actions/action_table.h"
#include "app/shell/views/view_area.h"

#include <QCoreApplication>
#include <QCursor>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::MainWindow)
};

constexpr double kStep = 10.0;  // degrees, as of the wheel

}  // namespace

void addMipActions(ActionTable& actions, ViewArea& views, QWidget& window) {
  const QString section = Texts::tr("MIP");
  actions.addMenu(QStringLiteral("view.mip"), Texts::tr("&MIP"), &window, {{"view", 0, 10}});
  const auto turn = [&views](double degrees) {
    if (views.mip()) views.mip()->setAngle(views.mip()->angle() + degrees);
  };
  const auto add = [&](const char* id, const QString& text, const QKeySequence& key, int group,
                       std::function<void()> run) {
    return actions.add({.id = QLatin1String(id),
                        .section = section,
                        .text = text,
                        .keys = {key},
                        .needs = Need::Pet,
                        .places = {{"view.mip", group}}},
                       &window, std::move(run));
  };
  add("view.mip.left", Texts::tr("Turn to the &left"), Qt::CTRL | Qt::Key_Left, 0, [turn] { turn(kStep); });
  add("view.mip.right", Texts::tr("Turn to the &right"), Qt::CTRL | Qt::Key_Right, 0,
      [turn] { turn(-kStep); });
  QAction* byItself = add("view.mip.turn", Texts::tr("Turn by &itself"), Qt::CTRL | Qt::Key_R, 0, {});
  byItself->setCheckable(true);
  QObject::connect(byItself, &QAction::toggled, &views, [&views](bool on) { views.setMipTurning(on); });
  QObject::connect(&views, &ViewArea::mipTurningChanged, byItself, &QAction::setChecked);
  add("view.mip.leaveOut", Texts::tr("Leave out the &part under the pointer"), Qt::Key_X, 1, [&views] {
    MipView* mip = views.mip();
    const QPoint at = mip ? mip->mapFromGlobal(QCursor::pos()) : QPoint();
    if (!mip || !mip->isVisible() || !mip->rect().contains(at))
      Q_EMIT views.said(Texts::tr("Point at a part of the MIP to leave it out."));
    else
      mip->leaveOutAt(at);
  });
  add("view.mip.all", Texts::tr("Show &all of it again"), Qt::SHIFT | Qt::Key_X, 1, [&views] {
    if (views.mip()) views.mip()->showAll();
  });
}

}  // namespace uptake
