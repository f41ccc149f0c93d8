#include "annotation/compare/consensus.h"
#include "annotation/compare/staple.h"
#include "app/session/evaluation/mask_input.h"
#include "app/session/readers/finished_agreements.h"
#include "app/session/readers/reader_agreement.h"
#include "io/masks/label_image.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

#include <algorithm>

namespace uptake::readers {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::readers)
};

/// The masks of those who read a case, all on one grid.
struct CaseMasks {
  std::vector<std::size_t> readers;
  std::vector<LabelMap> masks;  ///< none when nobody found anything
};

Result<CaseMasks> readCase(const ReadCase& read, CaseAgreement& result, JobControl& control) {
  CaseMasks masks;
  QStringList files;
  for (const auto& reading : read.readings)
    if (reading && !reading->file.isEmpty()) files.append(reading->file);
  std::vector<evaluation::MaskInput> inputs;
  if (!files.isEmpty()) {
    auto together = evaluation::readMasksTogether(files, control);
    if (!together) return together.error();
    inputs = together.take();
  }
  std::size_t next = 0;
  for (std::size_t reader = 0; reader < read.readings.size(); ++reader) {
    const auto& reading = read.readings[reader];
    if (!reading) continue;
    masks.readers.push_back(reader);
    if (inputs.empty()) continue;
    if (reading->file.isEmpty()) {
      Result<LabelMap> empty = LabelMap::create(inputs.front().labels.grid());
      if (!empty) return empty.error();
      masks.masks.push_back(empty.take());
      continue;
    }
    for (const QString& warning : inputs[next].warnings)
      result.problems.append(QStringLiteral("%1: %2").arg(reading->file, warning));
    masks.masks.push_back(std::move(inputs[next++].labels));
  }
  return masks;
}

double millilitresOf(const LabelMap& mask) {
  return static_cast<double>(labelledVoxels(mask)) * mask.grid().voxelVolume().value;
}

ConsensusFigures figuresOf(const LabelMap& consensus, const CaseMasks& masks, std::size_t readers) {
  ConsensusFigures figures{millilitresOf(consensus), {}};
  figures.dice.resize(readers);
  for (std::size_t n = 0; n < masks.masks.size(); ++n)
    figures.dice[masks.readers[n]] = diceOf(consensus, masks.masks[n]);
  return figures;
}

void write(const LabelMap& mask, const QString& folder, CaseAgreement& result) {
  if (folder.isEmpty()) return;
  const QString file = consensusFile(folder, result.name);
  if (QFileInfo::exists(file)) {
    result.problems.append(Texts::tr("%1: it exists already and was left as it is").arg(file));
    return;
  }
  if (!QDir().mkpath(QFileInfo(file).absolutePath())) {
    result.problems.append(Texts::tr("%1: the folder cannot be made").arg(file));
    return;
  }
  if (const auto written = writeLabelImage(mask, file); !written)
    result.problems.append(written.error().text());
}

void addMajority(const CaseMasks& masks, const AgreementOptions& options, CaseAgreement& result) {
  const Result<LabelMap> majority = majorityVote(masks.masks);
  if (!majority) {
    result.problems.append(QStringLiteral("%1: %2").arg(result.name, majority.error().text()));
    return;
  }
  result.majority = figuresOf(*majority, masks, result.volumesMl.size());
  write(*majority, options.majorityFolder, result);
}

void addStaple(const CaseMasks& masks, const AgreementOptions& options, CaseAgreement& result) {
  const auto estimated = staple(masks.masks, options.marginMm);
  if (!estimated) {
    result.problems.append(QStringLiteral("%1: %2").arg(result.name, estimated.error().text()));
    return;
  }
  if (!*estimated) return;
  const Staple& found = **estimated;
  StapleFigures figures;
  figures.consensus = figuresOf(found.consensus, masks, result.volumesMl.size());
  figures.sensitivity.resize(result.volumesMl.size());
  figures.specificity.resize(result.volumesMl.size());
  for (std::size_t n = 0; n < masks.readers.size(); ++n) {
    figures.sensitivity[masks.readers[n]] = found.sensitivity[n];
    figures.specificity[masks.readers[n]] = found.specificity[n];
  }
  figures.region = found.region.size();
  figures.iterations = found.iterations;
  result.staple = std::move(figures);
  write(found.consensus, options.stapleFolder, result);
}

}  // namespace

CaseAgreement agreementOfCase(const ReadCase& read, const AgreementOptions& options, JobControl& control) {
  CaseAgreement result;
  result.name = read.name;
  const std::size_t count = read.readings.size();
  result.volumesMl.resize(count);
  result.dice.assign(count, std::vector<std::optional<double>>(count));
  const Result<CaseMasks> masks = readCase(read, result, control);
  if (!masks) {
    result.problems.append(masks.error().text());
    return result;
  }
  for (const std::size_t reader : masks->readers) result.volumesMl[reader] = 0.0;
  if (masks->masks.empty()) return result;
  double sum = 0.0;
  int pairs = 0;
  for (std::size_t a = 0; a < masks->masks.size(); ++a) {
    result.volumesMl[masks->readers[a]] = millilitresOf(masks->masks[a]);
    for (std::size_t b = a + 1; b < masks->masks.size(); ++b) {
      const auto dice = diceOf(masks->masks[a], masks->masks[b]);
      result.dice[masks->readers[a]][masks->readers[b]] = dice;
      result.dice[masks->readers[b]][masks->readers[a]] = dice;
      if (!dice) continue;
      sum += *dice;
      ++pairs;
    }
  }
  // Without any pair all are empty.
  if (pairs == 0) return result;
  result.meanDice = sum / pairs;
  addMajority(*masks, options, result);
  addStaple(*masks, options, result);
  return result;
}

}  // namespace uptake::readers
