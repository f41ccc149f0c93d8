#include "core/units.h"
#include "io/dicom/image_rules_p.h"
#include "io/dicom/series_groups_p.h"
#include "io/dicom/slice_stack_p.h"
#include "io/dicom/stack_geometry_p.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QHash>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <map>

namespace uptake::dicom {

namespace {

using Group = std::vector<const InstanceHeader*>;
using Defect = SliceStack::Defect;

/// Pixel spacings are the same within this part.
constexpr double kPixelSpacingTolerance = 1e-4;

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::StudyIndex)
};

QString typeOf(const InstanceHeader& header) {
  return header.imageType.mid(0, 3).join(QLatin1Char('\\'));
}

/// What must be equal, apart from the image type and the place in space.
QString formOf(const InstanceHeader& header) {
  QStringList parts{header.sopClassUid, header.modality, QString::number(header.rows),
                    QString::number(header.columns),
                    header.isColour() ? QStringLiteral("colour") : QString()};
  parts.append(header.isLocalizer() ? QStringLiteral("localizer") : QString());
  parts.append(header.frames > 1 && !header.functionalGroups ? QStringLiteral("multi-frame") : QString());
  return parts.join(QLatin1Char('\x1f'));
}

/// What must be equal, apart from the place in space.
QString imageKindOf(const InstanceHeader& header) {
  return header.isImage() ? formOf(header) + QLatin1Char('\x1f') + typeOf(header) : formOf(header);
}

/// Whether two headers surely have one kind and frame of reference, seen without making the text of it.
bool sameKind(const InstanceHeader& a, const InstanceHeader& b) {
  return a.sopClassUid == b.sopClassUid && a.modality == b.modality && a.rows == b.rows &&
         a.columns == b.columns && a.isColour() == b.isColour() && a.imageType == b.imageType &&
         a.frames == b.frames && a.functionalGroups == b.functionalGroups &&
         a.frameOfReferenceUid == b.frameOfReferenceUid;
}

/// Whether two headers without defect have one orientation and pixel spacing.
bool sameLattice(const InstanceHeader& a, const InstanceHeader& b) {
  for (const std::size_t i : {std::size_t{0}, std::size_t{1}})
    if (std::abs((*a.pixelSpacing)[i] - (*b.pixelSpacing)[i]) > kPixelSpacingTolerance * (*a.pixelSpacing)[i])
      return false;
  return (*a.row - *b.row).norm() <= kOrientationTolerance &&
         (*a.column - *b.column).norm() <= kOrientationTolerance;
}

/// A number that differs little between headers of one lattice and, in general, much between others: what is
/// near in it is compared. The weights are unrelated, so that common orientations do not fall on one value.
constexpr std::array<double, 8> kWeights{0.5257, 0.8507, 0.3029, 0.9531, 0.6180, 0.7862, 0.4142, 0.7320};
double fingerprint(const InstanceHeader& header) {
  double sum = 0.0;
  for (int i = 0; i < 3; ++i)
    sum += kWeights[static_cast<std::size_t>(i)] * (*header.row)[i] +
           kWeights[static_cast<std::size_t>(i + 3)] * (*header.column)[i];
  return sum + kWeights[6] * std::log((*header.pixelSpacing)[0]) +
         kWeights[7] * std::log((*header.pixelSpacing)[1]);
}
/// No more than this between two headers of one lattice: the weights' lengths times the tolerances.
constexpr double kFingerprintReach = 3.0 * (kOrientationTolerance + kPixelSpacingTolerance);

/// Finds the group of a lattice among many.
class Lattices {
 public:
  /// The group to which the header belongs, or -1.
  int find(const InstanceHeader& header) const {
    const double at = fingerprint(header);
    int found = -1;
    for (auto it = known_.lower_bound(at - kFingerprintReach);
         it != known_.end() && it->first <= at + kFingerprintReach; ++it)
      if ((found < 0 || it->second.group < found) && sameLattice(*it->second.header, header))
        found = it->second.group;
    return found;
  }
  void add(const InstanceHeader& header, int group) {
    known_.insert({fingerprint(header), {&header, group}});
  }

 private:
  struct Known {
    const InstanceHeader* header;
    int group;
  };
  std::multimap<double, Known> known_;
};

struct Grouping {
  std::vector<Group> placed;     ///< slices that could be one volume
  std::vector<Group> defective;  ///< slices with a sliceDefect(), and objects that are no images
};

Grouping byGeometry(const std::vector<InstanceHeader>& headers) {
  Grouping grouping;
  QHash<QString, Lattices> lattices;
  QHash<QString, std::size_t> defects;
  const InstanceHeader* last = nullptr;
  QString kind;
  for (const InstanceHeader& header : headers) {
    if (last == nullptr || !sameKind(*last, header))
      kind = imageKindOf(header) + QLatin1Char('\x1f') + header.frameOfReferenceUid;
    last = &header;
    const QString defect = sliceDefect(header);
    if (!defect.isEmpty()) {
      const QString key = kind + QLatin1Char('\x1f') + defect;
      const auto known = defects.constFind(key);
      if (known != defects.cend()) {
        grouping.defective[*known].push_back(&header);
      } else {
        defects.insert(key, grouping.defective.size());
        grouping.defective.push_back({&header});
      }
      continue;
    }
    Lattices& ofKind = lattices[kind];
    if (const int group = ofKind.find(header); group >= 0) {
      grouping.placed[static_cast<std::size_t>(group)].push_back(&header);
    } else {
      ofKind.add(header, static_cast<int>(grouping.placed.size()));
      grouping.placed.push_back({&header});
    }
  }
  return grouping;
}

/// So many images that each stand alone are explained together.
constexpr std::size_t kScattered = 4;
/// More groups than this that differ in image type are no slips of single slices.
constexpr std::size_t kMostImageTypes = 32;

Group united(const std::vector<Group*>& groups) {
  Group all;
  for (const Group* group : groups) all.insert(all.end(), group->begin(), group->end());
  std::sort(all.begin(), all.end());  // in input order: the headers stand in one array
  return all;
}

int missingIn(const SliceStack& stack) {
  return static_cast<int>(std::count(stack.order.begin(), stack.order.end(), -1));
}

/// By definition a series has one frame of reference (PS3.3 C.7.4.1). Slices of one acquisition that state
/// several, and together are one stack without further gaps, are one volume; so are many slices each with one
/// of its own, which is what some programs for anonymising write.
bool areOneAcquisition(const std::vector<Group*>& groups) {
  const bool single =
      std::all_of(groups.begin(), groups.end(), [](const Group* g) { return g->size() == 1; });
  if (single && groups.size() >= kScattered) return true;
  const Group all = united(groups);
  const auto number = all.front()->acquisitionNumber;
  if (!std::all_of(all.begin(), all.end(), [&](const auto* h) { return h->acquisitionNumber == number; }))
    return false;
  int missing = 0;
  for (const Group* group : groups) missing += missingIn(stackSlices(*group));
  const SliceStack stack = stackSlices(all);
  return stack.grid && missingIn(stack) <= missing;
}

/// Whether slices of another image type fill what is missing in a stack, or a single one goes on with it.
bool completes(Group& few, Group& many) {
  if (few.size() >= many.size()) return false;
  const SliceStack before = stackSlices(many);
  const SliceStack after = stackSlices(united({&many, &few}));
  if (!before.grid || !after.grid) return false;
  const double spacing = before.grid->spacing().z();
  if (std::abs(after.grid->spacing().z() - spacing) > kSpacingTolerance * spacing) return false;
  const int change = missingIn(after) - missingIn(before);
  return change < 0 || (few.size() == 1 && change == 0);
}

void join(std::vector<Group*>& groups) {
  *groups.front() = united(groups);
  for (std::size_t i = 1; i < groups.size(); ++i) groups[i]->clear();
  groups.resize(1);
}

/// Joins groups of one form and lattice that are apart by slips of single slices.
void joinSlips(std::vector<Group*> groups) {
  std::map<QString, std::vector<Group*>> byType;
  for (Group* group : groups) byType[typeOf(*group->front())].push_back(group);
  std::vector<Group*> ofTypes;
  bool frames = false;  // there are several
  for (auto& [type, same] : byType) {
    if (same.size() > 1 && areOneAcquisition(same)) {
      join(same);
      frames = true;
    }
    ofTypes.insert(ofTypes.end(), same.begin(), same.end());
  }
  if (byType.size() < 2 || ofTypes.size() > kMostImageTypes) return;
  std::stable_sort(ofTypes.begin(), ofTypes.end(),
                   [](const Group* a, const Group* b) { return a->size() > b->size(); });
  Group& largest = *ofTypes.front();
  for (std::size_t i = 1; i < ofTypes.size(); ++i) {
    Group& other = *ofTypes[i];
    const bool oneFrame =
        frames || other.front()->frameOfReferenceUid == largest.front()->frameOfReferenceUid;
    if (!oneFrame || !completes(other, largest)) continue;
    largest = united({&largest, &other});
    other.clear();
  }
}

std::vector<Group> withSlipsJoined(std::vector<Group> placed) {
  QHash<QString, Lattices> lattices;
  std::vector<std::vector<Group*>> alike;
  for (Group& group : placed) {
    const InstanceHeader& first = *group.front();
    if (!first.isImage() || first.isLocalizer()) continue;
    Lattices& ofForm = lattices[formOf(first)];
    if (const int known = ofForm.find(first); known >= 0) {
      alike[static_cast<std::size_t>(known)].push_back(&group);
    } else {
      ofForm.add(first, static_cast<int>(alike.size()));
      alike.push_back({&group});
    }
  }
  for (const auto& groups : alike)
    if (groups.size() > 1) joinSlips(groups);
  std::erase_if(placed, [](const Group& group) { return group.empty(); });
  return placed;
}

/// Images each of which has a lattice of its own, when they are so many: a rotating projection, say, is one
/// entry that is no volume, not hundreds of volumes of one slice.
std::vector<SeriesPart> withScatteredJoined(std::vector<Group> placed) {
  QHash<QString, std::size_t> singles;
  for (const Group& group : placed)
    if (group.size() == 1 && group.front()->isImage()) ++singles[imageKindOf(*group.front())];
  std::vector<SeriesPart> parts;
  QHash<QString, std::size_t> joined;
  for (Group& group : placed) {
    const QString kind = imageKindOf(*group.front());
    if (group.size() > 1 || singles.value(kind) < kScattered) {
      parts.push_back({std::move(group), {}, {}, {}});
    } else if (const auto known = joined.constFind(kind); known != joined.cend()) {
      parts[*known].slices.push_back(group.front());
    } else {
      joined.insert(kind, parts.size());
      parts.push_back({std::move(group), {}, {}, {}});
    }
  }
  for (const std::size_t part : joined)
    parts[part].refusal =
        Texts::tr(
            "Each of these %1 images has an orientation, a pixel spacing or a frame of reference of its "
            "own: single views (a rotating projection, say), not a volume.")
            .arg(parts[part].slices.size());
  return parts;
}

/// Slices without a place go to the largest group of their kind when they are the fewer there, to be left out
/// and named; else they stay a part of their own.
std::vector<SeriesPart> withDefectiveAssigned(Grouping grouping) {
  std::vector<SeriesPart> parts = withScatteredJoined(withSlipsJoined(std::move(grouping.placed)));
  QHash<QString, std::size_t> largest;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (!parts[i].refusal.isEmpty()) continue;
    const QString kind = imageKindOf(*parts[i].slices.front());
    const auto known = largest.constFind(kind);
    if (known == largest.cend() || parts[*known].slices.size() < parts[i].slices.size())
      largest.insert(kind, i);
  }
  for (Group& group : grouping.defective) {
    const InstanceHeader& first = *group.front();
    const auto home = largest.constFind(imageKindOf(first));
    if (first.isImage() && !first.isLocalizer() && home != largest.cend() &&
        parts[*home].slices.size() > parts[*home].leftOut.size() + group.size())
      parts[*home].leftOut.insert(parts[*home].leftOut.end(), group.begin(), group.end());
    else
      parts.push_back({std::move(group), {}, {}, {}});
  }
  std::stable_sort(parts.begin(), parts.end(), [](const SeriesPart& a, const SeriesPart& b) {
    return a.slices.size() > b.slices.size();
  });
  return parts;
}

/// What tells images at one position apart: its order, and its name for people. No value sorts first.
struct Key {
  double order = -std::numeric_limits<double>::infinity();
  QString name;
  bool operator<(const Key& other) const {
    return order < other.order || (order == other.order && name < other.name);
  }
};

struct Criterion {
  std::function<Key(const InstanceHeader&)> key;
  /// Every part must then have several slices: single ones are a series over time.
  bool inTime = false;
};

Key acquisitionKey(const InstanceHeader& h) {
  if (!h.acquisitionNumber) return {};
  return {double{1} * *h.acquisitionNumber, Texts::tr("acquisition %1").arg(*h.acquisitionNumber)};
}

Key imageTypeKey(const InstanceHeader& h) {
  return {0.0, h.imageType.join(QLatin1Char('\\'))};
}

Key timeFrameKey(const InstanceHeader& h) {
  if (h.temporalPosition)
    return {double{1} * *h.temporalPosition, Texts::tr("time frame %1").arg(*h.temporalPosition)};
  // PS3.3 C.8.9.4.1.9: the index counts the slices of a time frame, then the time frames.
  if (!h.imageIndex || !h.slicesPerTime || *h.imageIndex < 1 || *h.slicesPerTime < 1) return {};
  const int frame = (*h.imageIndex - 1) / *h.slicesPerTime + 1;
  return {double{1} * frame, Texts::tr("time frame %1").arg(frame)};
}

Key valueKey(const std::optional<double>& value, const QString& name) {
  return value ? Key{*value, name.arg(QString::number(*value, 'g', 12))} : Key{};
}

const std::vector<Criterion>& criteria() {
  static const std::vector<Criterion> kCriteria{
      {imageTypeKey, false},
      {acquisitionKey, false},
      {[](const InstanceHeader& h) {
         QStringList names{imageTypeKey(h).name, acquisitionKey(h).name};
         names.removeAll(QString());
         return Key{acquisitionKey(h).order, names.join(QStringLiteral(", "))};
       },
       false},
      {timeFrameKey, true},
      {[](const InstanceHeader& h) { return valueKey(h.phasePercent, Texts::tr("phase %1 %")); }, true},
      {[](const InstanceHeader& h) { return valueKey(h.triggerTime, Texts::tr("trigger time %1 ms")); },
       true},
      {[](const InstanceHeader& h) {
         return valueKey(h.frameReferenceTime, Texts::tr("frame reference time %1 ms"));
       },
       true},
      {[](const InstanceHeader& h) {
         if (h.acquisitionDateTime.isEmpty()) return Key{};
         return Key{0.0, Texts::tr("acquired %1").arg(h.acquisitionDateTime)};
       },
       true},
      // Enhanced images: a file for each phase.
      {[](const InstanceHeader& h) {
         if (!h.functionalGroups) return Key{};
         return Key{double{1} * h.instanceNumber, Texts::tr("file %1").arg(QFileInfo(h.file).fileName())};
       },
       true},
  };
  return kCriteria;
}

std::map<Key, Group> split(const Group& group, const std::function<Key(const InstanceHeader&)>& key) {
  std::map<Key, Group> groups;
  for (const InstanceHeader* header : group) groups[key(*header)].push_back(header);
  return groups;
}

std::vector<SeriesPart> named(std::map<Key, Group> groups) {
  std::vector<SeriesPart> parts;
  for (auto& [key, slices] : groups) parts.push_back({std::move(slices), key.name, {}, {}});
  return parts;
}

/// The slices of a group by position along their normal.
std::vector<Group> byPosition(const Group& group) {
  std::vector<Group> positions;
  double last = 0.0;
  for (const PlacedSlice& slice : placedSlices(group, exactAxes(group).normal)) {
    if (positions.empty() || slice.along - last >= kDuplicatePositionMm) positions.emplace_back();
    positions.back().push_back(group[static_cast<std::size_t>(slice.index)]);
    last = slice.along;
  }
  return positions;
}

/// What was acquired first at each position, second and so on, where times tell that and all positions were
/// acquired equally often: several passes over several beds, say. Else empty.
std::map<Key, Group> byTurn(const std::vector<Group>& positions) {
  std::map<Key, Group> turns;
  for (Group slices : positions) {
    std::stable_sort(slices.begin(), slices.end(), [](const InstanceHeader* a, const InstanceHeader* b) {
      return a->acquisitionDateTime < b->acquisitionDateTime;
    });
    if (slices.size() != positions.front().size()) return {};
    for (std::size_t i = 0; i < slices.size(); ++i) {
      const QString& time = slices[i]->acquisitionDateTime;
      if (time.isEmpty() || (i > 0 && time == slices[i - 1]->acquisitionDateTime)) return {};
      turns[{static_cast<double>(i + 1), Texts::tr("time frame %1").arg(i + 1)}].push_back(slices[i]);
    }
  }
  return turns;
}

bool hasNoRepeats(const std::map<Key, Group>& groups, bool inTime) {
  return std::all_of(groups.begin(), groups.end(), [&](const auto& part) {
    if (inTime && part.second.size() < 2) return false;
    const Defect defect = stackSlices(part.second).defect;
    return defect != Defect::Repeated && defect != Defect::OnePosition;
  });
}

/// Splits a group whose positions repeat. A split counts only when it leaves no position twice; scanners also
/// number the beds of one volume as acquisitions. Time frames that all are whole come before others.
std::vector<SeriesPart> withoutRepeats(const Group& group) {
  const std::vector<Group> positions = byPosition(group);
  std::map<Key, Group> partial;
  for (const Criterion& criterion : criteria()) {
    std::map<Key, Group> groups = split(group, criterion.key);
    if (groups.size() < 2 || !hasNoRepeats(groups, criterion.inTime)) continue;
    const bool whole = std::all_of(groups.begin(), groups.end(),
                                   [&](const auto& part) { return part.second.size() == positions.size(); });
    if (whole || !criterion.inTime) return named(std::move(groups));
    if (partial.empty()) partial = std::move(groups);
  }
  if (std::map<Key, Group> turns = byTurn(positions); turns.size() > 1 && hasNoRepeats(turns, true))
    return named(std::move(turns));
  if (!partial.empty()) return named(std::move(partial));
  return {{group, {}, {}, {}}};
}

/// Two acquisitions of the same place, slices of one between those of the other (a phase after another
/// breath, say), are two volumes; acquisitions one after another are one.
std::vector<SeriesPart> withoutOverlaps(const Group& group) {
  std::map<Key, Group> groups = split(group, acquisitionKey);
  if (groups.size() < 2) return {{group, {}, {}, {}}};
  const Direction normal = group.front()->row->cross(*group.front()->column);
  std::vector<std::pair<double, double>> ranges;
  for (const auto& [key, slices] : groups) {
    if (slices.size() < 2) return {{group, {}, {}, {}}};
    std::pair<double, double> range{normal.dot(*slices.front()->position), 0.0};
    range.second = range.first;
    for (const InstanceHeader* slice : slices) {
      range.first = std::min(range.first, normal.dot(*slice->position));
      range.second = std::max(range.second, normal.dot(*slice->position));
    }
    ranges.push_back(range);
  }
  std::sort(ranges.begin(), ranges.end());
  bool overlap = false;
  for (std::size_t i = 1; i < ranges.size(); ++i) overlap = overlap || ranges[i].first < ranges[i - 1].second;
  const auto isVolume = [](const auto& part) { return stackSlices(part.second).grid.has_value(); };
  if (!overlap || !std::all_of(groups.begin(), groups.end(), isVolume)) return {{group, {}, {}, {}}};
  return named(std::move(groups));
}

std::vector<SeriesPart> splitInTime(const Group& group) {
  const InstanceHeader& first = *group.front();
  if (group.size() < 2 || !first.isImage() || !imageRefusal(group).isEmpty() ||
      !geometryDefect(first).isEmpty())
    return {{group, {}, {}, {}}};
  const Defect defect = stackSlices(group).defect;
  if (defect == Defect::Repeated) return withoutRepeats(group);
  if (defect == Defect::OnePosition) return {{group, {}, {}, {}}};
  return withoutOverlaps(group);
}

/// A CT image that looks from another side than the slices and does not say that it is a localizer.
bool isScout(const Group& group, const InstanceHeader& other) {
  const InstanceHeader& header = *group.front();
  if (group.size() > 1 || header.modality != QLatin1String("CT") || header.isLocalizer()) return false;
  constexpr double kOneSide = 0.9;  // of the cosine between the normals
  return std::abs(header.row->cross(*header.column).dot(other.row->cross(*other.column))) < kOneSide;
}

/// What sets a group apart from the first of its series, in words.
QString groupName(const Group& group, const InstanceHeader& other) {
  const InstanceHeader& header = *group.front();
  QStringList names;
  if (header.isLocalizer()) names.append(Texts::tr("localizer"));
  if (header.modality != other.modality) names.append(header.modality);
  if (header.rows != other.rows || header.columns != other.columns)
    names.append(Texts::tr("%1 × %2 pixels").arg(header.columns).arg(header.rows));
  if (header.frameOfReferenceUid != other.frameOfReferenceUid)
    names.append(Texts::tr("other frame of reference"));
  if (header.frames > 1 && other.frames <= 1) names.append(Texts::tr("multi-frame"));
  if (header.isColour() && !other.isColour()) names.append(Texts::tr("in colour"));
  if (header.isImage() && !header.isLocalizer() && typeOf(header) != typeOf(other))
    names.append(typeOf(header));
  if (!geometryDefect(header).isEmpty()) {
    if (header.isImage() && !header.isLocalizer()) names.append(Texts::tr("without a place in space"));
  } else if (geometryDefect(other).isEmpty()) {
    if ((*header.row - *other.row).norm() > kOrientationTolerance ||
        (*header.column - *other.column).norm() > kOrientationTolerance)
      names.append(Texts::tr("other orientation"));
    if (isScout(group, other)) names.append(Texts::tr("a single view, as scouts are"));
    if (*header.pixelSpacing != *other.pixelSpacing)
      names.append(Texts::tr("pixels of %1 mm").arg((*header.pixelSpacing)[1]));
  }
  return names.join(QStringLiteral(", "));
}

}  // namespace

std::vector<SeriesPart> partsOf(const std::vector<InstanceHeader>& headers) {
  std::vector<SeriesPart> groups = withDefectiveAssigned(byGeometry(headers));
  std::vector<SeriesPart> parts;
  for (SeriesPart& group : groups) {
    const QString name =
        groups.size() > 1 ? groupName(group.slices, *groups.front().slices.front()) : QString();
    const auto first = parts.size();
    std::vector<SeriesPart> split = group.refusal.isEmpty()
                                        ? splitInTime(group.slices)
                                        : std::vector<SeriesPart>{{group.slices, {}, group.refusal, {}}};
    for (SeriesPart& part : split) {
      QStringList names{name, part.name};
      names.removeAll(QString());
      part.name = names.join(QStringLiteral(", "));
      parts.push_back(std::move(part));
    }
    parts[first].leftOut = std::move(group.leftOut);
  }
  return parts;
}

}  // namespace uptake::dicom
