#include "app/features/boxes/box_actions.h"

#include "annotation/boxes/box_interpolation.h"
#include "annotation/boxes/box_lesion_editor.h"
#include "annotation/boxes/image_pixels.h"
#include "annotation/case_editor.h"
#include "app/features/boxes/box_dialog.h"
#include "app/session/lesions/image_names.h"
#include "app/session/schemes/class_schemes.h"
#include "app/session/session.h"
#include "app/shell/actions/action_table.h"
#include "viewer/state/view_state.h"

#include <QCoreApplication>

#include <array>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::BoxActions)
};

/// The box that was selected before the one that is: the two keys of an interpolation.
class SelectedBefore : public QObject {
 public:
  SelectedBefore(Selection& selection, QObject* parent) : QObject(parent) {
    connect(&selection, &Selection::changed, this, [this, &selection] {
      const BoxId now = selection.box();
      if (now == BoxId::None || now == last_) return;
      before_ = last_;
      last_ = now;
    });
  }
  BoxId box() const { return before_; }

 private:
  BoxId last_ = BoxId::None;
  BoxId before_ = BoxId::None;
};

struct TightenEntry {
  const char* id;
  TightenRule rule;
};
constexpr std::array<TightenEntry, 5> kTightenEntries{{{"pet41", {TightenRule::Kind::OfMaximum, 0.41}},
                                                       {"pet50", {TightenRule::Kind::OfMaximum, 0.50}},
                                                       {"suv25", {TightenRule::Kind::FixedSuv, 2.5}},
                                                       {"suv40", {TightenRule::Kind::FixedSuv, 4.0}},
                                                       {"hu", {TightenRule::Kind::FixedHu, -500.0}}}};

QString ruleName(const TightenRule& rule) {
  switch (rule.kind) {
    case TightenRule::Kind::OfMaximum:
      return Texts::tr("PET from %1 % of the maximum on").arg(qRound(rule.value * 100.0));
    case TightenRule::Kind::FixedSuv:
      return Texts::tr("PET from SUV %1 on").arg(rule.value, 0, 'f', 1);
    case TightenRule::Kind::FixedHu:
      break;
  }
  return Texts::tr("CT from −500 HU on (nodules in lung)");
}

Needs needsOf(const TightenRule& rule) {
  switch (rule.kind) {
    case TightenRule::Kind::OfMaximum:
      return Need::Pet;
    case TightenRule::Kind::FixedSuv:
      return Need::Pet | Need::Suv;
    case TightenRule::Kind::FixedHu:
      break;
  }
  return Need::Ct | Need::Hounsfield;
}

QString told(const CaseDocument& document, const BoxLesionEditor::Tightened& done) {
  QStringList parts;
  if (done.changed > 0) parts.append(Texts::tr("%n box(es) tightened.", nullptr, done.changed));
  if (done.tight > 0) parts.append(Texts::tr("%n box(es) were tight before.", nullptr, done.tight));
  constexpr std::size_t kMostTold = 3;
  for (std::size_t n = 0; n < std::min(done.refused.size(), kMostTold); ++n)
    parts.append(Texts::tr("The box on %1 stays: %2")
                     .arg(imageName(document, done.refused[n].first), done.refused[n].second));
  if (done.refused.size() > kMostTold)
    parts.append(Texts::tr("%n more stay(s).", nullptr, static_cast<int>(done.refused.size() - kMostTold)));
  return parts.join(QLatin1Char(' '));
}

QString told(const CaseDocument& document, const BoxLesionEditor::Filled& filled) {
  QStringList parts{Texts::tr("%n box(es) added.", nullptr, filled.added)};
  QStringList kept;
  for (const BoxId id : filled.kept) kept.append(imageName(document, id));
  if (!kept.isEmpty())
    parts.append(Texts::tr("What was there already stays: %1.").arg(kept.join(QStringLiteral(", "))));
  return parts.join(QLatin1Char(' '));
}

/// The key box that belongs to the selected one: the one selected before it, where something lies between.
std::optional<BoxId> keyFor(const CaseDocument& document, BoxId selected, BoxId before) {
  if (before != selected && document.box(before)) {
    const Result<BoxesBetween> between = boxesBetween(document, before, selected);
    if (between && !between->added.empty()) return before;
  }
  return otherKey(document, selected);
}

/// The lesion of the same class and series that lies nearest: by images, then in the plane.
const BoxLesion* nearestLesion(const CaseDocument& document, const BoxLesion& from) {
  const BoxLesion* best = nullptr;
  std::pair<int, int> bestDistance;
  for (const BoxLesion& other : document.boxLesions()) {
    if (&other == &from || other.stack < 0 || other.stack != from.stack ||
        !isSameClass(other.className, from.className))
      continue;
    const int images = std::max({0, other.firstRank - from.lastRank, from.firstRank - other.lastRank});
    const int pixels = std::abs(other.extent.xmin + other.extent.xmax - from.extent.xmin - from.extent.xmax) +
                       std::abs(other.extent.ymin + other.extent.ymax - from.extent.ymin - from.extent.ymax);
    if (best && bestDistance <= std::pair(images, pixels)) continue;
    best = &other;
    bestDistance = {images, pixels};
  }
  return best;
}

/// Makes actions that are about the selected box.
class BoxActionMaker {
 public:
  explicit BoxActionMaker(const BoxActionsContext& context) : context_(context) {}

  QAction* add(ActionData data, std::function<void(BoxId)> run) {
    data.section = Texts::tr("Boxes");
    data.needs |= Need::Dicom | Need::SelectedBox;
    return context_.actions.add(
        std::move(data), &context_.window,
        [&session = context_.session, run = std::move(run)] { run(session.openCase().selection().box()); });
  }

 private:
  BoxActionsContext context_;
};

void addEntryActions(const BoxActionsContext& context, BoxActionMaker& maker) {
  Session& session = context.session;
  maker.add({.id = QStringLiteral("box.edit"),
             .text = Texts::tr("Box in &numbers…"),
             .keys = {QKeySequence(Qt::SHIFT | Qt::Key_N)},
             .places = {{"box", 0, 20}}},
            [&session, &schemes = context.schemes, &window = context.window](BoxId id) {
              const Box* box = session.openCase().document().box(id);
              if (!box) return;
              auto* dialog =
                  new BoxDialog(*box, storedImageSize(session.openCase().document(), box->sopInstanceUid),
                                schemes.current(), &window);
              dialog->setAttribute(Qt::WA_DeleteOnClose);
              QObject::connect(dialog, &QDialog::accepted, &session, [&session, dialog] {
                BoxLesionEditor(session.openCase().toolContext()).setBox(dialog->box());
              });
              dialog->open();
            });
  const auto addFlag = [&](const QString& id, const QString& text, bool Box::*flag) {
    QAction* action = maker.add(
        {.id = id, .text = text, .places = {{"box", 0, 10}}, .checkable = true}, [&session, flag](BoxId box) {
          if (!session.openCase().document().box(box)) return;
          Box after = *session.openCase().document().box(box);
          after.*flag = !(after.*flag);
          CaseEditor(session.openCase().toolContext()).setBoxFlags(box, after.truncated, after.difficult);
        });
    const auto show = [&session, action, flag] {
      const Box* box = session.openCase().document().box(session.openCase().selection().box());
      action->setChecked(box && box->*flag);
    };
    QObject::connect(&session.openCase().selection(), &Selection::changed, action, show);
    QObject::connect(&session.openCase().document(), &CaseDocument::boxesChanged, action, show);
  };
  addFlag(QStringLiteral("box.truncated"), Texts::tr("&Truncated"), &Box::truncated);
  addFlag(QStringLiteral("box.difficult"), Texts::tr("&Difficult"), &Box::difficult);
}

/// Why the box is not to be moved now, or empty: nothing is moved that is not seen.
QString notMoved(const BoxActionsContext& context, BoxId id) {
  const CaseDocument& document = context.session.openCase().document();
  if (document.isBoxHidden(id) || !context.state.annotationsVisible())
    return Texts::tr("The selected box is hidden: show it to move it.");
  const auto image = imageOfBox(document, id);
  const int slice = image ? image->sliceOf(document.box(id)->sopInstanceUid) : -1;
  if (slice < 0 || slice != image->grid().nearestVoxel(context.state.crosshair()).z())
    return Texts::tr("The selected box lies on %1: go there to move it.").arg(imageName(document, id));
  return {};
}

void addNudges(const BoxActionsContext& context, BoxActionMaker& maker) {
  context.actions.addMenu(QStringLiteral("box.move"), Texts::tr("&Move the box"), &context.window,
                          {{"box", 0, 30}});
  struct Nudge {
    const char* id;
    Qt::Key key;
    QString text;
    int dx;
    int dy;
  };
  const auto add = [&](const Nudge& nudge, Qt::KeyboardModifiers modifiers, int pixels) {
    maker.add({.id = QLatin1String(nudge.id),
               .text = nudge.text,
               .keys = {QKeySequence(modifiers | nudge.key)},
               .places = {{"box.move"}}},
              [context, dx = nudge.dx * pixels, dy = nudge.dy * pixels](BoxId id) {
                if (!context.session.openCase().document().box(id)) return;
                if (const QString why = notMoved(context, id); !why.isEmpty())
                  context.session.messages().say(why);
                else
                  CaseEditor(context.session.openCase().toolContext()).nudgeBox(id, dx, dy);
              });
  };
  for (const Nudge& nudge : {Nudge{"box.move.left", Qt::Key_Left, Texts::tr("A pixel to the &left"), -1, 0},
                             Nudge{"box.move.right", Qt::Key_Right, Texts::tr("A pixel to the &right"), 1, 0},
                             Nudge{"box.move.up", Qt::Key_Up, Texts::tr("A pixel &up"), 0, -1},
                             Nudge{"box.move.down", Qt::Key_Down, Texts::tr("A pixel &down"), 0, 1}})
    add(nudge, Qt::AltModifier, 1);
  constexpr int kFar = 10;
  for (const Nudge& nudge :
       {Nudge{"box.move.farLeft", Qt::Key_Left, Texts::tr("Ten pixels to the left"), -1, 0},
        Nudge{"box.move.farRight", Qt::Key_Right, Texts::tr("Ten pixels to the right"), 1, 0},
        Nudge{"box.move.farUp", Qt::Key_Up, Texts::tr("Ten pixels up"), 0, -1},
        Nudge{"box.move.farDown", Qt::Key_Down, Texts::tr("Ten pixels down"), 0, 1}})
    add(nudge, Qt::AltModifier | Qt::ShiftModifier, kFar);
}

void addInterpolation(const BoxActionsContext& context, BoxActionMaker& maker) {
  Session& session = context.session;
  auto* before = new SelectedBefore(session.openCase().selection(), &context.window);
  maker.add(
      {.id = QStringLiteral("box.interpolate"),
       .text = Texts::tr("&Interpolate to the box selected before"),
       .keys = {QKeySequence(Qt::SHIFT | Qt::Key_D)},
       .places = {{"box", 1}}},
      [&session, before](BoxId id) {
        const auto key = keyFor(session.openCase().document(), id, before->box());
        if (!key) {
          session.messages().say(
              Texts::tr("No other box of this class on the series has images without a box between: draw the "
                        "lesion on a first and a last image, then interpolate."));
          return;
        }
        const QString keys = Texts::tr("Between %1 and %2:")
                                 .arg(imageName(session.openCase().document(), *key),
                                      imageName(session.openCase().document(), id));
        const auto filled = BoxLesionEditor(session.openCase().toolContext()).interpolate(*key, id);
        session.messages().say(filled ? keys + QLatin1Char(' ') + told(session.openCase().document(), *filled)
                                      : filled.error().message);
      });
  maker.add({.id = QStringLiteral("box.fillGaps"),
             .text = Texts::tr("Interpolate over the &gaps of the lesion"),
             .places = {{"box", 1}}},
            [&session](BoxId id) {
              const auto filled = BoxLesionEditor(session.openCase().toolContext()).fillGaps(id);
              session.messages().say(filled ? told(session.openCase().document(), *filled)
                                            : filled.error().message);
            });
}

void addTightening(const BoxActionsContext& context, BoxActionMaker& maker) {
  Session& session = context.session;
  for (const bool whole : {false, true}) {
    const char* menu = whole ? "box.tightenLesion" : "box.tighten";
    context.actions.addMenu(QLatin1String(menu),
                            whole ? Texts::tr("Ti&ghten lesion") : Texts::tr("&Tighten box"), &context.window,
                            {{"box", 1, 10}});
    for (const TightenEntry& entry : kTightenEntries) {
      QList<QKeySequence> keys;
      if (QLatin1String(entry.id) == QLatin1String("pet41"))
        keys = {whole ? QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_T) : QKeySequence(Qt::SHIFT | Qt::Key_T)};
      if (QLatin1String(entry.id) == QLatin1String("hu"))
        keys = {whole ? QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_H) : QKeySequence(Qt::SHIFT | Qt::Key_H)};
      const QString text = whole ? Texts::tr("Tighten lesion: %1") : Texts::tr("Tighten box: %1");
      maker.add({.id = QStringLiteral("%1.%2").arg(QLatin1String(menu), QLatin1String(entry.id)),
                 .text = text.arg(ruleName(entry.rule)),
                 .keys = keys,
                 .needs = needsOf(entry.rule),
                 .places = {{menu}}},
                [&session, rule = entry.rule, whole](BoxId box) {
                  BoxLesionEditor editor(session.openCase().toolContext());
                  const auto done = whole ? editor.tightenLesion(box, rule) : editor.tighten(box, rule);
                  session.messages().say(told(session.openCase().document(), done));
                });
    }
  }
}

void addLesionActions(const BoxActionsContext& context, BoxActionMaker& maker) {
  Session& session = context.session;
  const auto add = [&maker](const char* id, const QString& text, std::function<void(BoxId)> run) {
    return maker.add({.id = QLatin1String(id), .text = text, .places = {{"box", 2}}}, std::move(run));
  };
  add("box.split", Texts::tr("&Split the lesion before this image"), [&session](BoxId id) {
    if (!BoxLesionEditor(session.openCase().toolContext()).splitAt(id))
      session.messages().say(Texts::tr("The lesion begins on this image: there is nothing to split."));
  });
  add("box.apart", Texts::tr("Make this box a &lesion of its own"), [&session](BoxId id) {
    if (!BoxLesionEditor(session.openCase().toolContext()).setApart(id))
      session.messages().say(Texts::tr("The box is a lesion of its own."));
  });
  add("box.join", Texts::tr("&Join with the nearest lesion of its class"), [&session](BoxId id) {
    const BoxLesion* lesion = session.openCase().document().lesionOf(id);
    const BoxLesion* other = lesion ? nearestLesion(session.openCase().document(), *lesion) : nullptr;
    if (!other) {
      session.messages().say(Texts::tr("There is no other lesion of this class on the series."));
      return;
    }
    const QString where = imageRange(session.openCase().document(), *other);
    const Result<void> joined =
        BoxLesionEditor(session.openCase().toolContext()).join(id, other->boxes.front());
    session.messages().say(joined ? Texts::tr("Joined with the lesion on %1.").arg(where)
                                  : joined.error().message);
  });
  QAction* hide = maker.add({.id = QStringLiteral("box.hide"),
                             .text = Texts::tr("&Hide the lesion"),
                             .places = {{"box", 2, 20}},
                             .checkable = true},
                            [&session](BoxId id) {
                              CaseDocument& document = session.openCase().document();
                              if (const BoxLesion* lesion = document.lesionOf(id)) {
                                const std::vector<BoxId> boxes = lesion->boxes;
                                document.setBoxesHidden(boxes, !document.isBoxHidden(id));
                              }
                            });
  const auto showHidden = [&session, hide] {
    hide->setChecked(session.openCase().document().isBoxHidden(session.openCase().selection().box()));
  };
  QObject::connect(&session.openCase().selection(), &Selection::changed, hide, showHidden);
  QObject::connect(&session.openCase().document(), &CaseDocument::boxDisplayChanged, hide, showHidden);
  context.actions.add({.id = QStringLiteral("box.showAll"),
                       .section = Texts::tr("Boxes"),
                       .text = Texts::tr("Show all &boxes"),
                       .needs = Need::Dicom,
                       .places = {{"box", 2, 20}}},
                      &context.window, [&session] {
                        std::vector<BoxId> all;
                        for (const auto& [id, box] : session.openCase().document().boxes()) all.push_back(id);
                        session.openCase().document().setBoxesHidden(all, false);
                      });
  maker.add({.id = QStringLiteral("box.deleteLesion"),
             .text = Texts::tr("D&elete the lesion"),
             .keys = {QKeySequence(Qt::SHIFT | Qt::Key_Delete)},
             .places = {{"box", 2, 20}}},
            [&session](BoxId id) { BoxLesionEditor(session.openCase().toolContext()).remove(id); });
}

}  // namespace

void addBoxActions(const BoxActionsContext& context) {
  BoxActionMaker maker(context);
  addEntryActions(context, maker);
  addNudges(context, maker);
  addClassActions(context);
  addInterpolation(context, maker);
  addTightening(context, maker);
  addLesionActions(context, maker);
  addJoinMenu(context);
  addBoxMaskActions(context);
}

}  // namespace uptake
