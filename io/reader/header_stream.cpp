#include "io/reader/header_stream_p.h"
#include "io/reader/stream_p.h"

#include <tuple>
#include <type_traits>

namespace uptake::reader {

namespace {

using dicom::InstanceHeader;

/// Every member, apart from InstanceHeader::pet: one that is missing here would be lost on the way.
constexpr auto kHeaderFields = std::make_tuple(
    &InstanceHeader::file, &InstanceHeader::frame, &InstanceHeader::sopInstanceUid,
    &InstanceHeader::sopClassUid, &InstanceHeader::patientId, &InstanceHeader::patientName,
    &InstanceHeader::studyInstanceUid, &InstanceHeader::studyDate, &InstanceHeader::studyDescription,
    &InstanceHeader::seriesInstanceUid, &InstanceHeader::seriesDescription, &InstanceHeader::modality,
    &InstanceHeader::frameOfReferenceUid, &InstanceHeader::seriesNumber, &InstanceHeader::instanceNumber,
    &InstanceHeader::acquisitionNumber, &InstanceHeader::imageType, &InstanceHeader::convolutionKernel,
    &InstanceHeader::windowCenter, &InstanceHeader::windowWidth, &InstanceHeader::rows,
    &InstanceHeader::columns, &InstanceHeader::frames, &InstanceHeader::syntaxMisstated,
    &InstanceHeader::functionalGroups, &InstanceHeader::samplesPerPixel, &InstanceHeader::bitsAllocated,
    &InstanceHeader::bitsStored, &InstanceHeader::highBit, &InstanceHeader::isSigned,
    &InstanceHeader::photometricInterpretation, &InstanceHeader::rescaleSlope,
    &InstanceHeader::rescaleIntercept, &InstanceHeader::rescaleType, &InstanceHeader::position,
    &InstanceHeader::positionRounding, &InstanceHeader::row, &InstanceHeader::column,
    &InstanceHeader::pixelSpacing, &InstanceHeader::sliceThickness, &InstanceHeader::temporalPosition,
    &InstanceHeader::imageIndex, &InstanceHeader::slicesPerTime, &InstanceHeader::phasePercent,
    &InstanceHeader::triggerTime, &InstanceHeader::frameReferenceTime, &InstanceHeader::acquisitionDateTime,
    &InstanceHeader::correctedImage, &InstanceHeader::isFloat, &InstanceHeader::pixelDefect,
    &InstanceHeader::mappedUnit);

/// Every member of PetValues; `slices` has one entry in a header.
constexpr auto kPetFields = std::make_tuple(
    &PetValues::units, &PetValues::decayCorrection, &PetValues::decayCorrectionDateTime,
    &PetValues::correctedImage, &PetValues::suvType, &PetValues::patientWeight, &PetValues::patientSize,
    &PetValues::patientSex, &PetValues::seriesDate, &PetValues::seriesTime, &PetValues::timezoneOffsetFromUtc,
    &PetValues::radionuclideTotalDose, &PetValues::doseInMegabecquerel, &PetValues::radionuclideHalfLife,
    &PetValues::radionuclideCode, &PetValues::radionuclideMeaning, &PetValues::radiopharmaceutical,
    &PetValues::unitsProblem, &PetValues::radiopharmaceuticalStartTime,
    &PetValues::radiopharmaceuticalStartDateTime, &PetValues::radiopharmaceuticals,
    &PetValues::geReferenceDateTime, &PetValues::philipsSuvFactor, &PetValues::philipsActivityFactor,
    &PetValues::philipsCreatorMissing);

constexpr auto kPetSliceFields = std::make_tuple(
    &PetSliceValues::acquisitionDate, &PetSliceValues::acquisitionTime, &PetSliceValues::acquisitionDateTime,
    &PetSliceValues::frameReferenceTime, &PetSliceValues::actualFrameDuration);

/// A bit a member says which ones follow.
template <class Value, class Fields>
void putDifference(QDataStream& stream, const Value& value, const Value& like, const Fields& fields) {
  static_assert(std::tuple_size_v<Fields> <= 64);
  std::apply(
      [&](auto... field) {
        quint64 mask = 0;
        quint64 bit = 1;
        ((mask |= value.*field == like.*field ? 0 : bit, bit <<= 1), ...);
        stream << mask;
        ((value.*field == like.*field ? void() : put(stream, value.*field)), ...);
      },
      fields);
}

template <class Value, class Fields>
Value getDifference(QDataStream& stream, const Value& like, const Fields& fields) {
  Value value = like;
  quint64 mask = 0;
  stream >> mask;
  std::apply(
      [&](auto... field) {
        quint64 bit = 1;
        (((mask & bit) != 0 ? get(stream, value.*field) : void(), bit <<= 1), ...);
      },
      fields);
  return value;
}

template <class Value, class Fields>
void shareFields(Value& value, const Value& like, const Fields& fields) {
  const auto share = [](auto& own, const auto& other) {
    if constexpr (std::is_same_v<std::decay_t<decltype(own)>, QString> ||
                  std::is_same_v<std::decay_t<decltype(own)>, QStringList>)
      if (own == other) own = other;
  };
  std::apply([&](auto... field) { (share(value.*field, like.*field), ...); }, fields);
}

template <class Value, class Fields>
bool sameFields(const Value& a, const Value& b, const Fields& fields) {
  return std::apply([&](auto... field) { return ((a.*field == b.*field) && ...); }, fields);
}

PetSliceValues onlySlice(const PetValues& pet) {
  return pet.slices.empty() ? PetSliceValues{} : pet.slices.front();
}

const PetValues& petOf(const InstanceHeader& header) {
  static const PetValues none;
  return header.pet ? *header.pet : none;
}

}  // namespace

void writeHeader(QDataStream& stream, const InstanceHeader& header, const InstanceHeader& like) {
  putDifference(stream, header, like, kHeaderFields);
  stream << static_cast<bool>(header.pet);
  if (!header.pet) return;
  putDifference(stream, *header.pet, petOf(like), kPetFields);
  putDifference(stream, onlySlice(*header.pet), onlySlice(petOf(like)), kPetSliceFields);
}

InstanceHeader readHeader(QDataStream& stream, const InstanceHeader& like) {
  InstanceHeader header = getDifference(stream, like, kHeaderFields);
  bool hasPet = false;
  stream >> hasPet;
  header.pet.reset();
  if (!hasPet) return header;
  auto pet = std::make_shared<PetValues>(getDifference(stream, petOf(like), kPetFields));
  pet->slices = {getDifference(stream, onlySlice(petOf(like)), kPetSliceFields)};
  header.pet = std::move(pet);
  return header;
}

void writeHeaders(QDataStream& stream, const std::vector<InstanceHeader>& headers,
                  const InstanceHeader& like) {
  stream << static_cast<quint32>(headers.size());
  const InstanceHeader* last = &like;
  for (const InstanceHeader& header : headers) {
    writeHeader(stream, header, *last);
    last = &header;
  }
}

std::vector<InstanceHeader> readHeaders(QDataStream& stream, const InstanceHeader& like) {
  quint32 count = 0;
  stream >> count;
  std::vector<InstanceHeader> headers;
  // Nothing is allocated for headers that do not come.
  for (quint32 i = 0; i < count && stream.status() == QDataStream::Ok; ++i)
    headers.push_back(readHeader(stream, headers.empty() ? like : headers.back()));
  return headers;
}

bool equalExceptFile(const InstanceHeader& a, const InstanceHeader& b) {
  InstanceHeader other = b;
  other.file = a.file;
  return sameFields(a, other, kHeaderFields) && sameFields(petOf(a), petOf(b), kPetFields) &&
         sameFields(onlySlice(petOf(a)), onlySlice(petOf(b)), kPetSliceFields);
}

void shareTexts(InstanceHeader& header, const InstanceHeader& like) {
  shareFields(header, like, kHeaderFields);
  if (!header.pet || !like.pet) return;
  auto pet = std::make_shared<PetValues>(*header.pet);
  shareFields(*pet, *like.pet, kPetFields);
  header.pet = std::move(pet);
}

}  // namespace uptake::reader
