#pragma once

#include "app/session/annotations/kinds/suv_edits.h"
#include "app/session/case/open_case.h"
#include "io/dicom/pet_values.h"

#include <QObject>

#include <map>

namespace uptake {

/// The SUV scale of each PET series of the open study, with the user's corrections of its header, which are
/// kept elsewhere.
class SuvSession : public QObject {
  Q_OBJECT

 public:
  SuvSession(const OpenCase& open, SuvEditsKind& edits, QObject* parent = nullptr)
      : QObject(parent), open_(open), edits_(edits) {}

  /// The scale of a series (a position in the study), with what a person corrected; null when it is no PET.
  const SuvScale* scaleOf(int series) const;
  /// What was corrected for it, or null.
  const SuvEdit* editOf(int series) const;

  /// Corrects header values for the SUV of a series, in the place of earlier corrections; without any, it is
  /// the file's own again. Takes effect on the images in the background. NotSupported when the series is no
  /// PET; Inconsistent, with nothing changed, when the values give no SUV.
  Result<void> edit(int series, const SuvOverrides& overrides);
  /// The corrections of the open study were read.
  void takeEdits();
  /// Forgets the scales: another study will be open.
  void clear();

 Q_SIGNALS:
  /// The images are to be shown in other scales.
  void scalesChanged();
  /// The SUV of a series was corrected or is the file's again, or the shown PET is now in that scale.
  void suvChanged();

 private:
  void computeScales();

  const OpenCase& open_;
  SuvEditsKind& edits_;
  std::map<int, SuvScale> editedScales_;  ///< by position in the study, of those that were corrected
};

}  // namespace uptake
