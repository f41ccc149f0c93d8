#include "annotation/commands/revisions.h"

namespace uptake {

Revisions::Revisions(CaseDocument& document, QUndoStack& stack, QObject* parent)
    : QObject(parent), document_(document), stack_(stack), changes_(document.changes()) {
  connect(&stack_, &QUndoStack::indexChanged, this, &Revisions::follow);
}

bool Revisions::takeChanges() {
  const qint64 before = changes_;
  changes_ = document_.changes();
  return changes_ != before;
}

qint64 Revisions::current() {
  if (takeChanges()) {
    states_.back().revision = ++last_;
    keepStackInStep();
  }
  return states_.back().revision;
}

void Revisions::follow(int index) {
  const bool isChanged = takeChanges();
  const auto place = static_cast<std::size_t>(index);
  if (place + 1 < states_.size()) {
    for (; place + 1 < states_.size(); states_.pop_back()) undone_.push_back(states_.back());
  } else if (place + 1 == states_.size()) {
    // A step that became one with the last.
    undone_.clear();
    if (isChanged) states_.back().revision = ++last_;
  } else {
    while (states_.size() <= place) {
      const QUndoCommand* step = stack_.command(static_cast<int>(states_.size()) - 1);
      const bool isRedone = !undone_.empty() && undone_.back().step == step;
      const qint64 before = states_.back().revision;
      if (!isRedone) undone_.clear();
      states_.push_back(isRedone ? undone_.back() : State{isChanged ? ++last_ : before, step});
      if (isRedone) undone_.pop_back();
    }
  }
  // Steps that were dropped: another one may come to lie at the same address.
  if (states_.size() + undone_.size() > static_cast<std::size_t>(stack_.count()) + 1) undone_.clear();
  keepStackInStep();
}

void Revisions::setSaved(std::optional<qint64> revision) {
  saved_ = revision;
  keepStackInStep();
}

void Revisions::setPaused(bool paused) {
  // What a gesture that is not ended has changed stays to be counted.
  if (paused)
    unstepped_ = document_.changes() - changes_;
  else
    changes_ = document_.changes() - unstepped_;
}

void Revisions::restart() {
  states_.assign(1, State{++last_});
  undone_.clear();
  changes_ = document_.changes();
  setSaved(last_);
}

void Revisions::keepStackInStep() {
  if (isSaved() == stack_.isClean()) return;
  if (isSaved())
    stack_.setClean();
  else
    stack_.resetClean();
}

}  // namespace uptake
