#include "app/shell/actions/case_facts.h"

#include "annotation/commands/edit_command.h"
#include "app/session/case/case_controller.h"
#include "app/shell/actions/action_table.h"

#include <QCoreApplication>

#include <algorithm>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::LesionEditor)
};

bool holdsSeveralCases(const StudyIndex& index) {
  std::size_t studies = 0;
  return std::ranges::any_of(index.patients, [&studies](const PatientEntry& patient) {
    studies += patient.studies.size();
    return studies > 1;
  });
}

void noteImages(CaseFacts& facts, CaseController& cases) {
  const CaseDocument& document = cases.document();
  const bool isTable = cases.sliceTable() != nullptr;
  const SuvScale* suv = cases.shownSuv();
  facts.met.setFlag(Need::Study, cases.study() != nullptr);
  facts.met.setFlag(Need::Image, document.ct() || document.pet());
  facts.met.setFlag(Need::Ct, document.ct() != nullptr);
  facts.met.setFlag(Need::Pet, document.pet() != nullptr);
  facts.met.setFlag(Need::Suv, suv && suv->isValid());
  for (const Need need : {Need::PixelSize, Need::Neighbours, Need::Dicom}) facts.met.setFlag(need, !isTable);
  facts.met.setFlag(Need::SliceTable, isTable);
  facts.met.setFlag(Need::NotBlind, !cases.isReadBlind());
  facts.met.setFlag(Need::SeveralCases, holdsSeveralCases(cases.index()));
}

void noteSelection(CaseFacts& facts, CaseController& cases) {
  const Selection& selection = cases.selection();
  facts.met.setFlag(Need::SelectedBox, cases.document().box(selection.box()) != nullptr);
  const MaskLayer* mask = cases.document().mask(selection.mask());
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

CaseFacts factsOf(CaseController& cases) {
  CaseFacts facts;
  noteImages(facts, cases);
  noteSelection(facts, cases);
  facts.met.setFlag(Need::UnsavedChanges, cases.hasUnsavedChanges());
  facts.met.setFlag(Need::UndoStep, cases.undoStack().canUndo());
  facts.met.setFlag(Need::RedoStep, cases.undoStack().canRedo());
  return facts;
}

void followCase(ActionTable& actions, CaseController& cases) {
  const auto tell = [&actions, &cases] { actions.setFacts(factsOf(cases)); };
  for (const auto signal : {&CaseController::scanned, &CaseController::studyChanged,
                            &CaseController::studyOpened, &CaseController::suvChanged,
                            &CaseController::annotationsLoaded, &CaseController::annotationFolderChanged})
    QObject::connect(&cases, signal, &actions, tell);
  const CaseDocument& document = cases.document();
  for (const auto signal : {&CaseDocument::imagesChanged, &CaseDocument::masksChanged})
    QObject::connect(&document, signal, &actions, tell);
  for (const auto signal : {&CaseDocument::segmentsChanged, &CaseDocument::maskDisplayChanged})
    QObject::connect(&document, signal, &actions, tell);
  QObject::connect(&document, &CaseDocument::boxesChanged, &actions, tell);
  QObject::connect(&cases.selection(), &Selection::changed, &actions, tell);
  for (const auto signal :
       {&QUndoStack::cleanChanged, &QUndoStack::canUndoChanged, &QUndoStack::canRedoChanged})
    QObject::connect(&cases.undoStack(), signal, &actions, tell);
  tell();
}

}  // namespace uptake
