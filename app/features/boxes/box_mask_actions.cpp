#include "annotation/boxes/add_boxes.h"
#include "annotation/commands/mask_presence.h"
#include "app/features/boxes/box_actions.h"
#include "app/features/boxes/box_mask_dialog.h"
#include "app/session/schemes/class_schemes.h"
#include "app/session/session.h"
#include "app/shell/actions/action_table.h"
#include "core/box/box_masks.h"

#include <QCoreApplication>

#include <algorithm>

// Boxes from masks, and masks from boxes.

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::BoxActions)
};

/// The stack of the CT that is shown, or -1.
int shownStack(const CaseDocument& document) {
  if (!document.ct()) return -1;
  for (const SliceSource& slice : document.ct()->source().slices)
    if (const auto place = document.imageStacks().find(slice.sopInstanceUid)) return place->stack;
  return -1;
}

void makeBoxes(Session& session, JobRunner& job, const MaskLayer& mask,
               const std::map<Label, QString>& classes) {
  const ImageStack stack = session.openCase().document().imageStacks().all()[static_cast<std::size_t>(
      shownStack(session.openCase().document()))];
  job.start<std::vector<Box>>(
      [labels = mask.labels, classes, stack](JobControl& control) {
        return boxesOfMask(labels, classes, stack, control);
      },
      [&session, id = mask.id, name = mask.name,
       step = session.openCase().undoStack().index()](Result<std::vector<Box>> boxes) {
        if (!session.openCase().document().mask(id)) return;  // another case, or the mask is gone
        if (!boxes) {
          session.messages().say(boxes.error().message);
          return;
        }
        if (session.openCase().undoStack().index() != step) {
          session.messages().say(Texts::tr("The case was changed meanwhile: no boxes were made. Ask again."));
          return;
        }
        const int added = addBoxes(session.openCase().toolContext(), *boxes,
                                   Texts::tr("Boxes from mask %1").arg(menuName(name)));
        const int present = static_cast<int>(boxes->size()) - added;
        QString text = Texts::tr("%n box(es) made.", nullptr, added);
        if (present > 0) text += QLatin1Char(' ') + Texts::tr("%n were there already.", nullptr, present);
        if (boxes->empty()) text = Texts::tr("The mask holds no voxels on images of the CT that is shown.");
        session.messages().say(text);
      });
}

void askForBoxes(const BoxActionsContext& context, JobRunner& job) {
  Session& session = context.session;
  const MaskLayer* mask = session.openCase().document().mask(session.openCase().selection().mask());
  if (!mask || shownStack(session.openCase().document()) < 0) {
    session.messages().say(
        Texts::tr("Select a lesion of a mask, and show the CT whose images get the boxes."));
    return;
  }
  const QString& frame = mask->source.frameOfReferenceUid;
  const QString& frameOfCt = session.openCase().document().ct()->source().frameOfReferenceUid;
  if (!frame.isEmpty() && !frameOfCt.isEmpty() && frame != frameOfCt) {
    session.messages().say(
        Texts::tr("The mask and the CT have different frames of reference: nothing says where "
                  "the mask lies on the CT."));
    return;
  }
  auto* dialog = new BoxMaskDialog(*mask, session.openCase().selection().segment(), context.schemes.current(),
                                   &context.window);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  QObject::connect(dialog, &QDialog::accepted, &job, [&session, &job, dialog, id = mask->id] {
    if (const MaskLayer* wanted = session.openCase().document().mask(id))
      makeBoxes(session, job, *wanted, dialog->classes());
  });
  dialog->open();
}

void makeMask(const BoxActionsContext& context, std::vector<BoxLesion> lesions) {
  Session& session = context.session;
  const CaseDocument& document = session.openCase().document();
  const int stack = shownStack(document);
  std::erase_if(lesions, [stack](const BoxLesion& lesion) { return lesion.stack != stack; });
  if (stack < 0 || lesions.empty()) {
    session.messages().say(Texts::tr("There are no boxes on the CT that is shown."));
    return;
  }
  const QString base = Texts::tr("Boxes");
  QString name = base;
  const auto isTaken = [&](const QString& wanted) {
    return std::ranges::any_of(document.masks(), [&](const auto& mask) { return mask->name == wanted; });
  };
  for (int number = 2; isTaken(name); ++number) name = QStringLiteral("%1 %2").arg(base).arg(number);
  Result<MaskOfBoxes> made = maskOfBoxes(document.boxes(), document.imageStacks(), lesions, stack,
                                         context.schemes.current(), name, document.ct()->source());
  if (!made) {
    session.messages().say(made.error().message);
    return;
  }
  session.openCase().undoStack().push(new MaskPresence(session.openCase().toolContext(),
                                                       std::move(made->mask), Texts::tr("Mask from boxes")));
  QString text =
      Texts::tr("%n lesion(s) filled in the mask %1.", nullptr, static_cast<int>(lesions.size())).arg(name);
  if (made->shared > 0)
    text +=
        QLatin1Char(' ') + Texts::tr("%n voxel(s) lie in several lesions' boxes and were given to the first.",
                                     nullptr, made->shared);
  session.messages().say(text);
}

}  // namespace

void addBoxMaskActions(const BoxActionsContext& context) {
  auto* job = new JobRunner(&context.window);
  const auto add = [&context](const char* id, const QString& text, Needs needs, std::function<void()> run) {
    context.actions.add({.id = QLatin1String(id),
                         .section = Texts::tr("Boxes"),
                         .text = text,
                         .needs = Need::Ct | Need::Dicom | needs,
                         .places = {{"box", 3}}},
                        &context.window, std::move(run));
  };
  add("box.fromMask", Texts::tr("Boxes from the selected &mask…"), Need::SelectedMask,
      [context, job] { askForBoxes(context, *job); });
  add("box.toMask", Texts::tr("Mask from &all boxes"), {},
      [context] { makeMask(context, context.session.openCase().document().boxLesions()); });
  add("box.lesionToMask", Texts::tr("Mask from this &lesion's boxes"), Need::SelectedBox, [context] {
    OpenCase& open = context.session.openCase();
    if (const BoxLesion* lesion = open.document().lesionOf(open.selection().box()))
      makeMask(context, {*lesion});
  });
}

}  // namespace uptake
