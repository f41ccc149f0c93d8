#include "app/session/case/case_controller.h"
#include "core/volume/volume_rescale.h"

// The part of CaseController that keeps the SUV of the PET and what a person corrected for it.

namespace uptake {

namespace {

/// From values in one scale to SUVbw in another; where the first is not valid, they are in the file's unit.
std::vector<double> factorsBetween(const SuvScale& from, const SuvScale& to, int slices) {
  std::vector<double> factors;
  factors.reserve(static_cast<std::size_t>(slices));
  for (int k = 0; k < slices; ++k)
    factors.push_back(to.factorOf(k) / (from.isValid() ? from.factorOf(k) : 1.0));
  return factors;
}

QString userName() {
  const QString name = qEnvironmentVariable("USER");
  return name.isEmpty() ? qEnvironmentVariable("USERNAME") : name;
}

}  // namespace

const SuvScale* CaseController::suvOf(int series) const {
  if (!study() || series < 0) return nullptr;
  const auto edited = editedScales_.find(series);
  if (edited != editedScales_.end()) return &edited->second;
  const auto& scale = study()->series[static_cast<std::size_t>(series)].suv;
  return scale ? &*scale : nullptr;
}

const SuvEdit* CaseController::suvEditOf(int series) const {
  if (!study() || series < 0) return nullptr;
  const auto found =
      suvEdits_.find(study()->series[static_cast<std::size_t>(series)].source.seriesInstanceUid);
  return found == suvEdits_.end() ? nullptr : &found->second;
}

const SuvScale* CaseController::shownSuv() const {
  return document_.pet() ? &shownScale_ : nullptr;
}

void CaseController::forgetSuv() {
  suvEdits_.clear();
  editedScales_.clear();
  knownSuvFiles_.clear();
  readPet_.reset();
  readScale_ = shownScale_ = {};
}

void CaseController::readSuvEdits() {
  for (std::size_t i = 0; i < study()->series.size(); ++i) {
    const SeriesEntry& series = study()->series[i];
    const QString& uid = series.source.seriesInstanceUid;
    if (!series.petValues) continue;
    if (!suvEdits_.contains(uid)) {
      const Result<std::optional<SuvEdit>> edit = readSuvEdit(folder_, uid);
      if (!edit) {
        addProblems({{edit.error().file, edit.error().message}});
        continue;
      }
      if (!edit->has_value()) continue;
      suvEdits_.emplace(uid, **edit);
      knownSuvFiles_.insert(folder_.suvFile(uid));
    }
    editedScales_[static_cast<int>(i)] = computeSuv(*series.petValues, suvEdits_.at(uid).overrides);
  }
}

Result<void> CaseController::editSuv(int series, const SuvOverrides& overrides) {
  const SeriesEntry& entry = study()->series[static_cast<std::size_t>(series)];
  const QString& uid = entry.source.seriesInstanceUid;
  if (!entry.petValues) return Error{ErrorKind::NotSupported, tr("The series is no PET."), {}};
  const SuvScale scale = computeSuv(*entry.petValues, overrides);
  if (!overrides.isEmpty() && !scale.isValid()) return Error{ErrorKind::Inconsistent, scale.refused, {}};

  const SuvEdit edit{uid, overrides, userName(), QDateTime::currentDateTimeUtc()};
  if (overrides.isEmpty())
    suvEdits_.erase(uid);
  else
    suvEdits_[uid] = edit;
  // Parts of one series share its header.
  for (std::size_t i = 0; i < study()->series.size(); ++i) {
    const SeriesEntry& part = study()->series[i];
    if (part.source.seriesInstanceUid != uid || !part.petValues) continue;
    if (overrides.isEmpty())
      editedScales_.erase(static_cast<int>(i));
    else
      editedScales_[static_cast<int>(i)] = computeSuv(*part.petValues, overrides);
  }
  keepSuvEdit(edit);
  showSuvScale();
  Q_EMIT suvChanged();
  return {};
}

void CaseController::keepSuvEdit(const SuvEdit& edit) {
  const QString file = folder_.suvFile(edit.seriesInstanceUid);
  const Result<void> written =
      writeSuvEdit(AnnotationFolder(folder_.path(), guardedPaths()), edit, knownSuvFiles_.contains(file));
  if (written) {
    knownSuvFiles_.insert(file);
    return;
  }
  addProblems({{written.error().file, written.error().message}});
  Q_EMIT said(tr("The SUV corrections hold until the study is closed; they were not saved: %1")
                  .arg(written.error().message));
}

void CaseController::keepSuvEditsInNewFolder() {
  for (const auto& [uid, edit] : suvEdits_) keepSuvEdit(edit);
}

/// Brings the shown PET into the scale that its series has now. Always from the voxels as they were read, so
/// that corrections do not add up their rounding; and the file's own scale is read anew unless it is what was
/// read, so that it is exact.
void CaseController::showSuvScale() {
  suvJob_.discard();
  const SuvScale* wanted = suvOf(shown_.pet);
  if (!wanted || !document_.pet() || wanted->edits == shownScale_.edits) return;
  if (!wanted->isEdited() && !readScale_.isEdited()) {
    shownScale_ = *wanted;
    document_.setImages(document_.ct(), readPet_);
    return;
  }
  if (petJob_.isRunning() || !wanted->isEdited() || !wanted->isValid()) {
    const auto ct = document_.ct();
    arrival_.start();
    document_.setImages(ct, startLoading(shown_.pet, petJob_, nullptr));
    return;
  }
  suvJob_.start<std::shared_ptr<Volume>>(
      [pet = readPet_, label = wanted->label(),
       factors = factorsBetween(readScale_, *wanted, readPet_->grid().size().z())](JobControl& control) {
        return rescaledVolume(*pet, factors, ValueUnit::Suv, label, control);
      },
      [this, scale = *wanted](Result<std::shared_ptr<Volume>> rescaled) {
        if (!rescaled) {
          Q_EMIT said(tr("The SUV corrections could not be applied: %1").arg(rescaled.error().message));
          return;
        }
        shownScale_ = scale;
        document_.setImages(document_.ct(), rescaled.take());
        Q_EMIT suvChanged();
      });
}

}  // namespace uptake
