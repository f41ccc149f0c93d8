#pragma once

#include "app/session/annotations/study_file_kind.h"

namespace uptake {

/// Measurements (io/store/measurement_file.h).
class MeasurementsKind : public StudyFileKind {
 public:
  explicit MeasurementsKind(Keeper& keeper);

  Reader reader() const override;
  void adopt(StoredPart& stored) override;
  void removeMark() override;

  JournalFormat format() const override;
  void restore(JournalContent& content, JournalRestore& step) override;

 protected:
  Place place() const override;
  bool isEmpty() const override { return measurements().empty(); }
  FileWriter writer() const override;
  void writeRecord(QDataStream& out) const override;

 private:
  /// Those that a person made.
  std::vector<Measurement> measurements() const;
};

}  // namespace uptake
