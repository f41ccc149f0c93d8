#include "app/features/review/worklist_model.h"

#include "app/session/review/review_texts.h"
#include "app/shell/text/date_text.h"
#include "core/identity/image_key.h"

#include <QFont>
#include <QLocale>

#include <algorithm>

namespace uptake {

namespace {

QVariant figureText(const std::optional<double>& number, int decimals) {
  return number ? QVariant(QLocale().toString(*number, 'f', decimals)) : QVariant();
}

QVariant numberOf(const std::optional<double>& number) {
  return number ? QVariant(*number) : QVariant();
}

QVariant textOrNothing(const QString& text) {
  return text.isEmpty() ? QVariant() : QVariant(text);
}

bool isNumeric(int column) {
  return column >= WorklistModel::kLesions || column == WorklistModel::kAge || column == WorklistModel::kFold;
}

}  // namespace

WorklistModel::WorklistModel(Ask ask, QObject* parent) : QAbstractTableModel(parent), ask_(std::move(ask)) {}

void WorklistModel::setIndex(const StudyIndex& index) {
  std::vector<Case> cases;
  for (const PatientEntry& patient : index.patients)
    for (const StudyEntry& study : patient.studies) {
      cases.push_back(
          {patient.refOf(study), study.description, study.date, {}, patient.shownId(), study.fold});
      describe(cases.back());
    }
  setCases(std::move(cases));
}

void WorklistModel::setCases(std::vector<Case> cases) {
  const auto isSame = [](const Case& a, const Case& b) { return a.study == b.study; };
  const bool grows = cases.size() >= cases_.size() &&
                     std::ranges::equal(cases_, std::span(cases).first(cases_.size()), isSame);
  const int before = static_cast<int>(cases_.size());
  const int after = static_cast<int>(cases.size());
  if (!grows)
    beginResetModel();
  else if (after > before)
    beginInsertRows({}, before, after - 1);
  cases_ = std::move(cases);
  rows_.clear();
  for (int row = 0; row < after; ++row) rows_.insert(cases_[static_cast<std::size_t>(row)].study, row);
  openRow_ = open_ ? rowOf(*open_) : -1;
  if (!grows)
    endResetModel();
  else if (after > before)
    endInsertRows();
  if (grows && before > 0) Q_EMIT dataChanged(index(0, 0), index(before - 1, kColumns - 1));
}

void WorklistModel::setClinicalTable(const ClinicalTable& table) {
  clinical_ = table;
  metadata_ = evaluation::MetadataTable(table);
  for (Case& each : cases_) describe(each);
  refreshAll();
}

void WorklistModel::describe(Case& row) const {
  row.diagnosis = clinical_.diagnosisOf(row.patient, row.study.studyUid);
  const auto said = metadata_.of(row.study.studyUid, {row.patient, row.description});
  row.age = said ? said->age : std::nullopt;
  row.sex = said ? said->sex : QString();
}

int WorklistModel::rowOf(const StudyRef& study) const {
  return rows_.value(study, -1);
}

void WorklistModel::setOpen(const std::optional<StudyRef>& study) {
  const int before = openRow_;
  open_ = study;
  openRow_ = study ? rowOf(*study) : -1;
  for (const int row : {before, openRow_})
    if (row >= 0 && row < rowCount()) Q_EMIT dataChanged(index(row, 0), index(row, kColumns - 1));
}

void WorklistModel::setFigures(const StudyRef& study, const CaseFigures& figures) {
  figures_[study] = figures;
  refresh(study);
}

void WorklistModel::clearFigures() {
  figures_.clear();
  refreshAll();
}

const CaseFigures* WorklistModel::figuresOf(int row) const {
  const auto found = figures_.find(cases_[static_cast<std::size_t>(row)].study);
  return found == figures_.end() ? nullptr : &*found;
}

void WorklistModel::refresh(const StudyRef& study) {
  const int row = rowOf(study);
  if (row >= 0)
    Q_EMIT dataChanged(index(row, 0), index(row, kColumns - 1));
  else if (study.patientId.isEmpty() && !isImageKey(study.studyUid))
    refreshAll();  // records name nobody, and there may be several
}

void WorklistModel::refreshAll() {
  if (!cases_.empty()) Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, kColumns - 1));
}

int WorklistModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(cases_.size());
}

int WorklistModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : kColumns;
}

QVariant WorklistModel::text(const Case& row, int column) const {
  switch (column) {
    case kPatient:
      return row.patient.isEmpty() ? tr("No patient ID") : row.patient;
    case kStudy:
      return row.description;
    case kDate:
      return dateText(row.date);
    case kDiagnosis:
      return row.diagnosis.simplified();
    case kAge:
      return figureText(row.age, 0);
    case kSex:
      return row.sex;
    case kFold:
      return row.fold ? QVariant(*row.fold) : QVariant();
    default:
      break;
  }
  const Knowledge known = ask_(row.study);
  if (column == kState)
    return known.isHidden ? tr("To read blind")
                          : stateText(known.review) + (known.isChecked ? QString() : QStringLiteral(" …"));
  if (known.isHidden) return {};
  if (column == kReaders) return known.review.readers.join(QStringLiteral(", "));
  if (column == kLesions) return known.review.lesions ? QVariant(*known.review.lesions) : QVariant();
  const auto figures = figures_.find(row.study);
  if (figures == figures_.end()) return {};
  if (column == kDice) return figureText(figures->dice, 3);
  return figureText(column == kFpv ? figures->fpvMl : figures->fnvMl, 2);
}

QVariant WorklistModel::sortValue(const Case& row, int column) const {
  switch (column) {
    case kPatient:
      return textOrNothing(row.patient);
    case kStudy:
      return textOrNothing(row.description);
    case kDate:
      return textOrNothing(row.date);
    case kDiagnosis:
      return textOrNothing(row.diagnosis);
    case kAge:
      return numberOf(row.age);
    case kSex:
      return textOrNothing(row.sex);
    case kFold:
      return row.fold ? QVariant(*row.fold) : QVariant();
    default:
      break;
  }
  const Knowledge known = ask_(row.study);
  if (known.isHidden) return column == kState ? QVariant(urgencyOf(CaseState::Untouched)) : QVariant();
  if (column == kState) return urgencyOf(known.review.state);
  if (column == kReaders) return textOrNothing(known.review.readers.join(QStringLiteral(", ")));
  if (column == kLesions) return known.review.lesions ? QVariant(*known.review.lesions) : QVariant();
  const auto figures = figures_.find(row.study);
  if (figures == figures_.end()) return {};
  return numberOf(column == kDice ? figures->dice : column == kFpv ? figures->fpvMl : figures->fnvMl);
}

QVariant WorklistModel::toolTip(const Case& row, int column) const {
  if (column == kDiagnosis && !row.diagnosis.isEmpty())
    return tr("%1\nFrom %2").arg(row.diagnosis, clinical_.file());
  if (const QVariant said = text(row, column);
      (column == kAge || column == kSex) && !said.toString().isEmpty())
    return tr("%1\nFrom %2").arg(said.toString(), clinical_.file());
  const Knowledge known = ask_(row.study);
  if (column == kState || column == kReaders)
    return known.isHidden
               ? tr("What others did of this case is shown when you have finished your own reading.")
               : reviewSentence(known.review);
  if (column >= kDice && !known.isHidden)
    if (const auto figures = figures_.find(row.study); figures != figures_.end()) return figures->note;
  return text(row, column);
}

QVariant WorklistModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const Case& row = cases_[static_cast<std::size_t>(index.row())];
  switch (role) {
    case Qt::DisplayRole:
      return text(row, index.column());
    case Qt::ToolTipRole:
      return toolTip(row, index.column());
    case Qt::TextAlignmentRole:
      return QVariant(Qt::AlignVCenter | (isNumeric(index.column()) ? Qt::AlignRight : Qt::AlignLeft));
    case Qt::FontRole:
      if (index.row() == openRow_) {
        QFont font;
        font.setBold(true);
        return font;
      }
      return {};
    case kSortRole:
      return sortValue(row, index.column());
    case kStateRole: {
      const Knowledge known = ask_(row.study);
      return static_cast<int>(known.isHidden ? CaseState::Untouched : known.review.state);
    }
    case kTextRole: {
      QStringList texts;
      for (const int column : {kPatient, kStudy, kDate, kDiagnosis, kState, kReaders})
        texts.append(text(row, column).toString());
      return QString(texts.join(QLatin1Char('\n')) + QLatin1Char('\n') + row.date);
    }
    default:
      return {};
  }
}

QVariant WorklistModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return {};
  if (role == Qt::TextAlignmentRole)
    return QVariant(Qt::AlignVCenter | (isNumeric(section) ? Qt::AlignRight : Qt::AlignLeft));
  // The first click brings the worst to the top.
  if (role == Qt::InitialSortOrderRole)
    return section == kFpv || section == kFnv || section == kLesions ? Qt::DescendingOrder
                                                                     : Qt::AscendingOrder;
  if (role == Qt::ToolTipRole) {
    switch (section) {
      case kState:
        return tr("Sorted by what needs a person most: rejected, disputed, changed since, to do, …");
      case kAge:
        return tr("Age, years");
      case kFold:
        return tr("The fold in which the case is validated, by splits_final.json");
      case kLesions:
        return tr("Lesions, as whoever annotated the case last left it");
      case kDice:
        return tr("Dice over the volume of the saved masks and the prediction");
      case kFpv:
        return tr("False positive volume, ml: predicted parts without a voxel of the masks");
      case kFnv:
        return tr("False negative volume, ml: parts of the masks without a predicted voxel");
      default:
        return {};
    }
  }
  if (role != Qt::DisplayRole) return {};
  switch (section) {
    case kPatient:
      return tr("Patient");
    case kStudy:
      return tr("Study");
    case kDate:
      return tr("Date");
    case kDiagnosis:
      return tr("Diagnosis");
    case kAge:
      return tr("Age");
    case kSex:
      return tr("Sex");
    case kFold:
      return tr("Fold");
    case kState:
      return tr("State");
    case kReaders:
      return tr("Readers");
    case kLesions:
      return tr("Lesions");
    case kDice:
      return tr("Dice");
    case kFpv:
      return tr("FPV ml");
    case kFnv:
      return tr("FNV ml");
    default:
      return {};
  }
}

WorklistOrder::WorklistOrder(QObject* parent) : QSortFilterProxyModel(parent) {
  setSortRole(WorklistModel::kSortRole);
  // Not while a person works on a case: it would run away from under them.
  setDynamicSortFilter(false);
}

void WorklistOrder::setText(const QString& text) {
  words_ = text.split(QLatin1Char(' '), Qt::SkipEmptyParts);
  invalidateFilter();
}

void WorklistOrder::setState(std::optional<CaseState> state) {
  state_ = state;
  invalidateFilter();
}

bool WorklistOrder::filterAcceptsRow(int row, const QModelIndex& parent) const {
  if (!isFiltered()) return true;
  const QModelIndex index = sourceModel()->index(row, 0, parent);
  if (state_ && index.data(WorklistModel::kStateRole).toInt() != static_cast<int>(*state_)) return false;
  if (words_.isEmpty()) return true;
  const QString text = index.data(WorklistModel::kTextRole).toString();
  return std::ranges::all_of(words_,
                             [&](const QString& word) { return text.contains(word, Qt::CaseInsensitive); });
}

bool WorklistOrder::lessThan(const QModelIndex& left, const QModelIndex& right) const {
  const QVariant a = left.data(WorklistModel::kSortRole);
  const QVariant b = right.data(WorklistModel::kSortRole);
  if (a.isValid() != b.isValid()) return (sortOrder() == Qt::AscendingOrder) == a.isValid();
  if (!a.isValid()) return false;
  if (a.typeId() == QMetaType::QString) return QString::localeAwareCompare(a.toString(), b.toString()) < 0;
  return a.toDouble() < b.toDouble();
}

}  // namespace uptake
