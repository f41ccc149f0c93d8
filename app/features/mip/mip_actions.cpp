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
  const auto turn = [&views](double degrees) {
    if (views.mip()) views.mip()->setAngle(views.mip()->angle() + degrees);
  };
  actions.add(QStringLiteral("view.mip.left"), section, Texts::tr("Turn to the &left"),
              {QKeySequence(Qt::CTRL | Qt::Key_Left)}, &window, [turn] { turn(kStep); });
  actions.add(QStringLiteral("view.mip.right"), section, Texts::tr("Turn to the &right"),
              {QKeySequence(Qt::CTRL | Qt::Key_Right)}, &window, [turn] { turn(-kStep); });
  QAction* byItself = actions.add(QStringLiteral("view.mip.turn"), section, Texts::tr("Turn by &itself"),
                                  {QKeySequence(Qt::CTRL | Qt::Key_R)}, &window, {});
  byItself->setCheckable(true);
  QObject::connect(byItself, &QAction::toggled, &views, [&views](bool on) { views.setMipTurning(on); });
  QObject::connect(&views, &ViewArea::mipTurningChanged, byItself, &QAction::setChecked);
  actions.add(QStringLiteral("view.mip.leaveOut"), section,
              Texts::tr("Leave out the &part under the pointer"), {QKeySequence(Qt::Key_X)}, &window,
              [&views] {
                MipView* mip = views.mip();
                const QPoint at = mip ? mip->mapFromGlobal(QCursor::pos()) : QPoint();
                if (!mip || !mip->isVisible() || !mip->rect().contains(at))
                  Q_EMIT views.said(Texts::tr("Point at a part of the MIP to leave it out."));
                else
                  mip->leaveOutAt(at);
              });
  actions.add(QStringLiteral("view.mip.all"), section, Texts::tr("Show &all of it again"),
              {QKeySequence(Qt::SHIFT | Qt::Key_X)}, &window, [&views] {
                if (views.mip()) views.mip()->showAll();
              });
}

}  // namespace uptake
