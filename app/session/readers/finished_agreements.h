#pragma once

#include "app/session/evaluation/finished_lines.h"
#include "app/session/readers/reader_agreement.h"

#include <memory>
#include <optional>

namespace uptake::readers {

/// Cases whose readings were compared before, kept in a file (evaluation::FinishedLines). Members but open()
/// may be called from any thread.
class FinishedAgreements {
 public:
  /// As FinishedLines::open().
  static Result<std::unique_ptr<FinishedAgreements>> open(const QString& path);

  /// Nothing where the case was not compared before, a mask of it changed since or something else was asked
  /// for; or where a mask of the consensus, which should be written, is not there.
  std::optional<CaseAgreement> find(const ReadCase& read, const AgreementOptions& options) const;
  /// Adds a case, at once.
  void keep(const ReadCase& read, const AgreementOptions& options, const CaseAgreement& agreement);
  /// Why cases could not be kept; empty while they could.
  QString failure() const { return lines_->failure(); }

 private:
  std::unique_ptr<evaluation::FinishedLines> lines_;
};

/// The file of a consensus of a case in a folder.
QString consensusFile(const QString& folder, const QString& caseName);

}  // namespace uptake::readers
