#pragma once

#include "annotation/commands/edit_command.h"

#include <QString>

#include <vector>

namespace uptake {

/// The class of an image of a table of slices that changes.
struct SliceClassChange {
  int slice = 0;
  QString before;
  QString after;
};

/// Classes of images of a table of slices, see CaseDocument::sliceClasses().
class SliceClassEdit : public EditCommand {
 public:
  SliceClassEdit(ToolContext context, std::vector<SliceClassChange> changes, const QString& text)
      : EditCommand(context, text, EditState::ToDo), changes_(std::move(changes)) {}

  std::size_t byteCount() const override {
    return sizeof(*this) + changes_.capacity() * sizeof(SliceClassChange);
  }

 protected:
  void apply() override { show(&SliceClassChange::after); }
  void revert() override { show(&SliceClassChange::before); }

 private:
  void show(QString SliceClassChange::*wanted) {
    for (const SliceClassChange& change : changes_)
      context_.document.setSliceClass(change.slice, change.*wanted);
  }

  std::vector<SliceClassChange> changes_;
};

}  // namespace uptake
