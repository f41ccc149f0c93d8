#pragma once

#include "annotation/compare/mask_agreement.h"
#include "app/session/evaluation/finished_lines.h"
#include "app/session/evaluation/pet_input.h"
#include "core/error.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <memory>
#include <optional>

namespace uptake::evaluation {

/// What an evaluation said of a case; without an agreement it failed.
struct FinishedCase {
  std::optional<MaskAgreement> agreement;
  QStringList problems;
};

/// Cases that were evaluated before, kept in a file (FinishedLines): {"key": "…", "problems": […],
/// "agreement": {…}}. Members but open() may be called from any thread.
class FinishedCases {
 public:
  /// As FinishedLines::open().
  static Result<std::unique_ptr<FinishedCases>> open(const QString& path);

  /// A digest of paths, sizes and times of the case's files and of what is asked for.
  static QByteArray keyOf(const CasePair& pair, const PetSource& pet, AgreementDetail detail,
                          const std::optional<Millimetres>& surfaceTolerance);

  std::optional<FinishedCase> find(const QByteArray& key) const;
  /// Adds a line, at once.
  void keep(const QByteArray& key, const FinishedCase& finished);
  /// Why lines could not be written; empty while they could.
  QString failure() const { return lines_->failure(); }

 private:
  std::unique_ptr<FinishedLines> lines_;
};

}  // namespace uptake::evaluation
