#pragma once

#include "core/geometry/patient_space.h"

#include <QLineEdit>

namespace uptake {

class SliceView;
class ViewState;

/// The text of a note, typed on a slice beside its point. Return or a click elsewhere keeps it, Escape drops
/// it; then the field is gone.
class NoteField : public QLineEdit {
  Q_OBJECT

 public:
  NoteField(SliceView& view, const ViewState& state, const Point& point, const QString& text);

  /// Ends the typing as if nothing had been typed.
  void drop() { end(false); }
  void keep() { end(true); }

 Q_SIGNALS:
  void kept(const QString& text);
  /// It is going, whether the text was kept or not; `hadFocus`: it had the keyboard until now.
  void ended(bool hadFocus);

 protected:
  bool event(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;

 private:
  void end(bool keeps);
  void stayAtPoint();

  SliceView& view_;
  Point point_;
  bool isOver_ = false;
};

}  // namespace uptake
