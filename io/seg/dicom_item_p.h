#pragma once

#include "core/geometry/patient_space.h"
#include "core/mask/segment.h"

#include <QString>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include <optional>
#include <vector>

namespace uptake::seg {

// Reading. Text is expected in UTF-8, see toUtf8().

/// The value as text without padding; several values keep their backslashes.
QString textOf(DcmItem& item, const DcmTagKey& tag);
/// Exactly `count` finite numbers; else `std::nullopt`.
std::optional<std::vector<double>> numbersOf(DcmItem& item, const DcmTagKey& tag, std::size_t count);
std::optional<double> numberOf(DcmItem& item, const DcmTagKey& tag);
std::optional<Point> pointOf(DcmItem& item, const DcmTagKey& tag);
/// A whole number (US, UL or IS).
std::optional<long> integerOf(DcmItem& item, const DcmTagKey& tag);
CodedConcept conceptOf(DcmItem& item, const DcmTagKey& sequence);
/// The first item of a sequence, or null.
DcmItem* firstItem(DcmItem& item, const DcmTagKey& sequence);

/// Calls `visit(DcmItem&)` for every item of a sequence, in linear time.
template <class Visit>
void forEachItem(DcmItem& item, const DcmTagKey& tag, Visit visit) {
  DcmSequenceOfItems* sequence = nullptr;
  if (item.findAndGetSequence(tag, sequence).bad() || sequence == nullptr) return;
  for (DcmObject* object = sequence->nextInContainer(nullptr); object != nullptr;
       object = sequence->nextInContainer(object))
    visit(static_cast<DcmItem&>(*object));
}

/// Converts all text of a dataset to UTF-8, whatever its Specific Character Set (see dicom::decodeText()).
void toUtf8(DcmItem& item);

// Writing. Text is stored as UTF-8; the caller sets Specific Character Set.

/// Sets a text value; an empty one is stored as an element without value.
void put(DcmItem& item, const DcmTagKey& tag, const QString& value);
void put(DcmItem& item, const DcmTagKey& tag, const std::vector<double>& values);
void put(DcmItem& item, const DcmTagKey& tag, std::uint16_t value);
/// Appends an item to a sequence, which is created if it does not exist.
DcmItem& addItem(DcmItem& item, const DcmTagKey& sequence);
void addConcept(DcmItem& item, const DcmTagKey& sequence, const CodedConcept& code);

/// A number as a Decimal String, as precise as its 16 characters allow (PS3.5 6.2).
QString decimalString(double value);
/// The text made valid as a single value of VR LO, SH or PN: no backslash, no control characters, at most
/// `length` bytes of UTF-8. DICOM limits the number of characters, but dciodvfy and other readers count
/// bytes.
QString singleValue(const QString& text, int length = 64);
/// The text made valid as VR CS: upper case, digits, space, underscore, at most 16 characters.
QString codeString(const QString& text);

/// The UID that belongs to `seed`, always the same: "2.25." and a UUID as a decimal number (PS3.5 B.2).
QString uidFrom(const QString& seed);

}  // namespace uptake::seg
