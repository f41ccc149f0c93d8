#include "app/session/images/suv_session.h"

#include "io/images/image_file.h"

namespace uptake {

namespace {

QString userName() {
  const QString name = qEnvironmentVariable("USER");
  return name.isEmpty() ? qEnvironmentVariable("USERNAME") : name;
}

}  // namespace

const SuvScale* SuvSession::scaleOf(int series) const {
  if (!open_.study() || series < 0) return nullptr;
  const auto edited = editedScales_.find(series);
  if (edited != editedScales_.end()) return &edited->second;
  const auto& scale = open_.study()->series[static_cast<std::size_t>(series)].suv;
  return scale ? &*scale : nullptr;
}

const SuvEdit* SuvSession::editOf(int series) const {
  if (!open_.study() || series < 0) return nullptr;
  return edits_.of(open_.study()->series[static_cast<std::size_t>(series)].source.seriesInstanceUid);
}

Result<void> SuvSession::edit(int series, const SuvOverrides& overrides) {
  const SeriesEntry& entry = open_.study()->series[static_cast<std::size_t>(series)];
  const QString& uid = entry.source.seriesInstanceUid;
  if (!entry.petValues)
    return Error{ErrorKind::NotSupported,
                 entry.imageFile ? tr("The file states no dose, weight or times that could be corrected.")
                                 : tr("The series is no PET."),
                 {}};
  const SuvScale scale = computeSuv(*entry.petValues, overrides);
  if (!overrides.isEmpty() && !scale.isValid()) return Error{ErrorKind::Inconsistent, scale.refused, {}};

  edits_.set({uid, overrides, userName(), QDateTime::currentDateTimeUtc()});
  computeScales();
  Q_EMIT scalesChanged();
  Q_EMIT suvChanged();
  return {};
}

void SuvSession::takeEdits() {
  computeScales();
  Q_EMIT scalesChanged();
}

void SuvSession::clear() {
  editedScales_.clear();
}

/// Parts of one series share its header.
void SuvSession::computeScales() {
  editedScales_.clear();
  if (!open_.study()) return;
  for (std::size_t i = 0; i < open_.study()->series.size(); ++i) {
    const SeriesEntry& series = open_.study()->series[i];
    const SuvEdit* edit = edits_.of(series.source.seriesInstanceUid);
    if (series.petValues && edit)
      editedScales_[static_cast<int>(i)] = computeSuv(*series.petValues, edit->overrides);
  }
}

}  // namespace uptake
