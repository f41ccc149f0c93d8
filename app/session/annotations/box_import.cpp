#include "app/session/annotations/box_import.h"

#include "annotation/commands/boxes_edit.h"

#include <QFileInfo>

#include <algorithm>
#include <memory>

namespace uptake {

namespace {

/// What became of the boxes of some files.
struct Imported {
  int added = 0;
  int known = 0;  ///< equal boxes that were there
  int images = 0;
};

Imported addBoxes(const ToolContext& context, const std::vector<MatchedVoc>& matched) {
  Imported imported;
  BoxBatch batch(context);
  for (const MatchedVoc& image : matched) {
    const int before = imported.added;
    for (Box box : image.boxes) {
      const auto there = context.document.boxesOn(box.sopInstanceUid);
      const bool isKnown = std::ranges::any_of(
          there, [&](const Box& each) { return each.rect == box.rect && each.className == box.className; });
      if (isKnown) {
        ++imported.known;
        continue;
      }
      box.fileObject = -1;  // an object of the file that it is saved in, not of the one that it came from
      batch.add(box);
      ++imported.added;
    }
    imported.images += imported.added > before ? 1 : 0;
  }
  batch.push(BoxImport::tr("Import boxes"));
  return imported;
}

/// The files without an image of this study, each by its name as far as they are few.
std::vector<FileProblem> unmatchedFiles(const BoxFiles& files) {
  std::vector<FileProblem> problems = files.matching.unmatched;
  if (files.others.isEmpty()) return problems;
  constexpr qsizetype kMostNamed = 20;
  for (const QString& file : files.others.first(std::min(kMostNamed, files.others.size())))
    problems.push_back({file, BoxImport::tr("is named after no image of this study")});
  if (files.others.size() > kMostNamed)
    problems.push_back({QFileInfo(files.others.first()).path(),
                        BoxImport::tr("%n more annotation file(s) are named after no image of this study",
                                      nullptr, static_cast<int>(files.others.size() - kMostNamed))});
  return problems;
}

QStringList sentences(const std::vector<FileProblem>& problems) {
  QStringList lines;
  for (const FileProblem& problem : problems)
    lines.append(QStringLiteral("%1: %2").arg(QFileInfo(problem.file).fileName(), problem.reason));
  return lines;
}

}  // namespace

void BoxImport::importFiles(const QStringList& paths) {
  if (!open_.study() || open_.sliceTable())
    return messages_.say(open_.sliceTable()
                             ? tr("No boxes were imported: a table of slices has no place for them.")
                             : tr("Open a study first: boxes lie on its images."));
  if (!areBoxesRead_() || job_.isRunning())
    return messages_.say(tr("Annotations are still being read; try again in a moment."));
  job_.start<std::shared_ptr<BoxFiles>>(
      [paths, study = *open_.study(),
       scheme = schemes_.current()](JobControl& control) -> Result<std::shared_ptr<BoxFiles>> {
        Result<BoxFiles> files = readBoxFiles(paths, study, scheme, control);
        if (!files) return files.error();
        return std::make_shared<BoxFiles>(files.take());
      },
      [this](const Result<std::shared_ptr<BoxFiles>>& read) {
        if (!read) return messages_.say(tr("No boxes were imported: %1").arg(read.error().text()));
        add(**read);
      });
}

void BoxImport::add(const BoxFiles& files) {
  std::vector<FileProblem> problems = unmatchedFiles(files);
  const auto unmatched = static_cast<int>(files.matching.unmatched.size() + files.others.size());
  problems.insert(problems.end(), files.matching.problems.begin(), files.matching.problems.end());
  messages_.addProblems(problems);
  const Imported added = addBoxes(open_.toolContext(), files.matching.images);
  if (added.added == 0 && added.known == 0)
    return messages_.refuse(tr("No boxes were imported: none of the files lies on an image of this case."),
                            sentences(problems));
  QStringList parts;
  if (added.added > 0)
    parts.append(tr("%n box(es) imported, on %1 images.", nullptr, added.added).arg(added.images));
  if (added.known > 0) parts.append(tr("%n box(es) were there already.", nullptr, added.known));
  if (unmatched > 0)
    parts.append(
        tr("%n file(s) lie on no image of this case, such as %1: see the problems.", nullptr, unmatched)
            .arg(QFileInfo(problems.front().file).fileName()));
  messages_.say(parts.join(QLatin1Char(' ')));
  Q_EMIT imported();
}

}  // namespace uptake
