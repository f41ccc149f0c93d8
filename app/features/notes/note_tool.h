#pragma once

#include "annotation/tools/tool.h"
#include "app/session/annotations/kinds/notes.h"

namespace uptake {

/// Places notes by a click, on slices of any plane, and moves those that are there. What is written is asked
/// for elsewhere.
class NoteTool : public Tool {
  Q_OBJECT

 public:
  explicit NoteTool(ToolContext context, QObject* parent = nullptr);

  void press(const SlicePointer& pointer) override;
  void move(const SlicePointer& pointer) override;
  void release(const SlicePointer& pointer) override;
  void cancel() override;
  bool isInGesture() const override { return placing_ || before_; }
  ToolCursor cursorAt(const SlicePointer& pointer) const override;
  bool takesAt(const SlicePointer& pointer) const override { return noteAt(pointer) != NoteId::None; }

 Q_SIGNALS:
  /// A click where there is no note.
  void placed(const uptake::SlicePointer& pointer);
  /// A click on a note, which was not moved by it.
  void clicked(uptake::NoteId id);

 private:
  /// The nearest one that the pointer's slice shows within reach, or None.
  NoteId noteAt(const SlicePointer& pointer) const;

  NotesPart& notes_;
  std::optional<SlicePointer> placing_;
  std::optional<Note> before_;  ///< the note in hand, as it was
  Point start_ = Point::Zero();
  bool isMoved_ = false;
};

}  // namespace uptake
