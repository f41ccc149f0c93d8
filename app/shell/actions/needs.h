#pragma once

#include <QFlags>
#include <QString>

namespace uptake {

/// What an action needs to be of use. Where several are not met, the first one listed here is what a person
/// is told.
enum class Need : quint32 {
  // Of what is open.
  Study = 1U << 0,  ///< a study, or a table of slices
  Image = 1U << 1,  ///< a CT or a PET is shown
  Ct = 1U << 2,     ///< or another image in its place: MR, pictures in colour
  Pet = 1U << 3,
  Suv = 1U << 4,  ///< the PET is shown in SUV
  // What the slices of a table lack, and the first two also single pictures. As long as none is open, these
  // are met.
  PixelSize = 1U << 5,   ///< in millimetres
  Neighbours = 1U << 6,  ///< other slices beside the one that is shown, and a place in the patient
  Dicom = 1U << 7,       ///< a patient, a study and its series
  SliceTable = 1U << 8,  ///< a table of slices is open
  NotBlind = 1U << 9,    ///< the case is not being read without seeing what others made of it
  // Of what is selected.
  SelectedBox = 1U << 10,
  SelectedMask = 1U << 11,
  SelectedLesion = 1U << 12,  ///< of a mask
  EditableMask = 1U << 13,    ///< one that is not locked
  EditableLesion = 1U << 14,  ///< neither it nor its mask is locked
  // Of what was done.
  UnsavedChanges = 1U << 15,
  UndoStep = 1U << 16,
  RedoStep = 1U << 17,
  // Later than the others, of what is open.
  Hounsfield = 1U << 18,  ///< the CT is one: its values are in HU
};
Q_DECLARE_FLAGS(Needs, Need)

}  // namespace uptake

// Here: in the namespace they would hide those of Qt's keys.
Q_DECLARE_OPERATORS_FOR_FLAGS(uptake::Needs)

namespace uptake {

/// Which needs are met now.
struct CaseFacts {
  Needs met = Need::PixelSize | Need::Neighbours | Need::Dicom | Need::NotBlind;  ///< nothing is open
  QString lock = {};  ///< the sentence that says what is locked, the selected lesion or its mask; or empty

  /// Why an action with these needs is of no use now, as a sentence; empty when it is.
  QString reasonAgainst(Needs needs) const;
  /// Whether an action with these needs can be of use in what is open, whatever is selected: what is about
  /// PET, millimetres, neighbours or DICOM is not offered for a table of slices, nor what is about tables
  /// elsewhere.
  bool offers(Needs needs) const;

  bool operator==(const CaseFacts&) const = default;
};

}  // namespace uptake
