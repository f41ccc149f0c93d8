#include "io/dicom/image_rules_p.h"
#include "io/dicom/repeated_instances_p.h"
#include "io/dicom/series_builder_p.h"
#include "io/dicom/series_groups_p.h"
#include "io/dicom/slice_stack_p.h"
#include "io/dicom/stack_geometry_p.h"
#include "io/dicom/stack_remedy_p.h"
#include "io/dicom/suv_times_p.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QSet>

#include <algorithm>
#include <limits>
#include <map>
#include <numeric>
#include <utility>

namespace uptake::dicom {

namespace {

using Group = std::vector<const InstanceHeader*>;
using Kind = SeriesEntry::Remedy::Kind;
using Defect = SliceStack::Defect;

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::StudyIndex)
};

int filesOrFrames(const Group& group) {
  qint64 count = 0;
  for (const InstanceHeader* header : group) count += header->functionalGroups ? 1 : header->frames;
  return static_cast<int>(std::min<qint64>(count, std::numeric_limits<int>::max()));
}

/// The frame of reference that more than half of the slices state, or empty.
QString commonFrame(const Group& group) {
  const QString& first = group.front()->frameOfReferenceUid;
  if (std::all_of(group.begin(), group.end(),
                  [&](const InstanceHeader* header) { return header->frameOfReferenceUid == first; }))
    return first;
  std::map<QString, std::size_t> counts;
  for (const InstanceHeader* header : group) ++counts[header->frameOfReferenceUid];
  const auto most = std::max_element(counts.begin(), counts.end(),
                                     [](const auto& a, const auto& b) { return a.second < b.second; });
  return 2 * most->second > group.size() ? most->first : QString();
}

/// What there is to say about the frames of reference of a volume's slices, see joinSlips().
QStringList frameWarnings(const SeriesEntry& entry, const Group& group) {
  QSet<QString> frames;
  for (const InstanceHeader* header : group) frames.insert(header->frameOfReferenceUid);
  if (frames.size() > 1)
    return {
        entry.source.frameOfReferenceUid.isEmpty()
            ? Texts::tr(
                  "The slices state %1 frames of reference (FrameOfReferenceUID, 0020,0052), where a series "
                  "has one. They are taken as one volume, which cannot be laid over others.")
                  .arg(frames.size())
            : Texts::tr(
                  "The slices state %1 frames of reference (FrameOfReferenceUID, 0020,0052), where a series "
                  "has one. They are taken as one volume in that of most of them.")
                  .arg(frames.size())};
  if (entry.source.frameOfReferenceUid.isEmpty())
    return {Texts::tr("FrameOfReferenceUID (0020,0052) is missing: the series cannot be laid over others.")};
  return {};
}

/// What a file says that its values are in: RescaleType (0028,1054), or the unit of a real world value
/// mapping. "US" is "unspecified".
QString unitOf(const InstanceHeader& header) {
  if (!header.mappedUnit.isEmpty()) return header.mappedUnit;
  return header.rescaleType == QLatin1String("US") ? QString() : header.rescaleType;
}

SeriesEntry describe(const Group& group, const QString& part) {
  const InstanceHeader& first = *group.front();
  SeriesEntry entry;
  entry.source = {first.patientId,
                  first.patientName,
                  first.studyInstanceUid,
                  first.seriesInstanceUid,
                  commonFrame(group),
                  first.modality,
                  first.seriesDescription,
                  {},
                  {}};
  entry.number = first.seriesNumber;
  entry.part = part;
  entry.sopClassUid = first.sopClassUid;
  entry.instances = filesOrFrames(group);
  entry.rows = first.rows;
  entry.columns = first.columns;
  entry.convolutionKernel = first.convolutionKernel;
  if (first.windowCenter && first.windowWidth && *first.windowWidth >= 1.0)
    entry.window = {*first.windowWidth, *first.windowCenter};
  entry.attenuationCorrected = first.modality == QLatin1String("PT") &&
                               std::all_of(group.begin(), group.end(), [](const InstanceHeader* header) {
                                 return header->correctedImage.contains(QLatin1String("ATTN"));
                               });
  entry.isColour = first.isImage() && first.isColour();
  if (entry.isCt()) entry.wholeHounsfield = hasWholeHounsfield(group);
  if (!entry.isColour && !entry.isCt() && !entry.isPet()) entry.valueUnit = unitOf(first);
  return entry;
}

SliceSource sourceOf(const InstanceHeader& header) {
  return {header.sopInstanceUid, header.sopClassUid, header.file, header.frame};
}

/// What the SUV scale of the slices rests on, gaps included.
PetValues petValues(const Group& group, const std::vector<int>& order) {
  std::vector<const PetValues*> slices;
  slices.reserve(order.size());
  for (const int index : order)
    slices.push_back(index < 0 ? nullptr : group[static_cast<std::size_t>(index)]->pet.get());
  return PetValues::ofSeries(slices);
}

/// File names, and the frame where a file holds several.
QString fileList(const Group& headers) {
  QStringList names;
  for (const InstanceHeader* header : headers) {
    QString name = QFileInfo(header->file).fileName();
    if (header->functionalGroups) name = Texts::tr("%1 frame %2").arg(name).arg(header->frame + 1);
    names.append(name);
  }
  return listText(names);
}

/// What is known once the order of the slices is: their SUV scale, and what it takes to lie over others.
void finish(SeriesEntry& entry, const Group& group, const std::vector<int>& order) {
  const InstanceHeader& first = *group.front();
  if (entry.isVolume() && !entry.source.isPlaceless) entry.warnings += frameWarnings(entry, group);
  if (entry.isVolume()) entry.warnings += imageWarnings(group);
  if (first.pet && first.isImage() && !first.isLocalizer()) {
    entry.petValues = std::make_shared<PetValues>(petValues(group, order));
    entry.suv = computeSuv(*entry.petValues);
  }
}

SeriesEntry resampledEntry(const Group& group, const QString& part, ResampledStack resampled) {
  SeriesEntry entry = describe(group, part);
  entry.grid = resampled.grid;
  entry.source.slices.resize(static_cast<std::size_t>(resampled.grid.size().z()));
  entry.source.resampledFrom = group.front()->file;
  entry.warnings = std::move(resampled.warnings);
  entry.resampling = std::make_shared<SliceResampling>(std::move(resampled.stack));
  finish(entry, group, resampled.order);
  return entry;
}

SeriesEntry buildEntry(const Group& group, const QString& part, const QString& refusal = {});

std::optional<SeriesEntry::Remedy> remedyFor(const Group& group, const QString& part, Defect defect) {
  if (defect == Defect::Irregular) {
    auto resampled = resampledStack(group);
    if (!resampled) return std::nullopt;
    QString offer = resampled->offer;
    return SeriesEntry::Remedy{
        Kind::Resample, std::move(offer),
        std::make_shared<SeriesEntry>(resampledEntry(group, part, std::move(*resampled)))};
  }
  if (defect != Defect::Repeated) return std::nullopt;
  const OnePerPosition chosen = onePerPosition(group);
  Group kept, leftOut;
  for (const int index : chosen.kept) kept.push_back(group[static_cast<std::size_t>(index)]);
  for (const int index : chosen.leftOut) leftOut.push_back(group[static_cast<std::size_t>(index)]);
  auto entry = std::make_shared<SeriesEntry>(buildEntry(kept, part));
  if (!entry->isVolume() && !entry->remedy) return std::nullopt;
  const int count = static_cast<int>(leftOut.size());
  const QString warning =
      Texts::tr(
          "%n slice(s) at a position that another slice has too were left out on request; the first by "
          "InstanceNumber was kept. Left out: %1.",
          nullptr, count)
          .arg(fileList(leftOut));
  entry->warnings.prepend(warning);
  if (entry->remedy) {
    auto further = std::make_shared<SeriesEntry>(*entry->remedy->result);
    further->warnings.prepend(warning);
    entry->remedy->result = std::move(further);
  }
  return SeriesEntry::Remedy{
      Kind::LeaveOutDuplicates,
      Texts::tr("Leave out the %n slice(s) that repeat a position, and keep the first by InstanceNumber at "
                "each: %1.",
                nullptr, count)
          .arg(fileList(leftOut)),
      std::move(entry)};
}

/// Pictures that are no volume, one behind the other as their files are numbered. Their grid counts pixels.
void stackPictures(SeriesEntry& entry, const Group& group, SliceStack& stack) {
  const QString reason = std::exchange(entry.refusal, QString());
  const Eigen::Vector3i size(entry.columns, entry.rows, static_cast<int>(group.size()));
  Eigen::Matrix3d directions = Eigen::Matrix3d::Identity();
  directions(2, 2) = -1.0;  // stepping onwards goes from the first file to the last
  auto grid = ImageGrid::create(size, Eigen::Vector3d::Ones(), Point::Zero(), directions);
  if (!grid) {
    entry.refusal = grid.error().message;
    return;
  }
  entry.grid = grid.take();
  entry.remedy.reset();
  entry.source.isPlaceless = true;
  entry.source.frameOfReferenceUid.clear();
  entry.warnings.append(
      Texts::tr("Shown as single pictures without a place in space, lengths or masks: %1").arg(reason));
  stack.order.resize(group.size());
  std::iota(stack.order.begin(), stack.order.end(), 0);
}

SeriesEntry buildEntry(const Group& group, const QString& part, const QString& refusal) {
  SeriesEntry entry = describe(group, part);
  const InstanceHeader& first = *group.front();
  entry.refusal = imageRefusal(group);
  const bool arePictures = entry.isColour && entry.refusal.isEmpty();
  if (entry.refusal.isEmpty()) entry.refusal = refusal;
  SliceStack stack;
  if (first.isImage() && entry.refusal.isEmpty()) {
    entry.refusal = geometryDefect(first);
    if (entry.refusal.isEmpty()) {
      stack = stackSlices(group);
      entry.refusal = stack.refusal;
      entry.grid = stack.grid;
      entry.warnings += stack.warnings;
      if (!arePictures) entry.remedy = remedyFor(group, part, stack.defect);
    }
  }
  if (arePictures && !entry.grid) stackPictures(entry, group, stack);
  if (!entry.grid) {
    stack.order.clear();
    for (std::size_t i = 0; i < group.size(); ++i) stack.order.push_back(static_cast<int>(i));
  }
  for (const int index : stack.order)
    entry.source.slices.push_back(index < 0 ? SliceSource{}
                                            : sourceOf(*group[static_cast<std::size_t>(index)]));
  finish(entry, group, stack.order);
  return entry;
}

void addWarnings(SeriesEntry& entry, const QStringList& warnings) {
  if (warnings.isEmpty()) return;
  entry.warnings += warnings;
  if (!entry.remedy) return;
  auto result = std::make_shared<SeriesEntry>(*entry.remedy->result);
  addWarnings(*result, warnings);
  entry.remedy->result = std::move(result);
}

void addLosses(SeriesEntry& entry, const QStringList& losses) {
  addWarnings(entry, losses);
  entry.losses += losses;
}

/// Slices that could not take their place, named by the reason.
void setLeftOut(SeriesEntry& entry, const Group& leftOut) {
  std::map<QString, Group> byReason;
  for (const InstanceHeader* header : leftOut) byReason[sliceDefect(*header)].push_back(header);
  QStringList warnings;
  for (const auto& [reason, headers] : byReason)
    warnings.append(Texts::tr("%n slice(s) of this series have no place in it and are left out (%1): %2",
                              nullptr, static_cast<int>(headers.size()))
                        .arg(fileList(headers), reason));
  addLosses(entry, warnings);
}

/// PET files state how many slices a volume has (PS3.3 C.8.9.1.1.4). One that is missing at an end, or every
/// second one, leaves no other trace. Where a series has more than it states, the number means something
/// else.
void checkCounts(std::vector<SeriesEntry>& entries, const std::vector<SeriesPart>& parts) {
  std::size_t all = 0;
  std::vector<int> stated;
  for (const SeriesPart& part : parts) {
    int number = 0;
    for (const InstanceHeader* header : part.slices)
      if (header->pet) number = std::max(number, header->slicesPerTime.value_or(0));
    stated.push_back(number);
    all += part.slices.size() + part.leftOut.size();
  }
  const auto isWhole = [&](std::size_t i) {
    return static_cast<int>(parts[i].slices.size()) >= stated[i] ||
           (entries[i].grid && entries[i].grid->size().z() >= stated[i]);
  };
  bool someWhole = false;
  for (std::size_t i = 0; i < parts.size(); ++i) someWhole = someWhole || (stated[i] > 0 && isWhole(i));
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const bool believed = someWhole || static_cast<int>(all) < stated[i];
    if (!entries[i].isVolume() || isWhole(i) || !believed) continue;
    const auto there = static_cast<int>(parts[i].slices.size());
    // Where most are not there, somebody took a few on purpose.
    if (2 * there >= stated[i])
      addLosses(entries[i],
                {Texts::tr("NumberOfSlices (0054,0081) is %1, but only %2 slices are there: the others are "
                           "missing, at an end or between those that are there.")
                     .arg(stated[i])
                     .arg(there)});
    else
      addWarnings(
          entries[i],
          {Texts::tr("NumberOfSlices (0054,0081) is %1; %2 slices are there.").arg(stated[i]).arg(there)});
  }
}

/// Parts of a series (time frames) have one decay reference.
void setAllParts(SeriesEntry& entry, const std::vector<PetSliceValues>& times) {
  auto values = std::make_shared<PetValues>(*entry.petValues);
  values->allParts = times;
  entry.suv = computeSuv(*values);
  entry.petValues = std::move(values);
  if (!entry.remedy) return;
  auto result = std::make_shared<SeriesEntry>(*entry.remedy->result);
  if (result->petValues) setAllParts(*result, times);
  entry.remedy->result = std::move(result);
}

void shareTimes(std::vector<SeriesEntry>& parts) {
  if (std::ranges::count_if(parts, [](const SeriesEntry& part) { return part.petValues != nullptr; }) < 2)
    return;
  std::vector<PetSliceValues> times;
  for (const SeriesEntry& part : parts) {
    if (!part.petValues) continue;
    if (const int first = SeriesTimes(*part.petValues).first; first >= 0)
      times.push_back(part.petValues->slices[static_cast<std::size_t>(first)]);
  }
  for (SeriesEntry& part : parts)
    if (part.petValues) setAllParts(part, times);
}

}  // namespace

std::vector<SeriesEntry> buildSeries(std::vector<InstanceHeader> headers) {
  const auto isBefore = [](const InstanceHeader& a, const InstanceHeader& b) {
    return std::tie(a.instanceNumber, a.file, a.frame) < std::tie(b.instanceNumber, b.file, b.frame);
  };
  // Names mostly follow the numbers, and moving headers about costs more than all the rest.
  if (!std::is_sorted(headers.begin(), headers.end(), isBefore))
    std::stable_sort(headers.begin(), headers.end(), isBefore);
  const QStringList repeated = leaveOutCopies(headers);
  std::vector<SeriesEntry> entries;
  const std::vector<SeriesPart> parts = partsOf(headers);
  for (const SeriesPart& part : parts) {
    entries.push_back(buildEntry(part.slices, part.name, part.refusal));
    setLeftOut(entries.back(), part.leftOut);
  }
  checkCounts(entries, parts);
  shareTimes(entries);
  if (!entries.empty()) addWarnings(entries.front(), repeated);
  return entries;
}

}  // namespace uptake::dicom

namespace uptake {

Result<SeriesEntry> applyRemedy(const SeriesEntry& series) {
  if (!series.remedy || !series.remedy->result)
    return Error{ErrorKind::NotSupported,
                 series.refusal.isEmpty() ? dicom::Texts::tr("The series needs no remedy.") : series.refusal,
                 {}};
  return *series.remedy->result;
}

}  // namespace uptake
