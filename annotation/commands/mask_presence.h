#pragma once

#include "annotation/commands/edit_command.h"
#include "annotation/commands/stored_bytes.h"

#include <memory>
#include <optional>

namespace uptake {

/// A mask that is added or removed as a whole. While it is out of the document the command owns it, so that
/// it comes back in its place with its id and every voxel.
class MaskPresence : public EditCommand {
 public:
  /// Adds a mask that is not in the document yet, at the end of the list.
  MaskPresence(ToolContext context, std::unique_ptr<MaskLayer> layer, const QString& text);
  /// The same for a mask that a gesture has added already.
  static MaskPresence* added(ToolContext context, MaskId mask, const QString& text);
  /// Removes a mask of the document.
  MaskPresence(ToolContext context, MaskId mask, const QString& text);
  ~MaskPresence() override;

  std::size_t byteCount() const override;
  std::size_t spill(const std::shared_ptr<SpillFile>& file) const override;

 protected:
  void apply() override;
  void revert() override;

 private:
  MaskPresence(ToolContext context, bool adds, MaskId mask, const QString& text, EditState state);
  void insert();
  void take();

  bool adds_;
  MaskId mask_ = MaskId::None;
  int position_ = -1;
  std::unique_ptr<MaskLayer> layer_;  ///< only while it is out of the document
  /// Its labels when they were packed to save memory; those of `layer_` are not valid then.
  mutable std::optional<StoredBytes> packed_;
  mutable std::optional<ImageGrid> grid_;  ///< of the packed labels
  Label segment_ = 0;                      ///< the lesion that is selected when the mask comes (back)
};

/// A mask gets another name.
class MaskRename : public EditCommand {
 public:
  MaskRename(ToolContext context, MaskId mask, const QString& before, const QString& after,
             const QString& text)
      : EditCommand(context, text, EditState::ToDo), mask_(mask), before_(before), after_(after) {}

  std::size_t byteCount() const override { return sizeof(*this); }

 protected:
  void apply() override { context_.document.renameMask(mask_, after_); }
  void revert() override { context_.document.renameMask(mask_, before_); }

 private:
  MaskId mask_;
  QString before_;
  QString after_;
};

}  // namespace uptake
