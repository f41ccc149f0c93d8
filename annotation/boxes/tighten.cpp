#include "annotation/boxes/tighten.h"

#include "core/mask/connected_components.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <limits>
#include <tuple>
#include <vector>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::Tighten)
};

Error tightenRefusal(ErrorKind kind, const QString& reason) {
  return {kind, reason, {}};
}

/// A number as people write it, without zeros that say nothing.
QString number(double value) {
  return QLocale().toString(value, 'g', 4);
}

/// The pixels of a box and what a rule asks of each; NaN where nothing was measured.
struct Pixels {
  PixelRect rect;
  std::vector<double> values;
  std::size_t at(int x, int y) const {
    return static_cast<std::size_t>(y - rect.ymin) * static_cast<std::size_t>(rect.width()) +
           static_cast<std::size_t>(x - rect.xmin);
  }
};

constexpr double kNothing = std::numeric_limits<double>::quiet_NaN();

bool asksPet(const TightenRule& rule) {
  return rule.kind != TightenRule::Kind::FixedHu;
}

bool isPending(const Volume& volume, const Point& point) {
  const Eigen::Vector3i voxel = volume.grid().nearestVoxel(point);
  return volume.grid().contains(voxel) && volume.sliceState(voxel.z()) == Volume::SliceState::Pending;
}

Result<Pixels> pixelsOf(const CaseDocument& document, const Box& box, const TightenRule& rule) {
  const auto& image =
      document.pet() && document.pet()->sliceOf(box.sopInstanceUid) >= 0 ? document.pet() : document.ct();
  const int k = image ? image->sliceOf(box.sopInstanceUid) : -1;
  if (k < 0)
    return tightenRefusal(ErrorKind::NotSupported, Texts::tr("Its image is none of those that are shown."));
  const auto& pet = document.pet();
  if (asksPet(rule)) {
    if (!pet) return tightenRefusal(ErrorKind::NotSupported, Texts::tr("There is no PET."));
    if (rule.kind == TightenRule::Kind::FixedSuv && pet->unit() != ValueUnit::Suv)
      return tightenRefusal(ErrorKind::NotSupported, Texts::tr("The PET is not in SUV."));
    const QString& frameOfPet = pet->source().frameOfReferenceUid;
    const QString& frameOfImage = image->source().frameOfReferenceUid;
    if (!frameOfPet.isEmpty() && !frameOfImage.isEmpty() && frameOfPet != frameOfImage)
      return tightenRefusal(
          ErrorKind::NotSupported,
          Texts::tr("CT and PET have different frames of reference: nothing says what of the PET "
                    "lies in the box."));
  } else if (image->unit() != ValueUnit::Hounsfield) {
    return tightenRefusal(ErrorKind::NotSupported, Texts::tr("Its image is not in Hounsfield units."));
  } else if (image->sliceState(k) != Volume::SliceState::Loaded) {
    return tightenRefusal(ErrorKind::NotSupported, Texts::tr("Its image has not been read."));
  }
  const Eigen::Vector3i& size = image->grid().size();
  Pixels pixels{box.rect.clipped(size.x(), size.y()), {}};
  if (!pixels.rect.isValid())
    return tightenRefusal(ErrorKind::Inconsistent, Texts::tr("The box lies outside of its image."));
  bool any = false;
  for (int y = pixels.rect.ymin; y <= pixels.rect.ymax; ++y) {
    for (int x = pixels.rect.xmin; x <= pixels.rect.xmax; ++x) {
      const Eigen::Vector3i index(x, y, k);
      const Point point = image->grid().toPatient(index.cast<double>());
      if (asksPet(rule) && isPending(*pet, point))
        return tightenRefusal(ErrorKind::NotSupported, Texts::tr("The PET is still being read."));
      const std::optional<double> value =
          asksPet(rule) ? pet->valueAt(point) : std::optional(image->value(index));
      any = any || value;
      pixels.values.push_back(value.value_or(kNothing));
    }
  }
  if (!any)
    return tightenRefusal(ErrorKind::NotSupported, Texts::tr("No PET that has been read lies in the box."));
  return pixels;
}

std::optional<double> maximumOf(const Pixels& pixels) {
  std::optional<double> maximum;
  for (const double value : pixels.values)
    if (value > maximum.value_or(-std::numeric_limits<double>::infinity())) maximum = value;
  return maximum;
}

/// A connected part of the pixels that a rule takes.
struct Part {
  PixelRect around;
  int count = 0;
  double maximum = -std::numeric_limits<double>::infinity();
  double distance = std::numeric_limits<double>::infinity();  ///< squared, of its nearest pixel to the middle
};

std::vector<Part> partsOf(const Pixels& pixels, double threshold) {
  const PixelRect& rect = pixels.rect;
  std::vector<VoxelRun> runs;
  for (int y = rect.ymin; y <= rect.ymax; ++y)
    for (int x = rect.xmin; x <= rect.xmax; ++x) {
      const auto at = static_cast<std::ptrdiff_t>(pixels.at(x, y));
      if (!(pixels.values[pixels.at(x, y)] >= threshold)) continue;
      if (x > rect.xmin && !runs.empty() && runs.back().end() == at)
        ++runs.back().length;
      else
        runs.push_back({at, 1});
    }
  const ConnectedComponents found =
      connectedComponents(runs, {rect.width(), rect.height(), 1}, Connectivity::FacesAndEdges);
  const double middleX = (rect.xmin + rect.xmax) / 2.0;
  const double middleY = (rect.ymin + rect.ymax) / 2.0;
  std::vector<Part> parts(static_cast<std::size_t>(found.count));
  for (std::size_t run = 0; run < runs.size(); ++run) {
    Part& part = parts[static_cast<std::size_t>(found.numbers[run])];
    for (std::ptrdiff_t at = runs[run].first; at < runs[run].end(); ++at) {
      const int x = rect.xmin + static_cast<int>(at % rect.width());
      const int y = rect.ymin + static_cast<int>(at / rect.width());
      if (part.count++ == 0) part.around = {x, y, x, y};
      part.around = {std::min(part.around.xmin, x), std::min(part.around.ymin, y),
                     std::max(part.around.xmax, x), std::max(part.around.ymax, y)};
      part.maximum = std::max(part.maximum, pixels.values[static_cast<std::size_t>(at)]);
      part.distance = std::min(part.distance, (x - middleX) * (x - middleX) + (y - middleY) * (y - middleY));
    }
  }
  return parts;
}

}  // namespace

std::optional<double> maximumIn(const CaseDocument& document, const Box& box, const TightenRule& rule) {
  const Result<Pixels> pixels = pixelsOf(document, box, rule);
  return pixels ? maximumOf(*pixels) : std::nullopt;
}

Result<PixelRect> tightenedRect(const CaseDocument& document, const Box& box, const TightenRule& rule,
                                std::optional<double> maximum) {
  const Result<Pixels> pixels = pixelsOf(document, box, rule);
  if (!pixels) return pixels.error();
  const double own = *maximumOf(*pixels);
  const double threshold = rule.kind == TightenRule::Kind::OfMaximum
                               ? rule.value * std::max(own, maximum.value_or(own))
                               : rule.value;
  if (rule.kind == TightenRule::Kind::OfMaximum && threshold <= 0.0)
    return tightenRefusal(ErrorKind::Inconsistent, Texts::tr("Nothing in the box takes up tracer."));
  const std::vector<Part> parts = partsOf(*pixels, threshold);
  if (parts.empty())
    return tightenRefusal(ErrorKind::Inconsistent,
                          asksPet(rule)
                              ? Texts::tr("Nothing in the box reaches %1 %2; its maximum is %3.")
                                    .arg(number(threshold), document.pet()->unitLabel(), number(own))
                              : Texts::tr("Nothing in the box reaches %1 HU; its maximum is %2 HU.")
                                    .arg(number(threshold), number(own)));
  const auto worth = [&](const Part& part) {
    return asksPet(rule) ? std::tuple(part.maximum, 0.0, part.count)
                         : std::tuple(0.0, -part.distance, part.count);
  };
  const Part& chosen = *std::ranges::max_element(parts, {}, worth);
  if (chosen.count == static_cast<int>(pixels->values.size()) && rule.kind == TightenRule::Kind::FixedHu)
    return tightenRefusal(
        ErrorKind::Inconsistent,
        Texts::tr("All of the box lies above %1 HU: the CT shows no border of the lesion in it.")
            .arg(number(threshold)));
  return chosen.around;
}

}  // namespace uptake
