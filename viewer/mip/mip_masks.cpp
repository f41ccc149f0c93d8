#include "viewer/mip/mip_masks.h"

#include "viewer/mip/silhouette.h"
#include "viewer/slice/mask_difference.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <array>
#include <cmath>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::MipView)
};

}  // namespace

void MipMasks::forgetGoneMasks() {
  std::erase_if(leftOutMasks_, [this](MaskId id) { return !document_.mask(id); });
}

void MipMasks::forgetLeftOut() {
  parts_.clear();
  leftOutMasks_.clear();
}

MipMasks::Snapshot MipMasks::snapshot() const {
  Snapshot result;
  for (const auto& mask : document_.masks()) {
    if (!mask->display.visible) continue;
    LabelRuns runs = mask->labels.runs();
    if (!runs.isEmpty()) result.masks.push_back({mask->id, std::move(runs), mask->display.hidden});
  }
  return result;
}

bool MipMasks::canLeaveOut(const MaskLayer& mask) const {
  return document_.pet() && mask.labels.grid().sameAs(document_.pet()->grid());
}

void MipMasks::setLeftOut(MaskId id, bool leftOut) {
  if (leftOut)
    leftOutMasks_.insert(id);
  else
    leftOutMasks_.erase(id);
}

QString MipMasks::leftOutText() const {
  QStringList names;
  for (const MaskId id : leftOutMasks_)
    if (const MaskLayer* mask = document_.mask(id)) names.append(mask->name);
  if (partsLeftOut() > 0) names.append(Texts::tr("%n part(s)", nullptr, partsLeftOut()));
  return names.isEmpty() ? QString() : Texts::tr("without %1").arg(names.join(QStringLiteral(", ")));
}

MipProjector MipMasks::applyTo(const MipProjector& whole) const {
  if (!document_.pet() || !leavesAnythingOut()) return whole;
  std::vector<LabelRuns> all = parts_;
  for (const MaskId id : leftOutMasks_)
    if (const MaskLayer* mask = document_.mask(id)) all.push_back(mask->labels.runs());
  return whole.without(std::move(all));
}

MipMaskImages silhouettes(const MipMasks::Snapshot& snapshot, const MipImage& image) {
  MipMaskImages result;
  for (const auto& [id, runs, hidden] : snapshot.masks)
    result.masks.emplace_back(id, silhouette(runs, image, hidden));
  return result;
}

namespace {

/// Colours of the pixels that two silhouettes cover, any label alike; either may be null.
void paintAgreement(QImage& picture, const std::vector<Label>* first, const std::vector<Label>* second,
                    int alpha) {
  const auto fill = [alpha](AgreementKind kind) {
    const Rgb colour = agreementColour(kind);
    return qPremultiply(qRgba(colour.red, colour.green, colour.blue, alpha));
  };
  const std::array<QRgb, 4> colours{0U, fill(AgreementKind::OnlyFirst), fill(AgreementKind::OnlySecond),
                                    fill(AgreementKind::Both)};
  std::size_t at = 0;
  for (int row = 0; row < picture.height(); ++row) {
    auto* pixel = reinterpret_cast<QRgb*>(picture.scanLine(row));
    for (int column = 0; column < picture.width(); ++column, ++at, ++pixel) {
      const unsigned state =
          (first && (*first)[at] != 0 ? 1U : 0U) + (second && (*second)[at] != 0 ? 2U : 0U);
      if (state != 0) *pixel = colours[state];
    }
  }
}

}  // namespace

QImage colouredSilhouettes(const MipMaskImages& images, const CaseDocument& document, const MipImage& image,
                           double opacity, const std::optional<std::pair<MaskId, MaskId>>& agreement) {
  QImage picture(image.columns, image.rows, QImage::Format_ARGB32_Premultiplied);
  if (picture.isNull()) return picture;
  picture.fill(Qt::transparent);
  const auto alphaOf = [opacity](double own) {
    return static_cast<int>(std::lround(std::clamp(opacity * own, 0.0, 1.0) * 255.0));
  };
  const std::vector<Label>* first = nullptr;
  const std::vector<Label>* second = nullptr;
  for (const auto& [id, labels] : images.masks) {
    const MaskLayer* mask = document.mask(id);
    if (!mask) continue;
    if (agreement && (id == agreement->first || id == agreement->second)) {
      (id == agreement->first ? first : second) = &labels;
      continue;
    }
    const int alpha = alphaOf(mask->display.opacity);
    std::vector<QRgb> colours;
    for (const Segment& segment : mask->segments) {
      if (!mask->display.shows(segment.number)) continue;
      if (segment.number >= colours.size()) colours.resize(segment.number + std::size_t{1}, 0U);
      colours[segment.number] =
          qPremultiply(qRgba(segment.colour.red, segment.colour.green, segment.colour.blue, alpha));
    }
    const Label* label = labels.data();
    for (int row = 0; row < image.rows; ++row) {
      auto* pixel = reinterpret_cast<QRgb*>(picture.scanLine(row));
      for (int column = 0; column < image.columns; ++column, ++label, ++pixel)
        if (*label != 0 && *label < colours.size() && colours[*label] != 0U) *pixel = colours[*label];
    }
  }
  if (first || second) paintAgreement(picture, first, second, alphaOf(1.0));
  return picture;
}

}  // namespace uptake
