#pragma once

#include "annotation/review/case_review.h"
#include "app/session/evaluation/case_metadata.h"
#include "io/dicom/study_index.h"
#include "io/review/clinical_table.h"

#include <QAbstractTableModel>
#include <QHash>
#include <QSortFilterProxyModel>

#include <functional>
#include <optional>
#include <vector>

namespace uptake {

/// A prediction against the annotation of a case (see MaskAgreement).
struct CaseFigures {
  std::optional<double> dice;
  std::optional<double> fpvMl;
  std::optional<double> fnvMl;
  QString note;  ///< why there are none, or what to know of them
};

/// The cases of what is open, one row a study. What readers did is asked for when it is shown, so that a row
/// costs its texts alone.
class WorklistModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column {
    kPatient,
    kStudy,
    kDate,
    kDiagnosis,
    kAge,
    kSex,
    kFold,
    kState,
    kReaders,
    kLesions,
    kDice,
    kFpv,
    kFnv,
    kColumns
  };
  enum Role {
    kSortRole = Qt::UserRole,  ///< what a column is sorted by; invalid: undefined, which comes last
    kStateRole,                ///< CaseState
    kTextRole,                 ///< all that a text filter looks at
  };
  struct Case {
    StudyRef study;
    QString description;
    QString date;  ///< YYYYMMDD
    QString diagnosis;
    /// As it is shown: the patient's ID, or the folder of image files, which name none.
    QString patient = {};
    std::optional<int> fold = {};    ///< StudyEntry::fold
    std::optional<double> age = {};  ///< years, by the clinical table
    QString sex = {};                ///< "F", "M" or as the table writes it
  };
  /// What is known of a case; `isHidden`: it is to be read blind, and not known to this reader.
  struct Knowledge {
    CaseReview review;
    bool isHidden = false;
    bool isChecked = true;
  };
  using Ask = std::function<Knowledge(const StudyRef&)>;

  explicit WorklistModel(Ask ask, QObject* parent = nullptr);

  /// Takes the studies of an index. Cases that are listed already keep their rows where their order allows.
  void setIndex(const StudyIndex& index);
  void setClinicalTable(const ClinicalTable& table);
  void setCases(std::vector<Case> cases);
  const std::vector<Case>& cases() const { return cases_; }
  int rowOf(const StudyRef& study) const;
  /// The open case, which stands out; nothing: none is.
  void setOpen(const std::optional<StudyRef>& study);
  int openRow() const { return openRow_; }
  void setFigures(const StudyRef& study, const CaseFigures& figures);
  void clearFigures();
  const CaseFigures* figuresOf(int row) const;

  /// What is known of a case, or of all, changed.
  void refresh(const StudyRef& study);
  void refreshAll();

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  /// What the clinical table says of a case.
  void describe(Case& row) const;
  QVariant text(const Case& row, int column) const;
  QVariant sortValue(const Case& row, int column) const;
  QVariant toolTip(const Case& row, int column) const;

  Ask ask_;
  ClinicalTable clinical_;
  evaluation::MetadataTable metadata_{ClinicalTable()};
  std::vector<Case> cases_;
  QHash<StudyRef, int> rows_;
  QHash<StudyRef, CaseFigures> figures_;
  std::optional<StudyRef> open_;
  int openRow_ = -1;
};

/// The worklist as a person sorted and filtered it. What is undefined comes last, whichever way it is sorted.
class WorklistOrder : public QSortFilterProxyModel {
  Q_OBJECT

 public:
  explicit WorklistOrder(QObject* parent = nullptr);

  /// All words must occur; case does not matter.
  void setText(const QString& text);
  /// Nothing: all.
  void setState(std::optional<CaseState> state);
  bool isFiltered() const { return !words_.isEmpty() || state_.has_value(); }

 protected:
  bool filterAcceptsRow(int row, const QModelIndex& parent) const override;
  bool lessThan(const QModelIndex& left, const QModelIndex& right) const override;

 private:
  QStringList words_;
  std::optional<CaseState> state_;
};

}  // namespace uptake
