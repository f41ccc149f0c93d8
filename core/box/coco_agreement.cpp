#include "core/box/coco_agreement.h"

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <numeric>

namespace uptake {

namespace {

constexpr std::size_t kIous = 10;
constexpr std::size_t kRecalls = 101;
constexpr std::size_t kMostBoxes = 100;  // of a class on an image

// Both as NumPy's linspace() rounds them, so that what lies on a threshold falls to the same side.
double iouAt(std::size_t n) {
  return n + 1 == kIous ? 0.95 : static_cast<double>(n) * ((0.95 - 0.5) / 9.0) + 0.5;
}
double recallAt(std::size_t n) {
  return n + 1 == kRecalls ? 1.0 : static_cast<double>(n) * 0.01;
}

/// A range of areas, in pixels; both ends belong to it.
struct Size {
  double least;
  double most;
  bool holds(double area) const { return area >= least && area <= most; }
};
enum SizeName : std::size_t { All, Small, Medium, Large, SizeCount };
constexpr std::array<Size, SizeCount> kSizes{
    {{0.0, 1e10}, {0.0, 32.0 * 32.0}, {32.0 * 32.0, 96.0 * 96.0}, {96.0 * 96.0, 1e10}}};

double pixelsOf(const PixelRect& rect) {
  return static_cast<double>(rect.width()) * rect.height();
}

/// The boxes of a class on an image.
struct ClassOnImage {
  std::vector<const Box*> truth;
  std::vector<const ScoredBox*> predicted;  ///< the surest first
};

struct CocoInput {
  QString name;
  std::map<std::size_t, ClassOnImage> images;
};

double scoreOf(const ScoredBox& box) {
  return box.score.value_or(-std::numeric_limits<double>::infinity());
}

/// What became of a predicted box, by threshold.
struct Detection {
  double score = 0.0;
  std::size_t rank = 0;  ///< among those of its class and image
  std::array<bool, kIous> found{};
  std::array<bool, kIous> ignored{};
};

/// How much of the two is shared: of a difficult true box, as part of the predicted one.
double overlapOf(const Box& truth, const PixelRect& predicted) {
  if (!truth.difficult) return intersectionOverUnion(truth.rect, predicted);
  const PixelRect both{std::max(truth.rect.xmin, predicted.xmin), std::max(truth.rect.ymin, predicted.ymin),
                       std::min(truth.rect.xmax, predicted.xmax), std::min(truth.rect.ymax, predicted.ymax)};
  return both.isValid() ? pixelsOf(both) / pixelsOf(predicted) : 0.0;
}

/// True boxes of a class on an image, those that count first.
struct Targets {
  std::vector<const Box*> boxes;
  std::size_t counted = 0;
};

Targets targetsOf(const ClassOnImage& image, const Size& size) {
  const auto counts = [&](const Box* box) { return !box->difficult && size.holds(pixelsOf(box->rect)); };
  Targets targets;
  for (const Box* box : image.truth)
    if (counts(box)) targets.boxes.push_back(box);
  targets.counted = targets.boxes.size();
  for (const Box* box : image.truth)
    if (!counts(box)) targets.boxes.push_back(box);
  return targets;
}

/// The target that a predicted box finds at a threshold, or the number of targets.
std::size_t findTarget(const Targets& targets, const std::vector<double>& overlaps,
                       const std::vector<bool>& taken, double threshold) {
  std::size_t best = targets.boxes.size();
  double most = std::min(threshold, 1.0 - 1e-10);
  for (std::size_t t = 0; t < targets.boxes.size(); ++t) {
    if (taken[t] && !targets.boxes[t]->difficult) continue;
    // Nothing that does not count is preferred to something that does.
    if (best < targets.counted && t >= targets.counted) break;
    if (overlaps[t] < most) continue;
    most = overlaps[t];
    best = t;
  }
  return best;
}

void judgeImage(const ClassOnImage& image, const Targets& targets, const Size& size,
                std::vector<Detection>& detections) {
  std::array<std::vector<bool>, kIous> taken;
  taken.fill(std::vector<bool>(targets.boxes.size(), false));
  const std::size_t count = std::min(image.predicted.size(), kMostBoxes);
  for (std::size_t rank = 0; rank < count; ++rank) {
    const ScoredBox& predicted = *image.predicted[rank];
    Detection& detection = detections.emplace_back();
    detection.score = scoreOf(predicted);
    detection.rank = rank;
    std::vector<double> overlaps;
    for (const Box* box : targets.boxes) overlaps.push_back(overlapOf(*box, predicted.box.rect));
    for (std::size_t n = 0; n < kIous; ++n) {
      const std::size_t target = findTarget(targets, overlaps, taken[n], iouAt(n));
      if (target < targets.boxes.size()) {
        taken[n][target] = true;
        detection.found[n] = true;
        detection.ignored[n] = target >= targets.counted;
      } else {
        detection.ignored[n] = !size.holds(pixelsOf(predicted.box.rect));
      }
    }
  }
}

/// Of one threshold: the mean of the 101 precisions, and the recall that is reached.
struct OfThreshold {
  double precision = 0.0;
  double recall = 0.0;
};

OfThreshold readCurve(const std::vector<Detection>& detections, std::size_t n, std::size_t mostBoxes,
                      std::size_t truth) {
  std::vector<double> recall;
  std::vector<double> precision;
  double hits = 0.0;
  double all = 0.0;
  for (const Detection& each : detections) {
    if (each.rank >= mostBoxes || each.ignored[n]) continue;
    all += 1.0;
    if (each.found[n]) hits += 1.0;
    recall.push_back(hits / static_cast<double>(truth));
    precision.push_back(hits / all);
  }
  for (std::size_t at = precision.size(); at-- > 1;)
    precision[at - 1] = std::max(precision[at - 1], precision[at]);
  OfThreshold result;
  for (std::size_t at = 0; at < kRecalls; ++at) {
    const auto reached = std::ranges::lower_bound(recall, recallAt(at));
    if (reached == recall.end()) break;
    result.precision += precision[static_cast<std::size_t>(reached - recall.begin())];
  }
  result.precision /= static_cast<double>(kRecalls);
  if (!recall.empty()) result.recall = recall.back();
  return result;
}

/// The detections of a class for one size of true boxes, the surest first.
struct OfSize {
  std::vector<Detection> detections;
  std::size_t truth = 0;

  std::optional<double> precision(std::size_t threshold) const {
    if (truth == 0) return std::nullopt;
    return readCurve(detections, threshold, kMostBoxes, truth).precision;
  }
  std::optional<double> meanOver(double OfThreshold::*figure, std::size_t mostBoxes) const {
    if (truth == 0) return std::nullopt;
    double sum = 0.0;
    for (std::size_t n = 0; n < kIous; ++n) sum += readCurve(detections, n, mostBoxes, truth).*figure;
    return sum / static_cast<double>(kIous);
  }
};

OfSize judgeSize(const CocoInput& input, const Size& size) {
  OfSize result;
  for (const auto& [number, image] : input.images) {
    const Targets targets = targetsOf(image, size);
    result.truth += targets.counted;
    judgeImage(image, targets, size, result.detections);
  }
  std::ranges::stable_sort(result.detections, std::ranges::greater(), &Detection::score);
  return result;
}

CocoFigures figuresOf(const CocoInput& input) {
  constexpr auto kPrecision = &OfThreshold::precision;
  constexpr auto kRecall = &OfThreshold::recall;
  std::array<OfSize, SizeCount> sizes;
  for (std::size_t n = 0; n < SizeCount; ++n) sizes[n] = judgeSize(input, kSizes[n]);
  CocoFigures figures;
  figures.ap = sizes[All].meanOver(kPrecision, kMostBoxes);
  figures.ap50 = sizes[All].precision(0);
  figures.ap75 = sizes[All].precision(5);
  figures.apSmall = sizes[Small].meanOver(kPrecision, kMostBoxes);
  figures.apMedium = sizes[Medium].meanOver(kPrecision, kMostBoxes);
  figures.apLarge = sizes[Large].meanOver(kPrecision, kMostBoxes);
  figures.ar1 = sizes[All].meanOver(kRecall, 1);
  figures.ar10 = sizes[All].meanOver(kRecall, 10);
  figures.ar100 = sizes[All].meanOver(kRecall, kMostBoxes);
  figures.arSmall = sizes[Small].meanOver(kRecall, kMostBoxes);
  figures.arMedium = sizes[Medium].meanOver(kRecall, kMostBoxes);
  figures.arLarge = sizes[Large].meanOver(kRecall, kMostBoxes);
  return figures;
}

std::map<QString, CocoInput> inputsOf(std::span<const BoxesOfImage> images) {
  std::map<QString, CocoInput> classes;
  const auto on = [&](const QString& name, std::size_t image) -> ClassOnImage& {
    CocoInput& input = classes[name.toCaseFolded()];
    if (input.name.isEmpty()) input.name = name;
    return input.images[image];
  };
  for (std::size_t n = 0; n < images.size(); ++n)
    for (const Box& box : images[n].truth) on(box.className, n).truth.push_back(&box);
  for (std::size_t n = 0; n < images.size(); ++n)
    for (const ScoredBox& box : images[n].predicted) on(box.box.className, n).predicted.push_back(&box);
  for (auto& [folded, input] : classes)
    for (auto& [number, image] : input.images)
      std::ranges::stable_sort(image.predicted, std::ranges::greater(),
                               [](const ScoredBox* box) { return scoreOf(*box); });
  return classes;
}

constexpr std::array kFigures{&CocoFigures::ap,      &CocoFigures::ap50,     &CocoFigures::ap75,
                              &CocoFigures::apSmall, &CocoFigures::apMedium, &CocoFigures::apLarge,
                              &CocoFigures::ar1,     &CocoFigures::ar10,     &CocoFigures::ar100,
                              &CocoFigures::arSmall, &CocoFigures::arMedium, &CocoFigures::arLarge};

}  // namespace

CocoAgreement cocoAgreement(std::span<const BoxesOfImage> images) {
  CocoAgreement result;
  for (const auto& [folded, input] : inputsOf(images))
    result.classes.push_back({input.name, figuresOf(input)});
  for (const auto figure : kFigures) {
    double sum = 0.0;
    int count = 0;
    for (const CocoClass& each : result.classes)
      if (each.figures.*figure) {
        sum += *(each.figures.*figure);
        ++count;
      }
    if (count > 0) result.mean.*figure = sum / count;
  }
  return result;
}

}  // namespace uptake
