#pragma once

#include "core/document/case_document.h"
#include "core/document/selection.h"
#include "core/input/slice_pointer.h"
#include "core/input/tool_hand.h"
#include "core/input/tool_sketch.h"

#include <QObject>
#include <QUndoStack>

namespace uptake {

/// What tools work on.
struct ToolContext {
  CaseDocument& document;
  Selection& selection;
  QUndoStack& undoStack;
};

/// What the pointer should look like.
enum class ToolCursor {
  Arrow,
  Cross,
  Brush,
  Move,
  ResizeHorizontal,
  ResizeVertical,
  ResizeFalling,
  ResizeRising
};

/// A tool that a person draws with: a small state machine fed by a view's pointer. While a gesture is in
/// progress it previews in the document; finishing it pushes exactly one undo command, cancelling it restores
/// the document, and a gesture that changes nothing leaves no trace.
class Tool : public QObject {
  Q_OBJECT

 public:
  explicit Tool(ToolContext context, QObject* parent = nullptr) : QObject(parent), context_(context) {}

  virtual void press(const SlicePointer& pointer) = 0;
  virtual void move(const SlicePointer& pointer) = 0;
  virtual void release(const SlicePointer& pointer) = 0;
  /// Escape, focus lost, another tool chosen.
  virtual void cancel() = 0;
  virtual bool isInGesture() const = 0;
  virtual ToolCursor cursorAt(const SlicePointer& pointer) const = 0;
  /// Whether a press takes hold of something that exists already. The select tool then leaves the gesture to
  /// this one.
  virtual bool takesAt(const SlicePointer&) const { return false; }
  /// What a press would draw on. Most tools draw on no lesion.
  virtual ToolHand handAt(const SlicePointer&) const { return {}; }
  /// What views draw of a gesture besides the previewed voxels.
  virtual ToolSketch sketch() const { return {}; }
  /// The Return key: ends a gesture that takes several clicks, if one is in progress.
  virtual void finish() {}

 Q_SIGNALS:
  /// Something a person should know, such as why nothing was drawn.
  void said(const QString& message);
  /// sketch() changed.
  void sketchChanged();

 protected:
  ToolContext context_;
};

}  // namespace uptake
