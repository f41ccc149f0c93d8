#include "app/cli/progress_lines.h"

#include "app/cli/command.h"

#include <QCoreApplication>
#include <QLocale>

#include <cmath>

namespace uptake::cli {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::cli)
};

QString durationText(double seconds) {
  const auto whole = static_cast<int>(std::ceil(seconds));
  constexpr int kMinute = 60, kHour = 3600;
  if (whole < 2 * kMinute) return Texts::tr("%1 s").arg(whole);
  if (whole < 2 * kHour) return Texts::tr("%1 min").arg((whole + kMinute / 2) / kMinute);
  return Texts::tr("%1 h").arg(QLocale().toString(whole / double{kHour}, 'f', 1));
}

}  // namespace

ProgressLines::ProgressLines() {
  sinceStart_.start();
  sinceLine_.start();
}

void ProgressLines::operator()(int done, int total, std::optional<double> secondsLeft) {
  constexpr qint64 kBetweenMs = 10'000;
  if (sinceLine_.elapsed() < kBetweenMs || done == total) return;
  sinceLine_.restart();
  printError(
      secondsLeft
          ? Texts::tr("%1 of %2 cases, about %3 left").arg(done).arg(total).arg(durationText(*secondsLeft))
          : Texts::tr("%1 of %2 cases").arg(done).arg(total));
}

void ProgressLines::operator()(int done, int total) {
  const double seconds = static_cast<double>(sinceStart_.elapsed()) / 1000.0;
  (*this)(done, total, done > 0 ? std::optional(seconds / done * (total - done)) : std::nullopt);
}

}  // namespace uptake::cli
