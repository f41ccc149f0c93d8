#include "core/box/box_agreement.h"

#include <algorithm>
#include <map>
#include <numeric>

namespace uptake {

namespace {

double area(const PixelRect& rect) {
  return static_cast<double>(rect.width()) * rect.height();
}

/// A predicted box of a class, and the true box of its class that it overlaps most.
struct Candidate {
  int image = -1;
  int predicted = -1;
  std::optional<double> score;
  int truth = -1;
  double iou = 0.0;
};

struct OfClass {
  ClassAgreement figures;
  std::vector<Candidate> candidates;
};

/// By name, whatever its case.
using Classes = std::map<QString, OfClass>;

OfClass& classOf(Classes& classes, const QString& name) {
  OfClass& found = classes[name.toCaseFolded()];
  if (found.figures.name.isEmpty()) found.figures.name = name;
  return found;
}

Classes gather(std::span<const BoxesOfImage> images) {
  Classes classes;
  for (const BoxesOfImage& image : images)
    for (const Box& box : image.truth) {
      ClassAgreement& figures = classOf(classes, box.className).figures;
      ++(box.difficult ? figures.difficult : figures.truth);
    }
  for (std::size_t n = 0; n < images.size(); ++n) {
    const BoxesOfImage& image = images[n];
    for (std::size_t p = 0; p < image.predicted.size(); ++p) {
      const ScoredBox& predicted = image.predicted[p];
      Candidate candidate{static_cast<int>(n), static_cast<int>(p), predicted.score, -1, 0.0};
      for (std::size_t t = 0; t < image.truth.size(); ++t) {
        if (image.truth[t].className.compare(predicted.box.className, Qt::CaseInsensitive) != 0) continue;
        const double iou = intersectionOverUnion(image.truth[t].rect, predicted.box.rect);
        if (iou > candidate.iou) {
          candidate.iou = iou;
          candidate.truth = static_cast<int>(t);
        }
      }
      OfClass& mine = classOf(classes, predicted.box.className);
      ++mine.figures.predicted;
      mine.candidates.push_back(candidate);
    }
  }
  return classes;
}

/// The area below precision over recall, each precision raised to the largest at any higher recall.
double areaBelow(const std::vector<double>& recall, std::vector<double> precision) {
  for (std::size_t n = precision.size(); n-- > 1;)
    precision[n - 1] = std::max(precision[n - 1], precision[n]);
  double sum = 0.0;
  double before = 0.0;
  for (std::size_t n = 0; n < recall.size(); ++n) {
    sum += (recall[n] - before) * precision[n];
    before = recall[n];
  }
  return sum;
}

/// What became of each box of an image, while classes are gone through.
struct Fates {
  std::vector<BoxMatch> truth;
  std::vector<BoxMatch> predicted;
};

void judge(OfClass& mine, std::span<const BoxesOfImage> images, double threshold, std::vector<Fates>& fates) {
  // A box without score is as sure as any other without, and less than all with one.
  std::ranges::stable_sort(mine.candidates, [](const Candidate& a, const Candidate& b) {
    if (a.score && b.score) return *a.score > *b.score;
    return a.score.has_value() && !b.score.has_value();
  });
  ClassAgreement& figures = mine.figures;
  std::vector<double> recall;
  std::vector<double> precision;
  for (std::size_t n = 0; n < mine.candidates.size(); ++n) {
    const Candidate& candidate = mine.candidates[n];
    const auto image = static_cast<std::size_t>(candidate.image);
    Fates& here = fates[image];
    BoxMatch& match = here.predicted[static_cast<std::size_t>(candidate.predicted)];
    match.fate = BoxFate::FalsePositive;
    match.truth = candidate.truth;
    match.iou = candidate.iou;
    BoxMatch* found = candidate.truth < 0 ? nullptr : &here.truth[static_cast<std::size_t>(candidate.truth)];
    if (found && candidate.iou >= threshold) {
      if (images[image].truth[static_cast<std::size_t>(candidate.truth)].difficult) {
        match.fate = BoxFate::Ignored;
      } else if (found->fate == BoxFate::Missed) {
        match.fate = found->fate = BoxFate::Detected;
        found->predicted = candidate.predicted;
        found->iou = candidate.iou;
      }
    }
    if (found && found->fate != BoxFate::Detected) found->iou = std::max(found->iou, candidate.iou);
    if (match.fate == BoxFate::Detected) ++figures.detected;
    if (match.fate == BoxFate::FalsePositive) ++figures.falsePositives;
    const bool isLastOfScore =
        n + 1 == mine.candidates.size() || mine.candidates[n + 1].score != candidate.score;
    const int counted = figures.detected + figures.falsePositives;
    if (!isLastOfScore || counted == 0 || figures.truth == 0) continue;
    recall.push_back(static_cast<double>(figures.detected) / figures.truth);
    precision.push_back(static_cast<double>(figures.detected) / counted);
  }
  if (figures.truth > 0) figures.ap = areaBelow(recall, std::move(precision));
}

}  // namespace

double intersectionOverUnion(const PixelRect& a, const PixelRect& b) {
  const PixelRect both{std::max(a.xmin, b.xmin), std::max(a.ymin, b.ymin), std::min(a.xmax, b.xmax),
                       std::min(a.ymax, b.ymax)};
  if (!both.isValid()) return 0.0;
  const double shared = area(both);
  return shared / (area(a) + area(b) - shared);
}

BoxAgreement compareBoxes(std::span<const BoxesOfImage> images, double threshold) {
  Classes classes = gather(images);
  std::vector<Fates> fates(images.size());
  for (std::size_t n = 0; n < images.size(); ++n) {
    for (std::size_t t = 0; t < images[n].truth.size(); ++t)
      fates[n].truth.push_back({images[n].truth[t].difficult ? BoxFate::Ignored : BoxFate::Missed,
                                static_cast<int>(n), static_cast<int>(t), -1, 0.0});
    for (std::size_t p = 0; p < images[n].predicted.size(); ++p)
      fates[n].predicted.push_back(
          {BoxFate::FalsePositive, static_cast<int>(n), -1, static_cast<int>(p), 0.0});
  }
  BoxAgreement result;
  double sum = 0.0;
  int count = 0;
  for (auto& [folded, mine] : classes) {
    judge(mine, images, threshold, fates);
    if (mine.figures.ap) {
      sum += *mine.figures.ap;
      ++count;
    }
    result.classes.push_back(mine.figures);
  }
  if (count > 0) result.meanAp = sum / count;
  for (const Fates& each : fates) {
    result.matches.insert(result.matches.end(), each.truth.begin(), each.truth.end());
    std::ranges::copy_if(each.predicted, std::back_inserter(result.matches),
                         [](const BoxMatch& match) { return match.fate != BoxFate::Detected; });
  }
  return result;
}

}  // namespace uptake
