#include "annotation/boxes/add_boxes.h"
#include "annotation/boxes/image_pixels.h"
#include "annotation/commands/mask_presence.h"
#include "annotation/commands/new_lesion.h"
#include "app/features/boxes/box_actions.h"
#include "app/features/boxes/box_mask_dialog.h"
#include "app/session/schemes/class_schemes.h"
#include "app/session/session.h"
#include "app/shell/actions/action_table.h"
#include "app/shell/views/view_area.h"
#include "core/box/box_masks.h"

#include <QCoreApplication>

#include <algorithm>

// Boxes from masks, and masks from boxes.

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::BoxActions)
};

/// The image whose slices the active view steps through: it gets the boxes, and gives them. Null without one.
std::shared_ptr<const Volume> shownImage(const BoxActionsContext& context) {
  const CaseDocument& document = context.session.openCase().document();
  const Volume* leading = context.views.activeView() ? context.views.activeView()->leadingImage() : nullptr;
  const bool isPet = document.pet() && (leading == document.pet().get() || !document.ct());
  return isPet ? document.pet() : document.ct();
}

/// The stack of the images of a volume, or -1.
int stackOf(const CaseDocument& document, const std::shared_ptr<const Volume>& image) {
  if (!image) return -1;
  for (const SliceSource& slice : image->source().slices)
    if (const auto place = document.imageStacks().find(slice.sopInstanceUid)) return place->stack;
  return -1;
}

void makeBoxes(Session& session, JobRunner& job, const MaskLayer& mask,
               const std::map<Label, QString>& classes, const ImageStack& stack) {
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
        if (boxes->empty())
          text = Texts::tr("The mask holds no voxels on images of the series that is shown.");
        session.messages().say(text);
      });
}

void askForBoxes(const BoxActionsContext& context, JobRunner& job) {
  Session& session = context.session;
  const MaskLayer* mask = session.openCase().document().mask(session.openCase().selection().mask());
  const std::shared_ptr<const Volume> image = shownImage(context);
  const int number = stackOf(session.openCase().document(), image);
  if (!mask || number < 0) {
    session.messages().say(
        Texts::tr("Select a lesion of a mask, and show the series whose images get the boxes."));
    return;
  }
  const QString& frame = mask->source.frameOfReferenceUid;
  const QString& frameOfImage = image->source().frameOfReferenceUid;
  if (image->source().isPlaceless || (!frame.isEmpty() && !frameOfImage.isEmpty() && frame != frameOfImage)) {
    session.messages().say(
        Texts::tr("The mask and the images have different frames of reference: nothing says where "
                  "the mask lies on them."));
    return;
  }
  const ImageStack stack =
      session.openCase().document().imageStacks().all()[static_cast<std::size_t>(number)];
  auto* dialog = new BoxMaskDialog(*mask, session.openCase().selection().segment(), context.schemes.current(),
                                   &context.window);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  QObject::connect(dialog, &QDialog::accepted, &job, [&session, &job, dialog, stack, id = mask->id] {
    if (const MaskLayer* wanted = session.openCase().document().mask(id))
      makeBoxes(session, job, *wanted, dialog->classes(), stack);
  });
  dialog->open();
}

void makeMask(const BoxActionsContext& context, std::vector<BoxLesion> lesions) {
  Session& session = context.session;
  const CaseDocument& document = session.openCase().document();
  const std::shared_ptr<const Volume> image =
      lesions.size() == 1 ? imageOfBox(document, lesions.front().boxes.front()) : shownImage(context);
  const int stack = stackOf(document, image);
  std::erase_if(lesions, [stack](const BoxLesion& lesion) { return lesion.stack != stack; });
  if (stack < 0 || lesions.empty()) {
    session.messages().say(Texts::tr("There are no boxes on the series that is shown."));
    return;
  }
  if (image->source().isPlaceless) {
    session.messages().say(noPlaceForMasks());
    return;
  }
  const QString base = Texts::tr("Boxes");
  QString name = base;
  const auto isTaken = [&](const QString& wanted) {
    return std::ranges::any_of(document.masks(), [&](const auto& mask) { return mask->name == wanted; });
  };
  for (int number = 2; isTaken(name); ++number) name = QStringLiteral("%1 %2").arg(base).arg(number);
  Result<MaskOfBoxes> made = maskOfBoxes(document.boxes(), document.imageStacks(), lesions, stack,
                                         context.schemes.current(), name, image->source());
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
                         .needs = Need::Image | Need::Dicom | needs,
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
