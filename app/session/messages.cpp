#include "app/session/messages.h"

#include <algorithm>
#include <utility>

namespace uptake {

namespace {

bool holds(const std::vector<FileProblem>& problems, const FileProblem& wanted) {
  return std::ranges::any_of(problems, [&](const FileProblem& known) {
    return known.file == wanted.file && known.reason == wanted.reason;
  });
}

}  // namespace

void Messages::refuse(const QString& what, const QStringList& reasons) {
  if (reasons.size() == 1) {
    const QString separator = what.endsWith(QLatin1Char('.')) ? QStringLiteral(" ") : QStringLiteral(": ");
    Q_EMIT said(what + separator + reasons.first());
  } else {
    Q_EMIT said(what);
  }
  Q_EMIT refused(what, reasons);
}

void Messages::setProblems(std::vector<FileProblem> problems) {
  problems_ = std::move(problems);
  Q_EMIT problemsChanged();
}

void Messages::addProblems(const std::vector<FileProblem>& problems) {
  // Going back to a series tells of it again.
  for (const FileProblem& problem : problems)
    if (!holds(problems_, problem)) problems_.push_back(problem);
  Q_EMIT problemsChanged();
}

void Messages::replaceProblems(const std::vector<FileProblem>& earlier, const std::vector<FileProblem>& now) {
  const auto isEarlier = [&](const FileProblem& known) { return holds(earlier, known); };
  const auto place = std::ranges::find_if(problems_, isEarlier) - problems_.begin();
  std::erase_if(problems_, isEarlier);
  problems_.insert(problems_.begin() + place, now.begin(), now.end());
  Q_EMIT problemsChanged();
}

}  // namespace uptake
