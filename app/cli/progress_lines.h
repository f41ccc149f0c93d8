#pragma once

#include <QElapsedTimer>

#include <optional>

namespace uptake::cli {

/// Says on standard error how far a long run over cases is: nothing of a short one, then a line from time to
/// time. For one thread at a time.
class ProgressLines {
 public:
  ProgressLines();

  /// `done` of `total` cases; `secondsLeft` as far as it can be told.
  void operator()(int done, int total, std::optional<double> secondsLeft);
  /// The same, with what is left estimated from the time that those which are done took.
  void operator()(int done, int total);

 private:
  QElapsedTimer sinceStart_;
  QElapsedTimer sinceLine_;
};

}  // namespace uptake::cli
