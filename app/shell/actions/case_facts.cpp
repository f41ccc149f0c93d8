#include "app/shell/actions/case_facts.h"

#include "annotation/commands/edit_command.h"
#include "app/session/session.h"
#include "app/shell/actions/action_table.h"

#include <QCoreApplication>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::LesionEditor)
};

void noteImages(CaseFacts& facts, Session& session) {
  const CaseDocument& document = session.openCase().document();
  const bool isTable = session.openCase().sliceTable() != nullptr;
  const SuvScale* suv = session.images().shownSuv();
  facts.met.setFlag(Need::Study, session.openCase().study() != nullptr);
  facts.met.setFlag(Need::Image, document.ct() || document.pet());
  facts.met.setFlag(Need::Ct, document.ct() != nullptr);
  facts.met.setFlag(Need::Pet, document.pet() != nullptr);
  facts.met.setFlag(Need::Suv, suv && suv->isValid());
  const bool isPlaceless = document.ct() && document.ct()->source().isPlaceless;
  for (const Need need : {Need::PixelSize, Need::Neighbours})
    facts.met.setFlag(need, !isTable && !isPlaceless);
  facts.met.setFlag(Need::Dicom, !isTable);
  facts.met.setFlag(Need::Hounsfield, document.ct() && document.ct()->unit() == ValueUnit::Hounsfield);
  facts.met.setFlag(Need::SliceTable, isTable);
  facts.met.setFlag(Need::NotBlind, !session.annotations().isReadBlind());
}

void noteSelection(CaseFacts& facts, Session& session) {
  const Selection& selection = session.openCase().selection();
  facts.met.setFlag(Need::SelectedBox, session.openCase().document().box(selection.box()) != nullptr);
  const MaskLayer* mask = session.openCase().document().mask(selection.mask());
  const Segment* segment = mask ? mask->segment(selection.segment()) : nullptr;
  facts.met.setFlag(Need::SelectedMask, mask != nullptr);
  facts.met.setFlag(Need::SelectedLesion, segment != nullptr);
  facts.met.setFlag(Need::EditableMask, mask && !mask->locks.all);
  facts.met.setFlag(Need::EditableLesion, segment && mask->locks.allows(segment->number));
  if (mask && mask->locks.all)
    facts.lock = Texts::tr("The mask %1 is locked.").arg(mask->name);
  else if (segment && !mask->locks.allows(segment->number))
    facts.lock = Texts::tr("%1 is locked.").arg(menuName(segment->label));
}

}  // namespace

CaseFacts factsOf(Session& session) {
  CaseFacts facts;
  noteImages(facts, session);
  noteSelection(facts, session);
  facts.met.setFlag(Need::UnsavedChanges, session.openCase().hasUnsavedChanges());
  facts.met.setFlag(Need::UndoStep, session.openCase().undoStack().canUndo());
  facts.met.setFlag(Need::RedoStep, session.openCase().undoStack().canRedo());
  return facts;
}

void followCase(ActionTable& actions, Session& session, QObject& context) {
  const auto tell = [&actions, &session] { actions.setFacts(factsOf(session)); };
  QObject::connect(&session.project(), &Project::scanned, &context, tell);
  for (const auto signal : {&OpenCase::studyChanged, &OpenCase::studyOpened})
    QObject::connect(&session.openCase(), signal, &context, tell);
  QObject::connect(&session.suv(), &SuvSession::suvChanged, &context, tell);
  for (const auto signal : {&Keeper::annotationsLoaded, &Keeper::folderChanged})
    QObject::connect(&session.annotations(), signal, &context, tell);
  const CaseDocument& document = session.openCase().document();
  for (const auto signal : {&CaseDocument::imagesChanged, &CaseDocument::masksChanged})
    QObject::connect(&document, signal, &context, tell);
  for (const auto signal : {&CaseDocument::segmentsChanged, &CaseDocument::maskDisplayChanged})
    QObject::connect(&document, signal, &context, tell);
  QObject::connect(&document, &CaseDocument::boxesChanged, &context, tell);
  QObject::connect(&session.openCase().selection(), &Selection::changed, &context, tell);
  for (const auto signal :
       {&QUndoStack::cleanChanged, &QUndoStack::canUndoChanged, &QUndoStack::canRedoChanged})
    QObject::connect(&session.openCase().undoStack(), signal, &context, tell);
  tell();
}

}  // namespace uptake
