#include "core/units.h"
#include "io/dicom/image_rules_p.h"
#include "io/dicom/series_builder_p.h"
#include "io/dicom/slice_stack_p.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <algorithm>
#include <functional>
#include <limits>
#include <map>
#include <set>

namespace uptake::dicom {

namespace {

using Group = std::vector<const InstanceHeader*>;

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::StudyIndex)
};

bool sameGeometryKind(const InstanceHeader& a, const InstanceHeader& b) {
  if (a.frameOfReferenceUid != b.frameOfReferenceUid || a.sopClassUid != b.sopClassUid ||
      a.modality != b.modality || a.isLocalizer() != b.isLocalizer() || a.rows != b.rows ||
      a.columns != b.columns || (a.frames > 1) != (b.frames > 1))
    return false;
  const QString defect = geometryDefect(a);
  if (defect != geometryDefect(b)) return false;
  if (!defect.isEmpty()) return true;
  for (const std::size_t i : {std::size_t{0}, std::size_t{1}})
    if (std::abs((*a.pixelSpacing)[i] - (*b.pixelSpacing)[i]) > 1e-4 * (*a.pixelSpacing)[i]) return false;
  return (*a.row - *b.row).norm() <= kDirectionTolerance &&
         (*a.column - *b.column).norm() <= kDirectionTolerance;
}

/// Slices that could be one volume.
std::vector<Group> byGeometry(const std::vector<InstanceHeader>& headers) {
  std::vector<Group> groups;
  for (const InstanceHeader& header : headers) {
    const auto home = std::find_if(groups.begin(), groups.end(), [&](const Group& group) {
      return sameGeometryKind(*group.front(), header);
    });
    if (home == groups.end())
      groups.push_back({&header});
    else
      home->push_back(&header);
  }
  return groups;
}

struct Part {
  Group slices;
  QString name;
};

/// Splits a group whose positions repeat: first by image type, then by acquisition. A split counts only when
/// it leaves no position twice; scanners also number the beds of one volume as acquisitions.
std::vector<Part> withoutRepeats(const Group& group) {
  const std::vector<std::function<QString(const InstanceHeader&)>> keys{
      [](const InstanceHeader& h) { return h.imageType.join(QLatin1Char('\\')); },
      [](const InstanceHeader& h) {
        return h.acquisitionNumber ? Texts::tr("acquisition %1").arg(*h.acquisitionNumber) : QString();
      },
      [](const InstanceHeader& h) {
        return QStringList{
            h.imageType.join(QLatin1Char('\\')),
            h.acquisitionNumber ? Texts::tr("acquisition %1").arg(*h.acquisitionNumber) : QString()}
            .join(QStringLiteral(", "));
      }};
  for (const auto& key : keys) {
    std::map<QString, Group> groups;
    for (const InstanceHeader* header : group) groups[key(*header)].push_back(header);
    if (groups.size() < 2) continue;
    std::vector<Part> parts;
    bool clean = true;
    for (auto& [name, slices] : groups) {
      const SliceStack stack = stackSlices(slices);
      clean = clean && !stack.hasDuplicates && (stack.grid || slices.size() > 1);
      parts.push_back({std::move(slices), name});
    }
    if (clean) return parts;
  }
  return {{group, {}}};
}

/// What sets a group apart from the first of its series, in words.
QString groupName(const InstanceHeader& header, const InstanceHeader& other) {
  QStringList names;
  if (header.isLocalizer()) names.append(Texts::tr("localizer"));
  if (header.modality != other.modality) names.append(header.modality);
  if (header.rows != other.rows || header.columns != other.columns)
    names.append(Texts::tr("%1 × %2 pixels").arg(header.columns).arg(header.rows));
  if (header.frameOfReferenceUid != other.frameOfReferenceUid)
    names.append(Texts::tr("other frame of reference"));
  if (header.frames > 1 && other.frames <= 1) names.append(Texts::tr("multi-frame"));
  if (!geometryDefect(header).isEmpty()) {
    if (header.isImage() && !header.isLocalizer()) names.append(Texts::tr("without a place in space"));
  } else if (geometryDefect(other).isEmpty()) {
    if ((*header.row - *other.row).norm() > kDirectionTolerance ||
        (*header.column - *other.column).norm() > kDirectionTolerance)
      names.append(Texts::tr("other orientation"));
    if (*header.pixelSpacing != *other.pixelSpacing)
      names.append(Texts::tr("pixels of %1 mm").arg((*header.pixelSpacing)[1]));
  }
  return names.join(QStringLiteral(", "));
}

SeriesEntry describe(const Group& group, const QString& part) {
  const InstanceHeader& first = *group.front();
  SeriesEntry entry;
  entry.source = {
      first.patientId,           first.patientName, first.studyInstanceUid,  first.seriesInstanceUid,
      first.frameOfReferenceUid, first.modality,    first.seriesDescription, {}};
  entry.number = first.seriesNumber;
  entry.part = part;
  entry.sopClassUid = first.sopClassUid;
  for (const InstanceHeader* header : group) entry.instances += std::max(1, header->frames);
  entry.rows = first.rows;
  entry.columns = first.columns;
  entry.convolutionKernel = first.convolutionKernel;
  if (first.windowCenter && first.windowWidth && *first.windowWidth >= 1.0)
    entry.window = {*first.windowWidth, *first.windowCenter};
  entry.attenuationCorrected = first.modality == QLatin1String("PT") &&
                               std::all_of(group.begin(), group.end(), [](const InstanceHeader* header) {
                                 return header->correctedImage.contains(QLatin1String("ATTN"));
                               });
  return entry;
}

SliceSource sourceOf(const InstanceHeader& header) {
  return {header.sopInstanceUid, header.sopClassUid, header.file, 0};
}

/// What the SUV scale of the slices rests on, gaps included.
PetValues petValues(const Group& group, const std::vector<int>& order) {
  std::vector<const PetValues*> slices;
  slices.reserve(order.size());
  for (const int index : order)
    slices.push_back(index < 0 ? nullptr : group[static_cast<std::size_t>(index)]->pet.get());
  return PetValues::ofSeries(slices);
}

SeriesEntry buildEntry(const Group& group, const QString& part) {
  SeriesEntry entry = describe(group, part);
  const InstanceHeader& first = *group.front();
  entry.refusal = imageRefusal(group);
  SliceStack stack;
  if (first.isImage() && entry.refusal.isEmpty()) {
    entry.refusal = geometryDefect(first);
    if (entry.refusal.isEmpty()) {
      stack = stackSlices(group);
      entry.refusal = stack.refusal;
      entry.grid = stack.grid;
      entry.warnings += stack.warnings;
    }
  }
  if (!entry.grid) {
    stack.order.clear();
    for (std::size_t i = 0; i < group.size(); ++i) stack.order.push_back(static_cast<int>(i));
  }
  for (const int index : stack.order)
    entry.source.slices.push_back(index < 0 ? SliceSource{}
                                            : sourceOf(*group[static_cast<std::size_t>(index)]));
  if (entry.grid && entry.source.frameOfReferenceUid.isEmpty())
    entry.warnings.append(
        Texts::tr("FrameOfReferenceUID (0020,0052) is missing: the series cannot be laid over others."));
  if (first.modality == QLatin1String("CT")) entry.wholeHounsfield = hasWholeHounsfield(group);
  if (first.pet && first.isImage() && !first.isLocalizer()) {
    entry.petValues = std::make_shared<PetValues>(petValues(group, stack.order));
    entry.suv = computeSuv(*entry.petValues);
  }
  return entry;
}

/// Leaves out files that repeat a SOP Instance; says so in the result.
QStringList dropRepeatedInstances(std::vector<InstanceHeader>& headers) {
  std::set<QString> seen;
  QStringList dropped;
  std::erase_if(headers, [&](const InstanceHeader& header) {
    if (seen.insert(header.sopInstanceUid).second) return false;
    dropped.append(QFileInfo(header.file).fileName());
    return true;
  });
  if (dropped.isEmpty()) return {};
  const int count = static_cast<int>(dropped.size());
  if (count > 5) dropped = dropped.mid(0, 5) << QStringLiteral("…");
  return {
      Texts::tr("%n file(s) repeat a SOP Instance UID of this series and are left out: %1.", nullptr, count)
          .arg(dropped.join(QStringLiteral(", ")))};
}

}  // namespace

std::vector<SeriesEntry> buildSeries(std::vector<InstanceHeader> headers) {
  std::stable_sort(headers.begin(), headers.end(), [](const InstanceHeader& a, const InstanceHeader& b) {
    return std::tie(a.instanceNumber, a.file) < std::tie(b.instanceNumber, b.file);
  });
  const QStringList warnings = dropRepeatedInstances(headers);

  std::vector<Group> groups = byGeometry(headers);
  std::stable_sort(groups.begin(), groups.end(),
                   [](const Group& a, const Group& b) { return a.size() > b.size(); });
  std::vector<SeriesEntry> entries;
  for (const Group& group : groups) {
    const QString name = groups.size() > 1 ? groupName(*group.front(), *groups.front().front()) : QString();
    std::vector<Part> parts{{group, {}}};
    if (imageRefusal(group).isEmpty() && group.front()->isImage() &&
        geometryDefect(*group.front()).isEmpty() && stackSlices(group).hasDuplicates)
      parts = withoutRepeats(group);
    for (const Part& part : parts) {
      QStringList names{name, part.name};
      names.removeAll(QString());
      entries.push_back(buildEntry(part.slices, names.join(QStringLiteral(", "))));
    }
  }
  if (!entries.empty()) entries.front().warnings += warnings;
  return entries;
}

}  // namespace uptake::dicom
