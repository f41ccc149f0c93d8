#include "core/box/box_froc.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace uptake {

namespace {

/// A true box that was found, or a false positive.
struct Mark {
  double score = 0.0;
  int scan = 0;
  bool isHit = false;
};

struct Marks {
  std::vector<Mark> marks;  ///< the surest first
  std::vector<int> truth;   ///< by scan
  bool areScored = false;
};

bool hits(const PixelRect& truth, const PixelRect& predicted, const FrocRule& rule) {
  if (rule.hit == BoxHit::Overlap) return intersectionOverUnion(truth, predicted) >= rule.threshold;
  // Twice the centre, and twice the border of the pixels at both ends.
  const auto isWithin = [](int first, int last, int low, int high) {
    const std::int64_t centre = std::int64_t{low} + high;
    return centre >= 2 * std::int64_t{first} - 1 && centre <= 2 * std::int64_t{last} + 1;
  };
  return isWithin(truth.xmin, truth.xmax, predicted.xmin, predicted.xmax) &&
         isWithin(truth.ymin, truth.ymax, predicted.ymin, predicted.ymax);
}

void judgeMarks(const BoxesOfImage& image, int scan, const FrocRule& rule, Marks& result) {
  constexpr double kUnscored = -std::numeric_limits<double>::infinity();
  std::vector<std::optional<double>> best(image.truth.size());
  for (const ScoredBox& predicted : image.predicted) {
    const double score = predicted.score.value_or(kUnscored);
    result.areScored = result.areScored || predicted.score.has_value();
    bool isUsed = false;
    for (std::size_t t = 0; t < image.truth.size(); ++t) {
      const Box& truth = image.truth[t];
      if (truth.className.compare(predicted.box.className, Qt::CaseInsensitive) != 0 ||
          !hits(truth.rect, predicted.box.rect, rule))
        continue;
      isUsed = true;
      best[t] = std::max(best[t].value_or(kUnscored), score);
    }
    if (!isUsed) result.marks.push_back({score, scan, false});
  }
  for (std::size_t t = 0; t < image.truth.size(); ++t) {
    if (image.truth[t].difficult) continue;
    ++result.truth[static_cast<std::size_t>(scan)];
    if (best[t]) result.marks.push_back({*best[t], scan, true});
  }
}

/// The curve of scans that count as often as `times` says; empty without true boxes.
std::vector<FrocPoint> curveOf(const Marks& marks, const std::vector<int>& times) {
  const double truth = std::inner_product(times.begin(), times.end(), marks.truth.begin(), 0.0);
  if (truth <= 0.0) return {};
  const auto scans = static_cast<double>(times.size());
  std::vector<FrocPoint> curve{{0.0, 0.0}};
  double found = 0.0;
  double wrong = 0.0;
  for (std::size_t n = 0; n < marks.marks.size(); ++n) {
    const Mark& mark = marks.marks[n];
    (mark.isHit ? found : wrong) += times[static_cast<std::size_t>(mark.scan)];
    const bool isLast = n + 1 == marks.marks.size() || marks.marks[n + 1].score != mark.score;
    if (isLast) curve.push_back({wrong / scans, found / truth});
  }
  return curve;
}

double sensitivityAt(const std::vector<FrocPoint>& curve, double rate) {
  const auto after = std::ranges::upper_bound(curve, rate, {}, &FrocPoint::falsePositives);
  const FrocPoint& before = *std::prev(after);
  if (after == curve.end()) return before.sensitivity;
  return before.sensitivity + (after->sensitivity - before.sensitivity) * (rate - before.falsePositives) /
                                  (after->falsePositives - before.falsePositives);
}

std::array<double, kFrocRates.size()> readAtRates(const std::vector<FrocPoint>& curve) {
  std::array<double, kFrocRates.size()> result{};
  std::ranges::transform(kFrocRates, result.begin(), [&](double rate) { return sensitivityAt(curve, rate); });
  return result;
}

double meanOfRates(const std::array<double, kFrocRates.size()>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// SplitMix64 (Steele, Lea, Flood, Fast splittable pseudorandom number generators, OOPSLA 2014).
class SplitMix {
 public:
  explicit SplitMix(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15U;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
  }

 private:
  std::uint64_t state_;
};

FrocBand bandOf(std::vector<double> values) {
  std::ranges::sort(values);
  const auto at = [&](double part) {
    const double rank = part * static_cast<double>(values.size() - 1);
    const auto below = static_cast<std::size_t>(std::floor(rank));
    const std::size_t above = std::min(below + 1, values.size() - 1);
    return values[below] + (values[above] - values[below]) * (rank - std::floor(rank));
  };
  return {at(0.025), at(0.975)};
}

void addBands(const Marks& marks, BoxFroc& froc) {
  std::array<std::vector<double>, kFrocRates.size()> rates;
  std::vector<double> means;
  SplitMix random(kFrocSeed);
  const auto scans = static_cast<std::size_t>(froc.scans);
  for (int n = 0; n < kFrocResamples; ++n) {
    std::vector<int> times(scans, 0);
    for (std::size_t scan = 0; scan < scans; ++scan) ++times[random.next() % scans];
    const std::vector<FrocPoint> curve = curveOf(marks, times);
    if (curve.empty()) continue;
    const auto values = readAtRates(curve);
    for (std::size_t rate = 0; rate < values.size(); ++rate) rates[rate].push_back(values[rate]);
    means.push_back(meanOfRates(values));
  }
  if (means.empty()) return;
  froc.bands.emplace();
  for (std::size_t rate = 0; rate < rates.size(); ++rate)
    (*froc.bands)[rate] = bandOf(std::move(rates[rate]));
  froc.cpmBand = bandOf(std::move(means));
}

}  // namespace

BoxFroc boxFroc(std::span<const BoxesOfImage> images, const FrocRule& rule) {
  BoxFroc froc;
  froc.scans = rule.scans;
  if (rule.scans < 1) return froc;
  Marks marks;
  marks.truth.resize(static_cast<std::size_t>(rule.scans));
  for (std::size_t n = 0; n < images.size(); ++n) judgeMarks(images[n], rule.scanOf[n], rule, marks);
  std::ranges::stable_sort(marks.marks, std::ranges::greater(), &Mark::score);
  froc.truth = std::accumulate(marks.truth.begin(), marks.truth.end(), 0);
  froc.curve = curveOf(marks, std::vector<int>(marks.truth.size(), 1));
  if (froc.curve.empty() || !marks.areScored) return froc;
  froc.sensitivities = readAtRates(froc.curve);
  froc.cpm = meanOfRates(*froc.sensitivities);
  if (froc.scans > 1) addBands(marks, froc);
  return froc;
}

std::vector<BoxesOfImage> boxesOfClass(std::span<const BoxesOfImage> images, const QString& className) {
  std::vector<BoxesOfImage> result;
  for (const BoxesOfImage& image : images) {
    BoxesOfImage& mine = result.emplace_back();
    mine.image = image.image;
    std::ranges::copy_if(image.truth, std::back_inserter(mine.truth), [&](const Box& box) {
      return box.className.compare(className, Qt::CaseInsensitive) == 0;
    });
    std::ranges::copy_if(image.predicted, std::back_inserter(mine.predicted), [&](const ScoredBox& box) {
      return box.box.className.compare(className, Qt::CaseInsensitive) == 0;
    });
  }
  return result;
}

}  // namespace uptake
