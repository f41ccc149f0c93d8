#include "app/session/case/open_case.h"

#include <algorithm>
#include <utility>

namespace uptake {

namespace {

QString kindOf(const SeriesEntry& series) {
  if (series.isColour) return OpenCase::tr("colour images");
  return series.isPet() ? OpenCase::tr("PET") : series.source.modality;
}

/// Where the stored images of a study's volumes lie.
std::vector<ImageStack> stacksOf(const StudyEntry& study) {
  std::vector<ImageStack> stacks;
  for (const SeriesEntry& series : study.series) {
    if (!series.isVolume() || !series.grid) continue;
    ImageStack stack{
        *series.grid, {}, series.source.frameOfReferenceUid, kindOf(series), series.source.hasPlace()};
    stack.images.reserve(series.source.slices.size());
    for (const SliceSource& slice : series.source.slices) stack.images.push_back(slice.sopInstanceUid);
    stacks.push_back(std::move(stack));
  }
  return stacks;
}

}  // namespace

OpenCase::OpenCase(Messages& messages, QObject* parent) : QObject(parent) {
  connect(&lesionEditor_, &LesionEditor::said, &messages, &Messages::say);
  connect(&undoBudget_, &UndoBudget::stepLost, &messages, [&messages] {
    messages.say(
        tr("A step cannot be undone or redone: the temporary file that held it is damaged. What it "
           "changed stays as it is."));
  });
}

std::shared_ptr<const SliceTable> OpenCase::sliceTable() const {
  return study() && !study()->series.empty() ? study()->series.front().table : nullptr;
}

int OpenCase::seriesOf(const QString& sopInstanceUid, int* slice) const {
  if (!study() || sopInstanceUid.isEmpty()) return -1;
  for (std::size_t series = 0; series < study()->series.size(); ++series) {
    const auto& slices = study()->series[series].source.slices;
    const auto found = std::ranges::find(slices, sopInstanceUid, &SliceSource::sopInstanceUid);
    if (found == slices.end()) continue;
    if (slice) *slice = static_cast<int>(found - slices.begin());
    return static_cast<int>(series);
  }
  return -1;
}

int OpenCase::seriesInFrame(const QString& frameOfReferenceUid) const {
  if (!study()) return -1;
  const auto& series = study()->series;
  const auto found = std::ranges::find_if(series, [&](const SeriesEntry& each) {
    return each.isVolume() && each.source.frameOfReferenceUid == frameOfReferenceUid;
  });
  return found == series.end() ? -1 : static_cast<int>(found - series.begin());
}

QString OpenCase::freeMaskName(const QString& wanted) const {
  const auto isTaken = [this](const QString& name) {
    return std::ranges::any_of(document_.masks(), [&](const auto& each) { return each->name == name; });
  };
  QString name = wanted;
  for (int number = 2; isTaken(name); ++number) name = QStringLiteral("%1 %2").arg(wanted).arg(number);
  return name;
}

void OpenCase::open(PatientEntry patient) {
  patient_ = std::move(patient);
  study_ = &patient_->studies.front();
}

void OpenCase::close() {
  lesionEditor_.job().discard();
  revisions_.setPaused(true);
  document_.clear();
  revisions_.setPaused(false);
  selection_.clearMarks();
  selection_.setSegment(MaskId::None, 0);
  undoStack_.clear();
  study_ = nullptr;
  patient_.reset();
  revisions_.restart();
}

void OpenCase::setImages(std::shared_ptr<const Volume> ct, std::shared_ptr<const Volume> pet) {
  document_.setImageStacks(stacksOf(*study()));
  document_.setImages(std::move(ct), std::move(pet));
  Q_EMIT studyChanged();
}

}  // namespace uptake
