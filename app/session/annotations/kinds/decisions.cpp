#include "app/session/annotations/kinds/decisions.h"

#include "annotation/commands/decision_edit.h"
#include "annotation/journal/journal_restore.h"
#include "annotation/journal/journal_stream.h"
#include "app/session/annotations/keeper.h"
#include "io/store/decision_file.h"

namespace uptake {

namespace {

constexpr quint16 kDecisionRecord = 7;  ///< all

QString decisionFile(const AnnotationFolder& folder, const OpenedStudy& opened) {
  return folder.decisionFile(opened.patient.id, opened.study().uid);
}

struct DecisionContent : JournalContent {
  std::optional<std::vector<LesionDecision>> decisions;

  void read(quint16, QDataStream& in, JournalDepth) override {
    std::vector<LesionDecision> read;
    journal::getList(in, read);
    if (in.status() == QDataStream::Ok) decisions = std::move(read);
  }
  QStringList lines() const override { return {}; }
};

}  // namespace

DecisionsKind::DecisionsKind(Keeper& keeper) : StudyFileKind(keeper) {
  connect(&document(), &CaseDocument::decisionsChanged, this, [this] { touch(); });
}

std::vector<LesionDecision> DecisionsKind::decisions() const {
  std::vector<LesionDecision> all;
  for (const auto& [lesion, decision] : document().decisions()) all.push_back(decision);
  return all;
}

StudyFileKind::Place DecisionsKind::place() const {
  return decisionFile;
}

AnnotationKind::Reader DecisionsKind::reader() const {
  return readerOf<DecisionFile>(decisionFile, readDecisions);
}

void DecisionsKind::adopt(StoredPart& part) {
  auto& stored = static_cast<StoredStudyFile<DecisionFile>&>(part);
  if (!stored.file) return;
  for (const LesionDecision& decision : stored.file->decisions)
    document().setDecision(decision.lesion, decision);
  setOriginal(std::move(stored.file->original));
}

StudyFileKind::FileWriter DecisionsKind::writer() const {
  return [all = decisions(), before = original()](const QString& path, const OpenedStudy& opened) {
    return writeDecisions(path, opened.patient.id, opened.study().uid, all, before);
  };
}

JournalFormat DecisionsKind::format() const {
  return {QStringLiteral("decisions"), {kDecisionRecord}, [] { return std::make_unique<DecisionContent>(); }};
}

void DecisionsKind::writeRecord(QDataStream& out) const {
  journal::putList(out, decisions());
}

void DecisionsKind::restore(JournalContent& content, JournalRestore& step) {
  const auto& wanted = static_cast<DecisionContent&>(content).decisions;
  if (!wanted) return;
  std::vector<DecisionChange> changes;
  std::map<PredictedLesion, LesionDecision> gone = document().decisions();
  for (const LesionDecision& each : *wanted) {
    DecisionChange change{std::nullopt, each};
    if (const auto now = gone.find(each.lesion); now != gone.end()) {
      change.before = now->second;
      gone.erase(now);
    }
    if (change.before != change.after) changes.push_back(std::move(change));
  }
  for (const auto& [lesion, decision] : gone) changes.push_back({decision, std::nullopt});
  if (!changes.empty()) step.push(new DecisionEdit(step.context(), std::move(changes), step.text()));
}

}  // namespace uptake
