#pragma once

#include "annotation/commands/stored_bytes.h"

#include <QObject>
#include <QUndoStack>

#include <cstddef>
#include <memory>

namespace uptake {

/// Keeps the memory of an undo history within bounds: over the budget, the oldest steps move what they hold
/// into a temporary file, and take it from there when they are undone. No step is ever dropped for that. One
/// that the file does not give back cannot be undone or redone any more: it leaves the history, what it did
/// stays as it is, and stepLost() says so.
class UndoBudget : public QObject {
  Q_OBJECT

 public:
  static constexpr std::size_t kDefaultBytes = std::size_t{64} * 1024 * 1024;

  explicit UndoBudget(QUndoStack& stack, std::size_t bytes = kDefaultBytes, QObject* parent = nullptr);

 Q_SIGNALS:
  void stepLost();

 private:
  void enforce();

  QUndoStack& stack_;
  std::size_t bytes_;
  std::shared_ptr<SpillFile> file_;
  bool saidLost_ = false;  ///< of this file
};

}  // namespace uptake
