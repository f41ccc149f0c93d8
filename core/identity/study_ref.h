#pragma once

#include <QHashFunctions>
#include <QString>

#include <tuple>

namespace uptake {

/// Names a study. Positions in a StudyIndex don't: a scan that goes on replaces the index.
struct StudyRef {
  QString patientId;
  QString studyUid;
  /// Only for a patient without an ID: those are told apart by their names. Else empty.
  QString patientName = {};

  bool operator==(const StudyRef&) const = default;
  bool operator<(const StudyRef& other) const {
    return std::tie(patientId, studyUid, patientName) <
           std::tie(other.patientId, other.studyUid, other.patientName);
  }
};

inline size_t qHash(const StudyRef& study, size_t seed = 0) {
  return qHashMulti(seed, study.patientId, study.studyUid, study.patientName);
}

/// Names one thing of a study that can be shown (see SeriesEntry).
struct SeriesRef {
  QString seriesUid;
  QString part;     ///< see SeriesEntry::part; empty unless several have that UID
  int ordinal = 0;  ///< counts those that have UID and part in common
  bool operator==(const SeriesRef&) const = default;
};

}  // namespace uptake
