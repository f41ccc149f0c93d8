#include "app/session/readers/reader_agreement.h"
#include "core/box/box_pairs.h"

#include <algorithm>
#include <functional>
#include <map>
#include <numeric>

namespace uptake::readers {

namespace {

ReaderMatrix emptyMatrix(std::size_t readers) {
  return ReaderMatrix(readers, std::vector<std::optional<double>>(readers));
}

/// Calls `visit(a, b)` for each pair of readers.
void forEachPair(std::size_t readers, const std::function<void(std::size_t, std::size_t)>& visit) {
  for (std::size_t a = 0; a < readers; ++a)
    for (std::size_t b = a + 1; b < readers; ++b) visit(a, b);
}

std::optional<double> meanOfPairs(const ReaderMatrix& matrix) {
  double sum = 0.0;
  int count = 0;
  forEachPair(matrix.size(), [&](std::size_t a, std::size_t b) {
    if (!matrix[a][b]) return;
    sum += *matrix[a][b];
    ++count;
  });
  return count > 0 ? std::optional<double>(sum / count) : std::nullopt;
}

bool isOfAll(const CaseAgreement& each) {
  return std::ranges::all_of(each.volumesMl, [](const auto& volume) { return volume.has_value(); });
}

void addDice(const std::vector<CaseAgreement>& cases, AgreementSummary& summary) {
  forEachPair(summary.dice.size(), [&](std::size_t a, std::size_t b) {
    double sum = 0.0;
    int count = 0;
    for (const CaseAgreement& each : cases)
      if (each.dice[a][b]) {
        sum += *each.dice[a][b];
        ++count;
      }
    if (count > 0) summary.dice[a][b] = summary.dice[b][a] = sum / count;
  });
  summary.meanDice = meanOfPairs(summary.dice);
}

void addVolumes(const std::vector<CaseAgreement>& cases, std::size_t readers, AgreementSummary& summary) {
  std::vector<std::vector<double>> ofAll;
  for (const CaseAgreement& each : cases)
    if (isOfAll(each)) {
      std::vector<double>& row = ofAll.emplace_back();
      for (const auto& volume : each.volumesMl) row.push_back(*volume);
    }
  summary.casesOfAll = static_cast<int>(ofAll.size());
  summary.volumes = intraclassCorrelation(ofAll);
  forEachPair(readers, [&](std::size_t a, std::size_t b) {
    std::vector<std::pair<double, double>> volumes;
    for (const CaseAgreement& each : cases)
      if (each.volumesMl[a] && each.volumesMl[b])
        volumes.emplace_back(*each.volumesMl[a], *each.volumesMl[b]);
    if (const auto figures = blandAltman(volumes)) summary.biases.push_back({a, b, *figures});
  });
}

/// What readers gave a class: by item and reader, where they gave one.
using Ratings = std::vector<std::vector<std::optional<QString>>>;

/// The classes by number, in the order of their names.
std::map<QString, int> numbered(const Ratings& ratings) {
  std::map<QString, int> classes;
  for (const auto& item : ratings)
    for (const auto& given : item)
      if (given) classes.emplace(*given, 0);
  int count = 0;
  for (auto& [name, number] : classes) number = count++;
  return classes;
}

/// Of each pair over what both rated.
void addCohen(KappaFigure::Of of, std::size_t readers, const Ratings& ratings, bool areOrdered,
              AgreementSummary& summary) {
  const std::map<QString, int> classes = numbered(ratings);
  const int count = static_cast<int>(classes.size());
  forEachPair(readers, [&](std::size_t a, std::size_t b) {
    std::vector<std::pair<int, int>> items;
    for (const auto& item : ratings)
      if (item[a] && item[b]) items.emplace_back(classes.at(*item[a]), classes.at(*item[b]));
    if (const auto kappa = cohenKappa(items, count)) summary.kappas.push_back({of, {a, b}, false, *kappa});
    if (!areOrdered) return;
    if (const auto kappa = cohenKappa(items, count, KappaWeights::Quadratic))
      summary.kappas.push_back({of, {a, b}, true, *kappa});
  });
}

/// Over what all rated. Of two readers it says little beside Cohen's.
void addFleiss(KappaFigure::Of of, std::size_t readers, const Ratings& ratings, AgreementSummary& summary) {
  if (readers < 3) return;
  const std::map<QString, int> classes = numbered(ratings);
  std::vector<std::vector<int>> items;
  for (const auto& item : ratings) {
    if (!std::ranges::all_of(item, [](const auto& given) { return given.has_value(); })) continue;
    std::vector<int>& numbers = items.emplace_back();
    for (const auto& given : item) numbers.push_back(classes.at(*given));
  }
  std::vector<std::size_t> all(readers);
  std::iota(all.begin(), all.end(), std::size_t{0});
  if (const auto kappa = fleissKappa(items, static_cast<int>(classes.size())))
    summary.kappas.push_back({of, all, false, *kappa});
}

void addCaseKappas(const std::vector<CaseAgreement>& cases, std::size_t readers, AgreementSummary& summary) {
  Ratings ratings;
  for (const CaseAgreement& each : cases) {
    auto& item = ratings.emplace_back(readers);
    for (std::size_t n = 0; n < readers; ++n)
      if (each.volumesMl[n])
        item[n] = *each.volumesMl[n] > 0.0 ? QStringLiteral("lesion") : QStringLiteral("none");
  }
  addCohen(KappaFigure::Of::CaseHasLesion, readers, ratings, false, summary);
  addFleiss(KappaFigure::Of::CaseHasLesion, readers, ratings, summary);
}

/// Which boxes of an image mean the same: by pair of readers, the partner of each box of the first, or -1.
class BoxPartners {
 public:
  BoxPartners(const ReadImage& image, double iou) : image_(image) {
    forEachPair(image.boxes.size(), [&](std::size_t a, std::size_t b) {
      if (!image.boxes[a] || !image.boxes[b]) return;
      auto& partners = partners_[{a, b}];
      partners.assign(image.boxes[a]->size(), -1);
      for (const auto& [one, other] : pairBoxes(*image.boxes[a], *image.boxes[b], iou))
        partners[static_cast<std::size_t>(one)] = other;
    });
  }
  /// std::nullopt when one of them did not read the image.
  std::optional<std::vector<int>> of(std::size_t a, std::size_t b) const {
    const auto found = partners_.find({a, b});
    return found == partners_.end() ? std::nullopt : std::optional(found->second);
  }
  /// A box of the first reader with its partners of all others, if each two of them are partners.
  std::optional<std::vector<int>> ofAll(int box) const {
    std::vector<int> group{box};
    for (std::size_t b = 1; b < image_.boxes.size(); ++b) {
      const auto partners = of(0, b);
      if (!partners || (*partners)[static_cast<std::size_t>(box)] < 0) return std::nullopt;
      group.push_back((*partners)[static_cast<std::size_t>(box)]);
    }
    for (std::size_t a = 1; a < group.size(); ++a)
      for (std::size_t b = a + 1; b < group.size(); ++b)
        if ((*of(a, b))[static_cast<std::size_t>(group[a])] != group[b]) return std::nullopt;
    return group;
  }

 private:
  const ReadImage& image_;
  std::map<std::pair<std::size_t, std::size_t>, std::vector<int>> partners_;
};

QString classOfBox(const ReadImage& image, std::size_t reader, int box) {
  return (*image.boxes[reader])[static_cast<std::size_t>(box)].className.toCaseFolded();
}

/// The classes of boxes that all readers have in common.
Ratings commonBoxes(const Readings& readings, const std::vector<BoxPartners>& partners) {
  const auto readers = static_cast<std::size_t>(readings.readers.size());
  Ratings ratings;
  for (std::size_t n = 0; n < partners.size(); ++n) {
    const ReadImage& image = readings.images[n];
    const std::size_t count = image.boxes[0] ? image.boxes[0]->size() : 0;
    for (std::size_t box = 0; box < count; ++box)
      if (const auto group = partners[n].ofAll(static_cast<int>(box))) {
        auto& item = ratings.emplace_back(readers);
        for (std::size_t reader = 0; reader < readers; ++reader)
          item[reader] = classOfBox(image, reader, (*group)[reader]);
      }
  }
  return ratings;
}

void addBoxes(const Readings& readings, double iou, AgreementSummary& summary) {
  const auto readers = static_cast<std::size_t>(readings.readers.size());
  summary.images = static_cast<int>(readings.images.size());
  std::vector<BoxPartners> partners;
  for (const ReadImage& image : readings.images) partners.emplace_back(image, iou);
  Ratings ofPairs;  // an item a pair of boxes, with the classes of its two readers
  forEachPair(readers, [&](std::size_t a, std::size_t b) {
    double shared = 0.0;
    double both = 0.0;
    for (std::size_t n = 0; n < partners.size(); ++n) {
      const auto mine = partners[n].of(a, b);
      if (!mine) continue;
      const ReadImage& image = readings.images[n];
      both += static_cast<double>(image.boxes[a]->size() + image.boxes[b]->size());
      for (std::size_t box = 0; box < mine->size(); ++box) {
        if ((*mine)[box] < 0) continue;
        shared += 1.0;
        auto& item = ofPairs.emplace_back(readers);
        item[a] = classOfBox(image, a, static_cast<int>(box));
        item[b] = classOfBox(image, b, (*mine)[box]);
      }
    }
    if (both > 0.0) summary.boxF1[a][b] = summary.boxF1[b][a] = 2.0 * shared / both;
  });
  summary.meanBoxF1 = meanOfPairs(summary.boxF1);
  addCohen(KappaFigure::Of::BoxClass, readers, ofPairs, false, summary);
  addFleiss(KappaFigure::Of::BoxClass, readers, commonBoxes(readings, partners), summary);
}

void addSliceKappas(const Readings& readings, AgreementSummary& summary) {
  Ratings ratings;
  for (const ReadSlice& slice : readings.slices) ratings.push_back(slice.classes);
  const auto readers = static_cast<std::size_t>(readings.readers.size());
  addCohen(KappaFigure::Of::SliceClass, readers, ratings, true, summary);
  addFleiss(KappaFigure::Of::SliceClass, readers, ratings, summary);
}

}  // namespace

AgreementSummary agreementOfAll(const Readings& readings, const std::vector<CaseAgreement>& cases,
                                const AgreementOptions& options) {
  const auto readers = static_cast<std::size_t>(readings.readers.size());
  AgreementSummary summary;
  summary.dice = emptyMatrix(readers);
  summary.boxF1 = emptyMatrix(readers);
  addDice(cases, summary);
  addVolumes(cases, readers, summary);
  addCaseKappas(cases, readers, summary);
  addBoxes(readings, options.iou, summary);
  addSliceKappas(readings, summary);
  return summary;
}

}  // namespace uptake::readers
