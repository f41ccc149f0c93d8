#include "app/features/notes/note_field.h"

#include "core/foreign_text.h"
#include "viewer/slice/slice_view.h"
#include "viewer/state/view_state.h"

#include <QFocusEvent>
#include <QKeyEvent>

#include <algorithm>
#include <utility>

namespace uptake {

namespace {

constexpr int kFieldWidth = 240;  // px
constexpr double kBesidePoint = 12.0;

bool isEnding(const QEvent& event) {
  const int key = static_cast<const QKeyEvent&>(event).key();
  return key == Qt::Key_Return || key == Qt::Key_Enter || key == Qt::Key_Escape;
}

}  // namespace

NoteField::NoteField(SliceView& view, const ViewState& state, const Point& point, const QString& text)
    : QLineEdit(text, &view), view_(view), point_(point) {
  setObjectName(QStringLiteral("noteField"));
  setAccessibleName(tr("Text of the note"));
  setPlaceholderText(tr("Note: Return keeps it, Esc drops it"));
  setMaxLength(static_cast<int>(kLongestForeignText));
  setCursor(Qt::IBeamCursor);
  connect(&state, &ViewState::changed, this, &NoteField::stayAtPoint);
  stayAtPoint();
  selectAll();
  show();
  setFocus();
}

/// Beside the point, inside the view.
void NoteField::stayAtPoint() {
  resize(std::min(kFieldWidth, view_.width()), sizeHint().height());
  const QPointF at = view_.toPixel(point_);
  const double right = view_.width() - width();
  const double bottom = view_.height() - height();
  double x = at.x() + kBesidePoint;
  if (x > right) x = at.x() - kBesidePoint - width();
  const double y = at.y() - height() / 2.0;
  move(static_cast<int>(std::clamp(x, 0.0, std::max(0.0, right))),
       static_cast<int>(std::clamp(y, 0.0, std::max(0.0, bottom))));
}

bool NoteField::event(QEvent* event) {
  // Else they would be keys of the window.
  if (event->type() == QEvent::ShortcutOverride && isEnding(*event)) {
    event->accept();
    return true;
  }
  return QLineEdit::event(event);
}

void NoteField::keyPressEvent(QKeyEvent* event) {
  if (!isEnding(*event)) return QLineEdit::keyPressEvent(event);
  end(event->key() != Qt::Key_Escape);
}

void NoteField::focusOutEvent(QFocusEvent* event) {
  QLineEdit::focusOutEvent(event);
  // Another window, or the field's own menu, takes the keyboard for a while.
  if (event->reason() != Qt::ActiveWindowFocusReason && event->reason() != Qt::PopupFocusReason) end(true);
}

void NoteField::end(bool keeps) {
  if (std::exchange(isOver_, true)) return;
  const bool hadFocus = hasFocus();
  if (keeps) Q_EMIT kept(text());
  Q_EMIT ended(hadFocus);
  hide();
  deleteLater();
}

}  // namespace uptake
