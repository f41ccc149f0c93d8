#pragma once

#include "annotation/compare/mask_agreement.h"
#include "app/session/evaluation/pet_input.h"
#include "core/error.h"

#include <QByteArray>
#include <QFile>
#include <QHash>
#include <QString>
#include <QStringList>

#include <memory>
#include <mutex>
#include <optional>

namespace uptake::evaluation {

/// What an evaluation said of a case; without an agreement it failed.
struct FinishedCase {
  std::optional<MaskAgreement> agreement;
  QStringList problems;
};

/// Cases that were evaluated before, in a file that only grows: the first line says what it is, each other
/// one is a case, {"key": "…", "problems": […], "agreement": {…}}. A line that is damaged, such as the last
/// one of a run that was killed, counts as none. Members but open() may be called from any thread.
class FinishedCases {
 public:
  /// Reads the file where it is there. Without a path nothing is known and nothing kept. FileUnreadable when
  /// it cannot be read or is another file, which stays as it is.
  static Result<std::unique_ptr<FinishedCases>> open(const QString& path);

  /// A digest of paths, sizes and times of the case's files and of what is asked for.
  static QByteArray keyOf(const CasePair& pair, const PetSource& pet, AgreementDetail detail,
                          const std::optional<Millimetres>& surfaceTolerance);

  std::optional<FinishedCase> find(const QByteArray& key) const;
  /// Adds a line, at once.
  void keep(const QByteArray& key, const FinishedCase& finished);
  /// Why lines could not be written; empty while they could.
  QString failure() const;

 private:
  mutable std::mutex mutex_;
  QHash<QByteArray, QByteArray> lines_;  ///< by key: read when asked for
  QFile file_;
  QString failure_;
};

}  // namespace uptake::evaluation
