#pragma once

#include <QHashFunctions>
#include <QString>

#include <tuple>

namespace uptake {

/// Names a study, whatever becomes of the index that it was found in: a scan that goes on replaces that, and
/// positions in it then stand for others.
struct StudyRef {
  QString patientId;
  QString studyUid;
  /// Of a patient without an ID alone, since those are told apart by their names; else empty.
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
  QString part;     ///< of several with that UID, which (see SeriesEntry::part)
  int ordinal = 0;  ///< of several that are told apart by nothing else, which
  bool operator==(const SeriesRef&) const = default;
};

}  // namespace uptake
