#include "annotation/boxes/box_lesion_editor.h"

#include "annotation/boxes/box_interpolation.h"
#include "annotation/boxes/image_pixels.h"
#include "annotation/commands/boxes_edit.h"
#include "core/box/label_scheme.h"

#include <QCoreApplication>

#include <algorithm>
#include <limits>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::BoxLesionEditor)
};

Error refusal(const QString& reason) {
  return {ErrorKind::Inconsistent, reason, {}};
}

/// Cuts every tie between two parts of a lesion, whether a person made it or places did.
void cut(BoxBatch& batch, const CaseDocument& document, std::span<const BoxId> first,
         std::span<const BoxId> second) {
  const ImageStacks& images = document.imageStacks();
  for (const BoxId one : first) {
    for (const BoxId other : second) {
      const Box& a = *document.box(one);
      const Box& b = *document.box(other);
      const bool follows = followsOn(a, images.find(a.sopInstanceUid).value_or(StackPlace{}), b,
                                     images.find(b.sopInstanceUid).value_or(StackPlace{}));
      batch.tie(pairOf(one, other), follows ? std::optional(BoxTie::Apart) : std::nullopt);
    }
  }
}

/// Joins boxes that are one lesion now, wherever their places do not say so.
void joinChain(BoxBatch& batch, const CaseDocument& document, std::span<const BoxId> chain) {
  const ImageStacks& images = document.imageStacks();
  for (std::size_t n = 1; n < chain.size(); ++n) {
    const Box& a = *document.box(chain[n - 1]);
    const Box& b = *document.box(chain[n]);
    const bool follows = followsOn(a, images.find(a.sopInstanceUid).value_or(StackPlace{}), b,
                                   images.find(b.sopInstanceUid).value_or(StackPlace{}));
    batch.tie(pairOf(a.id, b.id), follows ? std::nullopt : std::optional(BoxTie::Joined));
  }
}

/// Adds what lies between and returns how it follows on.
void addBetween(BoxBatch& batch, const CaseDocument& document, BoxesBetween between,
                BoxLesionEditor::Filled& filled) {
  auto next = between.added.begin();
  for (BoxId& each : between.chain)
    if (each == BoxId::None) each = batch.add(*next++);
  joinChain(batch, document, between.chain);
  filled.added += static_cast<int>(between.added.size());
  filled.kept.insert(filled.kept.end(), between.kept.begin(), between.kept.end());
}

}  // namespace

void BoxLesionEditor::setClass(BoxId member, const QString& className) {
  const BoxLesion* found = context_.document.lesionOf(member);
  if (!found) return;
  const BoxLesion lesion = *found;
  BoxBatch batch(context_);
  for (const BoxId id : lesion.boxes) {
    Box after = *context_.document.box(id);
    after.className = className;
    batch.change(after);
  }
  batch.push(Texts::tr("Change lesion %1 to %2").arg(menuName(lesion.className), menuName(className)));
}

void BoxLesionEditor::remove(BoxId member) {
  const BoxLesion* found = context_.document.lesionOf(member);
  if (!found) return;
  const BoxLesion lesion = *found;
  BoxBatch batch(context_);
  for (const BoxId id : lesion.boxes) batch.remove(id);
  batch.push(Texts::tr("Delete lesion %1 (%n box(es))", nullptr, static_cast<int>(lesion.boxes.size()))
                 .arg(menuName(lesion.className)));
}

bool BoxLesionEditor::setBox(const Box& wanted) {
  const Box* before = context_.document.box(wanted.id);
  if (!before) return false;
  Box after = wanted;
  after.rect = wanted.rect.normalized();
  if (const auto size = storedImageSize(context_.document, before->sopInstanceUid))
    after.rect = after.rect.clipped(size->x(), size->y());
  if (!after.rect.isValid()) return false;
  BoxBatch batch(context_);
  const QString name = menuName(before->className);
  batch.change(after);
  batch.push(Texts::tr("Change box %1").arg(name), after.id);
  return true;
}

bool BoxLesionEditor::splitAt(BoxId id) {
  const BoxLesion* lesion = context_.document.lesionOf(id);
  if (!lesion) return false;
  const ImageStacks& images = context_.document.imageStacks();
  const auto rankOf = [&](BoxId each) {
    const auto place = images.find(context_.document.box(each)->sopInstanceUid);
    return place ? place->rank : -1;
  };
  const int rank = rankOf(id);
  std::vector<BoxId> before;
  std::vector<BoxId> after;
  for (const BoxId each : lesion->boxes) (rankOf(each) < rank ? before : after).push_back(each);
  if (before.empty()) return false;
  const QString text = Texts::tr("Split lesion %1").arg(menuName(lesion->className));
  BoxBatch batch(context_);
  cut(batch, context_.document, before, after);
  return batch.push(text, id);
}

bool BoxLesionEditor::setApart(BoxId id) {
  const BoxLesion* lesion = context_.document.lesionOf(id);
  if (!lesion || lesion->boxes.size() < 2) return false;
  std::vector<BoxId> others = lesion->boxes;
  std::erase(others, id);
  const QString text = Texts::tr("Take box out of lesion %1").arg(menuName(lesion->className));
  BoxBatch batch(context_);
  cut(batch, context_.document, std::span(&id, 1), others);
  return batch.push(text, id);
}

Result<void> BoxLesionEditor::join(BoxId first, BoxId second) {
  const CaseDocument& document = context_.document;
  const BoxLesion* a = document.lesionOf(first);
  const BoxLesion* b = document.lesionOf(second);
  if (!a || !b) return refusal(Texts::tr("One of the two lesions is gone."));
  if (a == b) return {};
  if (a->stack < 0 || a->stack != b->stack)
    return refusal(Texts::tr("The lesions lie on different series: only boxes of one series make a lesion."));
  if (!isSameClass(a->className, b->className))
    return refusal(Texts::tr("The lesions are of different classes (%1, %2): give them one class first.")
                       .arg(a->className, b->className));
  const QString text = Texts::tr("Join lesions %1").arg(menuName(a->className));
  const std::vector<BoxId> boxesOfA = a->boxes;
  const std::vector<BoxId> boxesOfB = b->boxes;
  BoxBatch batch(context_);
  // What was set apart follows on again; otherwise the two that lie nearest are tied.
  BoxPair nearest{};
  int shortest = std::numeric_limits<int>::max();
  for (const BoxId one : boxesOfA) {
    for (const BoxId other : boxesOfB) {
      const BoxPair pair = pairOf(one, other);
      if (document.boxTies().contains(pair)) batch.tie(pair, std::nullopt);
      const int distance = std::abs(document.imageStacks().find(document.box(one)->sopInstanceUid)->rank -
                                    document.imageStacks().find(document.box(other)->sopInstanceUid)->rank);
      if (distance < shortest) {
        shortest = distance;
        nearest = pair;
      }
    }
  }
  if (document.lesionOf(first) != document.lesionOf(second)) batch.tie(nearest, BoxTie::Joined);
  batch.push(text, first);
  return {};
}

Result<BoxLesionEditor::Filled> BoxLesionEditor::interpolate(BoxId from, BoxId to) {
  Result<BoxesBetween> between = boxesBetween(context_.document, from, to);
  if (!between) return between.error();
  Filled filled;
  const QString name = menuName(context_.document.box(from)->className);
  BoxBatch batch(context_);
  addBetween(batch, context_.document, between.take(), filled);
  batch.push(Texts::tr("Interpolate %n box(es) %1", nullptr, filled.added).arg(name));
  return filled;
}

Result<BoxLesionEditor::Filled> BoxLesionEditor::fillGaps(BoxId member) {
  const CaseDocument& document = context_.document;
  const BoxLesion* lesion = document.lesionOf(member);
  if (!lesion) return refusal(Texts::tr("The lesion is gone."));
  const std::vector<BoxId> boxes = lesion->boxes;
  const QString name = menuName(lesion->className);
  Filled filled;
  BoxBatch batch(context_);
  for (std::size_t n = 1; n < boxes.size(); ++n) {
    const auto a = document.imageStacks().find(document.box(boxes[n - 1])->sopInstanceUid);
    const auto b = document.imageStacks().find(document.box(boxes[n])->sopInstanceUid);
    if (!a || !b || b->rank - a->rank < 2) continue;
    Result<BoxesBetween> between = boxesBetween(document, boxes[n - 1], boxes[n]);
    if (!between) return between.error();
    addBetween(batch, document, between.take(), filled);
  }
  if (filled.added == 0) return refusal(Texts::tr("The lesion has a box on every image that it spans."));
  batch.push(Texts::tr("Interpolate %n box(es) %1", nullptr, filled.added).arg(name));
  return filled;
}

BoxLesionEditor::Tightened BoxLesionEditor::tighten(BoxId box, const TightenRule& rule) {
  const Box* found = context_.document.box(box);
  if (!found) return {};
  return tightenAll(std::span(&box, 1), rule, Texts::tr("Tighten box %1").arg(menuName(found->className)));
}

BoxLesionEditor::Tightened BoxLesionEditor::tightenLesion(BoxId member, const TightenRule& rule) {
  const BoxLesion* lesion = context_.document.lesionOf(member);
  if (!lesion) return {};
  const std::vector<BoxId> boxes = lesion->boxes;
  return tightenAll(boxes, rule, Texts::tr("Tighten lesion %1").arg(menuName(lesion->className)));
}

BoxLesionEditor::Tightened BoxLesionEditor::tightenAll(std::span<const BoxId> boxes, const TightenRule& rule,
                                                       const QString& text) {
  Tightened done;
  const CaseDocument& document = context_.document;
  std::optional<double> maximum;
  for (const BoxId id : boxes)
    if (const auto found = maximumIn(document, *document.box(id), rule))
      maximum = std::max(maximum.value_or(*found), *found);
  BoxBatch batch(context_);
  for (const BoxId id : boxes) {
    const Box before = *document.box(id);
    const Result<PixelRect> rect = tightenedRect(document, before, rule, maximum);
    if (!rect) {
      done.refused.emplace_back(id, rect.error().message);
      continue;
    }
    Box after = before;
    after.rect = *rect;
    ++(after == before ? done.tight : done.changed);
    batch.change(after);
  }
  batch.push(text);
  return done;
}

}  // namespace uptake
