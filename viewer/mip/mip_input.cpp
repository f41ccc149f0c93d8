#include "viewer/mip/hot_region.h"
#include "viewer/mip/mip_view_p.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QMenu>
#include <QMouseEvent>

#include <cmath>
#include <utility>

// The mouse and the menu of a MIP view.
namespace uptake {

namespace {

constexpr double kDegreesPerPixel = 0.5;
constexpr double kDegreesPerStep = 10.0;
constexpr int kMipWheelStep = 120;

}  // namespace

void MipView::Private::leaveOutAt(const QPointF& pixel) {
  const std::optional<Point> hottest = hottestAt(pixel);
  if (!hottest || !whole->canLeaveOut()) return;
  regionRunner.start<LabelRuns>([pet = document.pet(), seed = document.pet()->grid().nearestVoxel(*hottest)](
                                    JobControl& control) { return hotRegion(*pet, seed, control); },
                                [this, pet = document.pet()](Result<LabelRuns> region) {
                                  if (pet != document.pet()) return;
                                  if (!region) {
                                    Q_EMIT view.said(region.error().message);
                                    return;
                                  }
                                  masks.leaveOutPart(region.take());
                                  applyLeftOut();
                                });
}

QMenu* MipView::Private::menuAt(const QPointF& pixel) {
  if (!projector) return nullptr;
  auto* menu = new QMenu(&view);
  menu->setToolTipsVisible(true);
  const bool possible = whole->canLeaveOut();
  const QString reason =
      possible ? QString() : MipView::tr("The slices of this PET do not lie across the body.");
  QAction* part =
      menu->addAction(MipView::tr("Leave out this &part"), this, [this, pixel] { leaveOutAt(pixel); });
  part->setObjectName(QStringLiteral("leaveOutPart"));
  part->setEnabled(possible && hottestAt(pixel).has_value());
  part->setToolTip(possible
                       ? MipView::tr("What is joined to the hottest place behind the pointer, above 41 % of "
                                     "its uptake: a bladder, a brain")
                       : reason);
  for (const auto& mask : document.masks()) {
    QString name = mask->name;
    QAction* action = menu->addAction(
        MipView::tr("Leave out mask %1").arg(name.replace(QLatin1Char('&'), QStringLiteral("&&"))));
    action->setObjectName(QStringLiteral("leaveOutMask"));
    action->setCheckable(true);
    action->setChecked(masks.isLeftOut(mask->id));
    action->setEnabled(possible && masks.canLeaveOut(*mask));
    if (!possible)
      action->setToolTip(reason);
    else if (!masks.canLeaveOut(*mask))
      action->setToolTip(MipView::tr("Only masks on the grid of the PET can be left out."));
    connect(action, &QAction::toggled, this, [this, id = mask->id](bool leftOut) {
      masks.setLeftOut(id, leftOut);
      applyLeftOut();
    });
  }
  QAction* all = menu->addAction(MipView::tr("Show &all again"), &view, &MipView::showAll);
  all->setObjectName(QStringLiteral("showAll"));
  all->setEnabled(masks.leavesAnythingOut());
  menu->addSeparator();
  QAction* turn = menu->addAction(MipView::tr("&Turn by itself"));
  turn->setCheckable(true);
  turn->setChecked(view.isTurning());
  connect(turn, &QAction::toggled, &view, &MipView::setTurning);
  return menu;
}

std::optional<Point> MipView::Private::hottestAt(const QPointF& pixel) const {
  if (!projector || !shown) return std::nullopt;
  const Eigen::Vector2d index = shown->indexOf(geometry().toPatient(pixel));
  return projector->hottestVoxel(shown->angle, static_cast<int>(std::lround(index.x())),
                                 static_cast<int>(std::lround(index.y())));
}

bool MipView::Private::eventFilter(QObject*, QEvent* event) {
  switch (event->type()) {
    case QEvent::MouseButtonPress:
      press(static_cast<const QMouseEvent&>(*event));
      return true;
    case QEvent::MouseMove:
      move(static_cast<const QMouseEvent&>(*event));
      return true;
    case QEvent::MouseButtonRelease:
      release(static_cast<const QMouseEvent&>(*event));
      return true;
    case QEvent::MouseButtonDblClick:
      // A tool's two clicks in one place are two clicks.
      if (picking)
        press(static_cast<const QMouseEvent&>(*event));
      else if (static_cast<const QMouseEvent&>(*event).button() == Qt::LeftButton)
        Q_EMIT view.maximiseRequested();
      return true;
    case QEvent::Wheel:
      wheel(static_cast<const QWheelEvent&>(*event));
      event->accept();
      return true;
    case QEvent::ContextMenu: {
      const auto& asked = static_cast<const QContextMenuEvent&>(*event);
      if (QMenu* menu = menuAt(asked.pos())) {
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->popup(asked.globalPos());
      }
      return true;
    }
    case QEvent::Enter:
      pointer = static_cast<const QEnterEvent&>(*event).position();
      tellPlace();
      return false;
    case QEvent::Leave:
    case QEvent::Hide:
      if (std::exchange(pointer, std::nullopt)) Q_EMIT view.hovered(std::nullopt);
      return false;
    default:
      return false;
  }
}

/// Another projection has another maximum under a pointer that rests.
void MipView::Private::tellPlace() {
  if (pointer) Q_EMIT view.hovered(hottestAt(*pointer));
}

void MipView::Private::press(const QMouseEvent& event) {
  Q_EMIT view.activated();
  if (event.button() != Qt::LeftButton) return;
  if (const auto placed = bar(); isOnBar(placed, event.position())) {
    petTop.emplace(placed->rect, state.petWindow(), event.position().y());
    return;
  }
  pressed = last = event.position();
  dragged = false;
}

void MipView::Private::move(const QMouseEvent& event) {
  const QPointF position = event.position();
  pointer = position;
  if (petTop) return state.setPetWindow(petTop->windowAt(position.y(), state.petQuantity()));
  if (!pressed) {
    view.setCursor(isOnBar(bar(), position) ? Qt::SizeVerCursor
                   : picking                ? Qt::CrossCursor
                                            : Qt::ArrowCursor);
    tellPlace();
    return;
  }
  dragged = dragged || (position - *pressed).manhattanLength() >= QApplication::startDragDistance();
  if (!dragged) return;
  // What faces the viewer follows the pointer.
  view.setAngle(wanted - (position.x() - last.x()) * kDegreesPerPixel);
  last = position;
}

void MipView::Private::release(const QMouseEvent& event) {
  if (event.button() == Qt::LeftButton) petTop.reset();
  if (event.button() != Qt::LeftButton || !pressed) return;
  pressed.reset();
  if (dragged) return;
  const std::optional<Point> hottest = hottestAt(event.position());
  if (!hottest) return;
  state.setCrosshair(*hottest);
  if (picking) Q_EMIT view.picked(pointerAt(*hottest, event));
}

/// A click as if on the plane that faces the viewer at that depth.
SlicePointer MipView::Private::pointerAt(const Point& place, const QMouseEvent& event) const {
  const ImageGrid& grid = document.pet()->grid();
  SlicePointer click;
  click.position = place;
  click.plane = shown->plane;
  click.plane.origin = place;
  click.thickness = grid.spacing()[grid.axisAlong(click.plane.normal())];
  click.image = ImageKind::Pet;
  click.frameOfReferenceUid = document.pet()->source().frameOfReferenceUid;
  click.mmPerPixel = geometry().mmPerPixel();
  click.invert = event.modifiers().testFlag(Qt::ControlModifier);
  click.extend = event.modifiers().testFlag(Qt::ShiftModifier);
  return click;
}

void MipView::Private::wheel(const QWheelEvent& event) {
  Q_EMIT view.activated();
  const QPoint angle = event.angleDelta();
  wheelRest += angle.y() != 0 ? angle.y() : angle.x();
  const int steps = wheelRest / kMipWheelStep;
  wheelRest -= steps * kMipWheelStep;
  if (steps != 0) view.setAngle(wanted - steps * kDegreesPerStep);
}

}  // namespace uptake
