#include "io/dicom/image_pair.h"

#include "io/images/image_file.h"

#include <QRegularExpression>

#include <algorithm>
#include <functional>
#include <tuple>

namespace uptake {

namespace {

/// From feet to head, mm.
struct Range {
  double low = 0.0;
  double high = 0.0;
  double length() const { return std::max(0.0, high - low); }
};

Range rangeOf(const ImageGrid& grid) {
  const Eigen::Vector3d end = grid.size().cast<double>().array() - 0.5;
  Range range{grid.centre().z(), grid.centre().z()};
  for (int corner = 0; corner < 8; ++corner) {
    const Eigen::Vector3d index((corner & 1) ? end.x() : -0.5, (corner & 2) ? end.y() : -0.5,
                                (corner & 4) ? end.z() : -0.5);
    const double z = grid.toPatient(index).z();
    range = {std::min(range.low, z), std::max(range.high, z)};
  }
  return range;
}

bool covers(const ImageGrid& grid, const Range& wanted) {
  const Range own = rangeOf(grid);
  const Range shared{std::max(own.low, wanted.low), std::min(own.high, wanted.high)};
  return shared.length() >= 0.5 * wanted.length();
}

int thicknessClass(double spacing) {
  if (spacing <= 1.5 * (1.0 + kSpacingTolerance)) return 0;
  return spacing <= 3.0 * (1.0 + kSpacingTolerance) ? 1 : 2;
}

/// Greater is better.
using CtRank = std::tuple<bool, int, int, double, int>;
CtRank rankOf(const SeriesEntry& ct, const Range& wanted, const PairingPreferences& preferences) {
  if (!ct.grid) return {false, -3, 0, 0.0, 0};
  const double spacing = ct.grid->spacing().z();
  // One that was resampled to a PET comes after that with its own resolution.
  constexpr int kDerived = 3;
  const int thickness = thicknessClass(spacing) + (ct.imageFile && ct.imageFile->isDerived ? kDerived : 0);
  return {covers(*ct.grid, wanted), -thickness, -preferences.rank(ct.convolutionKernel), -spacing,
          ct.grid->size().z()};
}

using PetRank = std::pair<bool, int>;
PetRank rankOf(const SeriesEntry& pet) {
  return {pet.attenuationCorrected, pet.grid->size().z()};
}

}  // namespace

QStringList PairingPreferences::softTissueFirst() {
  return {QStringLiteral("STANDARD"),  QStringLiteral("CHEST"),       QStringLiteral("B[34]??*"),
          QStringLiteral("I[34]??*"),  QStringLiteral("B[rfv][34]*"), QStringLiteral("Qr[34]*"),
          QStringLiteral("B[ABC]"),    QStringLiteral("B"),           QStringLiteral("C"),
          QStringLiteral("FC0?"),      QStringLiteral("FC1?"),        QStringLiteral("DETAIL"),
          QStringLiteral("SOFT"),      QStringLiteral("B[12]??*"),    QStringLiteral("I[12]??*"),
          QStringLiteral("A"),         QStringLiteral("*SOFT*"),      QStringLiteral("*STANDARD*"),
          QStringLiteral("B5??*"),     QStringLiteral("LUNG"),        QStringLiteral("L"),
          QStringLiteral("B[678]??*"), QStringLiteral("*LUNG*")};
}

QStringList PairingPreferences::lungFirst() {
  return {QStringLiteral("LUNG"),       QStringLiteral("*LUNG*"),   QStringLiteral("L"),
          QStringLiteral("Bl*"),        QStringLiteral("B[56]??*"), QStringLiteral("I[56]??*"),
          QStringLiteral("Br[56]*"),    QStringLiteral("Y[ABCDE]"), QStringLiteral("FC5?"),
          QStringLiteral("B[78]??*"),   QStringLiteral("I[78]??*"), QStringLiteral("FC8?"),
          QStringLiteral("BONEPLUS"),   QStringLiteral("CHEST"),    QStringLiteral("DETAIL"),
          QStringLiteral("STANDARD"),   QStringLiteral("B[34]??*"), QStringLiteral("I[34]??*"),
          QStringLiteral("B[rfv][34]*")};
}

int PairingPreferences::rank(const QString& kernel) const {
  const QString name = kernel.section(QLatin1Char('\\'), 0, 0).trimmed();
  if (name.isEmpty()) return static_cast<int>(kernels.size());
  for (qsizetype i = 0; i < kernels.size(); ++i) {
    const auto pattern = QRegularExpression::fromWildcard(kernels.at(i).trimmed(), Qt::CaseInsensitive);
    if (pattern.match(name).hasMatch()) return static_cast<int>(i);
  }
  return static_cast<int>(kernels.size());
}

bool inOneFrame(const SeriesEntry& a, const SeriesEntry& b) {
  return !a.source.frameOfReferenceUid.isEmpty() &&
         a.source.frameOfReferenceUid == b.source.frameOfReferenceUid;
}

namespace {

const SeriesEntry& seriesAt(const StudyEntry& study, int i) {
  return study.series[static_cast<std::size_t>(i)];
}

template <class Is>
std::vector<int> volumesOf(const StudyEntry& study, Is is) {
  std::vector<int> found;
  for (int i = 0; i < static_cast<int>(study.series.size()); ++i)
    if (seriesAt(study, i).isVolume() && std::invoke(is, seriesAt(study, i))) found.push_back(i);
  return found;
}

/// Of a study without CT and PET: its largest series in space, grey values before colours; −1 without one.
int otherImageOf(const StudyEntry& study) {
  const std::vector<int> all =
      volumesOf(study, [](const SeriesEntry& each) { return each.source.hasPlace(); });
  const auto worth = [&](int i) {
    return std::pair(!seriesAt(study, i).isColour, seriesAt(study, i).grid->size().z());
  };
  const auto found = std::ranges::max_element(all, {}, worth);
  return found == all.end() ? -1 : *found;
}

/// The best of the given CTs and PETs that are in one frame of reference.
ImagePair bestPair(const StudyEntry& study, const std::vector<int>& cts, const std::vector<int>& pets,
                   const PairingPreferences& preferences) {
  const auto at = [&](int i) -> const SeriesEntry& { return seriesAt(study, i); };
  ImagePair best;
  std::pair<PetRank, CtRank> bestRank{};
  for (const int pet : pets) {
    const Range wanted = rangeOf(*at(pet).grid);
    for (const int candidate : cts) {
      if (!inOneFrame(at(candidate), at(pet))) continue;
      const std::pair rank{rankOf(at(pet)), rankOf(at(candidate), wanted, preferences)};
      if (!best.isEmpty() && rank <= bestRank) continue;
      best = {candidate, pet};
      bestRank = rank;
    }
  }
  return best;
}

}  // namespace

ImagePair choosePairOf(const StudyEntry& study, int pet, const PairingPreferences& preferences) {
  return {bestPair(study, volumesOf(study, &SeriesEntry::isCt), {pet}, preferences).ct, pet};
}

int petOfMasks(const StudyEntry& study, const std::vector<const SeriesSource*>& drawnOn) {
  int found = -1;
  for (const int pet : volumesOf(study, &SeriesEntry::isPet)) {
    const SeriesSource& source = seriesAt(study, pet).source;
    // Parts of one series have different images.
    const auto isOn = [&](const SeriesSource* each) {
      return each->seriesInstanceUid == source.seriesInstanceUid &&
             each->slices.size() == source.slices.size() &&
             each->slices.front().sopInstanceUid == source.slices.front().sopInstanceUid &&
             each->slices.front().frame == source.slices.front().frame;
    };
    if (std::ranges::none_of(drawnOn, isOn)) continue;
    if (found >= 0) return -1;
    found = pet;
  }
  return found;
}

ImagePair choosePair(const StudyEntry& study, int ct, const PairingPreferences& preferences) {
  const auto at = [&](int i) -> const SeriesEntry& { return seriesAt(study, i); };
  const bool preferred = ct >= 0 && ct < static_cast<int>(study.series.size());
  const std::vector<int> cts = preferred ? std::vector<int>{ct} : volumesOf(study, &SeriesEntry::isCt);
  const std::vector<int> pets = volumesOf(study, &SeriesEntry::isPet);
  const ImagePair best = bestPair(study, cts, pets, preferences);
  if (!best.isEmpty()) return best;
  if (preferred) return {ct, -1};

  if (!cts.empty()) {
    Range all = rangeOf(*at(cts.front()).grid);
    for (const int candidate : cts) {
      const Range own = rangeOf(*at(candidate).grid);
      all = {std::min(all.low, own.low), std::max(all.high, own.high)};
    }
    const auto found = std::max_element(cts.begin(), cts.end(), [&](int a, int b) {
      return rankOf(at(a), all, preferences) < rankOf(at(b), all, preferences);
    });
    return {*found, -1};
  }
  const auto found =
      std::max_element(pets.begin(), pets.end(), [&](int a, int b) { return rankOf(at(a)) < rankOf(at(b)); });
  return found == pets.end() ? ImagePair{otherImageOf(study), -1} : ImagePair{-1, *found};
}

}  // namespace uptake
