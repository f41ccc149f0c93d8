#include "app/session/images/suv_session.h"

#include <utility>

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
  const auto found =
      edits_.find(open_.study()->series[static_cast<std::size_t>(series)].source.seriesInstanceUid);
  return found == edits_.end() ? nullptr : &found->second;
}

Result<void> SuvSession::edit(int series, const SuvOverrides& overrides) {
  const SeriesEntry& entry = open_.study()->series[static_cast<std::size_t>(series)];
  const QString& uid = entry.source.seriesInstanceUid;
  if (!entry.petValues) return Error{ErrorKind::NotSupported, tr("The series is no PET."), {}};
  const SuvScale scale = computeSuv(*entry.petValues, overrides);
  if (!overrides.isEmpty() && !scale.isValid()) return Error{ErrorKind::Inconsistent, scale.refused, {}};

  const SuvEdit edit{uid, overrides, userName(), QDateTime::currentDateTimeUtc()};
  if (overrides.isEmpty())
    edits_.erase(uid);
  else
    edits_[uid] = edit;
  computeScales();
  Q_EMIT edited(edit);
  Q_EMIT scalesChanged();
  Q_EMIT suvChanged();
  return {};
}

void SuvSession::setEdits(std::map<QString, SuvEdit> edits) {
  edits_ = std::move(edits);
  computeScales();
  Q_EMIT scalesChanged();
}

void SuvSession::clear() {
  edits_.clear();
  editedScales_.clear();
}

/// Parts of one series share its header.
void SuvSession::computeScales() {
  editedScales_.clear();
  if (!open_.study()) return;
  for (std::size_t i = 0; i < open_.study()->series.size(); ++i) {
    const SeriesEntry& series = open_.study()->series[i];
    const auto edit = edits_.find(series.source.seriesInstanceUid);
    if (series.petValues && edit != edits_.end())
      editedScales_[static_cast<int>(i)] = computeSuv(*series.petValues, edit->second.overrides);
  }
}

}  // namespace uptake
