#pragma once

#include "app/session/case/open_case.h"
#include "io/dicom/pet_values.h"
#include "io/store/suv_edit.h"

#include <QObject>

#include <map>

namespace uptake {

/// The SUV scale of each PET series of the open study, with what a person corrected of its header. Where
/// corrections are kept is not known here: edited() tells who keeps them.
class SuvSession : public QObject {
  Q_OBJECT

 public:
  explicit SuvSession(const OpenCase& open, QObject* parent = nullptr) : QObject(parent), open_(open) {}

  /// The scale of a series (a position in the study), with what a person corrected; null when it is no PET.
  const SuvScale* scaleOf(int series) const;
  /// What was corrected for it, or null.
  const SuvEdit* editOf(int series) const;
  /// Corrections by series UID.
  const std::map<QString, SuvEdit>& edits() const { return edits_; }

  /// Corrects header values for the SUV of a series, in the place of earlier corrections; without any, it is
  /// the file's own again. Takes effect on the images in the background. NotSupported when the series is no
  /// PET; Inconsistent, with nothing changed, when the values give no SUV.
  Result<void> edit(int series, const SuvOverrides& overrides);
  /// The corrections that were kept of the open study, in the place of all others.
  void setEdits(std::map<QString, SuvEdit> edits);
  /// Forgets them: another study will be open.
  void clear();

 Q_SIGNALS:
  /// A person corrected a series, or took corrections back: it is to be kept.
  void edited(const uptake::SuvEdit& edit);
  /// The images are to be shown in other scales.
  void scalesChanged();
  /// The SUV of a series was corrected or is the file's again, or the shown PET is now in that scale.
  void suvChanged();

 private:
  void computeScales();

  const OpenCase& open_;
  std::map<QString, SuvEdit> edits_;
  std::map<int, SuvScale> editedScales_;  ///< by position in the study, of those that were corrected
};

}  // namespace uptake
