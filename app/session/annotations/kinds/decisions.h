#pragma once

#include "app/session/annotations/study_file_kind.h"

namespace uptake {

/// What persons decided about the lesions of predictions (io/store/decision_file.h).
class DecisionsKind : public StudyFileKind {
 public:
  explicit DecisionsKind(Keeper& keeper);

  Reader reader() const override;
  void adopt(StoredPart& stored) override;

  JournalFormat format() const override;
  void restore(JournalContent& content, JournalRestore& step) override;

 protected:
  Place place() const override;
  bool isEmpty() const override { return document().decisions().empty(); }
  FileWriter writer() const override;
  void writeRecord(QDataStream& out) const override;

 private:
  std::vector<LesionDecision> decisions() const;
};

}  // namespace uptake
