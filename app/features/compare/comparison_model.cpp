#include "app/features/compare/comparison_model.h"

#include "annotation/compare/prediction_editor.h"
#include "app/shell/theme/icons.h"
#include "viewer/slice/mask_difference.h"

#include <QLocale>

#include <algorithm>
#include <limits>
#include <numeric>

namespace uptake {

namespace {

QString agreementText(double value, int decimals) {
  return QLocale().toString(value, 'f', decimals);
}

QString comparedVolumeText(double millilitres) {
  return agreementText(millilitres, millilitres < 10.0 ? 2 : 1);
}

AgreementKind kindOf(LesionFate fate) {
  switch (fate) {
    case LesionFate::Missed:
      return AgreementKind::OnlyFirst;
    case LesionFate::FalsePositive:
      return AgreementKind::OnlySecond;
    case LesionFate::Detected:
      break;
  }
  return AgreementKind::Both;
}

RowDecision rowDecision(DecisionKind kind) {
  switch (kind) {
    case DecisionKind::TakenOver:
      return RowDecision::TakenOver;
    case DecisionKind::Corrected:
      return RowDecision::Corrected;
    case DecisionKind::Replaced:
      return RowDecision::Replaced;
    case DecisionKind::Intersected:
      return RowDecision::Intersected;
    case DecisionKind::Rejected:
      break;
  }
  return RowDecision::Rejected;
}

}  // namespace

ComparisonModel::ComparisonModel(const CaseDocument& document, const LiveAgreement& live, QObject* parent)
    : QAbstractTableModel(parent), document_(document), live_(live) {
  connect(&live, &LiveAgreement::changed, this, &ComparisonModel::update);
  connect(&document, &CaseDocument::decisionsChanged, this, &ComparisonModel::update);
  connect(&document, &CaseDocument::segmentsChanged, this, &ComparisonModel::update);
  update();
}

const MaskAgreement* ComparisonModel::agreement() const {
  return live_.comparison() ? &live_.comparison()->agreement : nullptr;
}

void ComparisonModel::update() {
  const int wanted = agreement() ? static_cast<int>(agreement()->lesions.size()) : 0;
  const int now = static_cast<int>(order_.size());
  if (wanted > now) {
    beginInsertRows({}, now, wanted - 1);
    order_.resize(static_cast<std::size_t>(wanted));
    arrange();
    endInsertRows();
  } else if (wanted < now) {
    beginRemoveRows({}, wanted, now - 1);
    order_.resize(static_cast<std::size_t>(wanted));
    arrange();
    endRemoveRows();
  } else {
    arrange();
  }
  if (wanted > 0) Q_EMIT dataChanged(index(0, 0), index(wanted - 1, kColumns - 1));
}

void ComparisonModel::arrange() {
  std::iota(order_.begin(), order_.end(), 0);
  if (order_.empty()) return;
  const auto& lesions = agreement()->lesions;
  const auto of = [&](int lesion) -> const LesionAgreement& {
    return lesions[static_cast<std::size_t>(lesion)];
  };
  const auto before = [&](int a, int b) {
    if (column_ == kLesion) return QString::localeAwareCompare(nameOf(of(a)), nameOf(of(b))) < 0;
    if (column_ == kFate) return of(a).fate < of(b).fate;
    if (column_ == kDecision) return decisionOn(a) < decisionOn(b);
    constexpr double kNone = -std::numeric_limits<double>::infinity();
    return number(of(a), column_).value_or(kNone) < number(of(b), column_).value_or(kNone);
  };
  std::ranges::stable_sort(
      order_, [&](int a, int b) { return sorting_ == Qt::AscendingOrder ? before(a, b) : before(b, a); });
}

void ComparisonModel::sort(int column, Qt::SortOrder order) {
  column_ = column < 0 ? kDisagreement : column;
  sorting_ = column < 0 ? Qt::DescendingOrder : order;
  Q_EMIT layoutAboutToBeChanged();
  arrange();
  Q_EMIT layoutChanged();
}

int ComparisonModel::lesionAt(int row) const {
  return row < 0 || row >= static_cast<int>(order_.size()) ? -1 : order_[static_cast<std::size_t>(row)];
}

int ComparisonModel::rowOf(int lesion) const {
  const auto found = std::ranges::find(order_, lesion);
  return found == order_.end() ? -1 : static_cast<int>(found - order_.begin());
}

RowDecision ComparisonModel::decisionOn(int lesion) const {
  const MaskLayer* prediction = document_.mask(live_.prediction());
  if (!agreement() || !prediction) return RowDecision::None;
  const std::vector<int>& parts = agreement()->lesions[static_cast<std::size_t>(lesion)].predicted;
  RowDecision result = RowDecision::None;
  std::size_t decided = 0;
  for (const int part : parts)
    if (const LesionDecision* each =
            decisionAbout(document_, *prediction, live_.comparison()->prediction, part)) {
      result = rowDecision(each->kind);
      ++decided;
    }
  return decided == parts.size() ? result : decided > 0 ? RowDecision::Part : RowDecision::None;
}

bool ComparisonModel::isOpen(int lesion) const {
  if (!agreement() || agreement()->lesions[static_cast<std::size_t>(lesion)].disagreementMl <= 0.0)
    return false;
  const RowDecision decision = decisionOn(lesion);
  return decision == RowDecision::None || decision == RowDecision::Part;
}

int ComparisonModel::openCount() const {
  return static_cast<int>(std::ranges::count_if(order_, [this](int lesion) { return isOpen(lesion); }));
}

int ComparisonModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(order_.size());
}

int ComparisonModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : kColumns;
}

QString ComparisonModel::nameOf(const LesionAgreement& lesion) const {
  if (lesion.truth < 0) {
    const MaskLayer* prediction = document_.mask(live_.prediction());
    return prediction
               ? predictedLesionName(*prediction, live_.comparison()->prediction, lesion.predicted.front())
               : QString();
  }
  const MaskLayer* truth = document_.mask(live_.truth());
  const MaskPart& part = live_.comparison()->truth.parts[static_cast<std::size_t>(lesion.truth)];
  const Segment* segment = truth ? truth->segment(part.label) : nullptr;
  return segment ? segment->label : tr("Lesion %1").arg(part.label);
}

QString ComparisonModel::fateText(const LesionAgreement& lesion) const {
  switch (lesion.fate) {
    case LesionFate::Missed:
      return tr("missed");
    case LesionFate::FalsePositive:
      return tr("false positive");
    case LesionFate::Detected:
      break;
  }
  if (lesion.split && lesion.merged) return tr("detected, split, merged");
  if (lesion.split) return tr("detected, split");
  return lesion.merged ? tr("detected, merged") : tr("detected");
}

std::optional<double> ComparisonModel::number(const LesionAgreement& lesion, int column) const {
  switch (column) {
    case kDisagreement:
      return lesion.disagreementMl;
    case kTruth:
      return lesion.truth >= 0 ? std::optional(lesion.truthMl) : std::nullopt;
    case kPredicted:
      return lesion.predicted.empty() ? std::nullopt : std::optional(lesion.predictedMl);
    case kOverlap:
      return lesion.fate == LesionFate::Detected ? std::optional(lesion.overlapMl) : std::nullopt;
    case kDice:
      return lesion.dice;
    case kHausdorff:
      return lesion.surface ? std::optional(lesion.surface->hausdorff95) : std::nullopt;
    case kDistance:
      return lesion.surface ? std::optional(lesion.surface->mean) : std::nullopt;
    default:
      return std::nullopt;
  }
}

QString ComparisonModel::text(const LesionAgreement& lesion, int position, int column) const {
  switch (column) {
    case kLesion:
      return nameOf(lesion);
    case kFate:
      return fateText(lesion);
    case kDecision:
      switch (decisionOn(position)) {
        case RowDecision::TakenOver:
          return tr("taken over");
        case RowDecision::Rejected:
          return tr("rejected");
        case RowDecision::Corrected:
          return tr("corrected");
        case RowDecision::Replaced:
          return tr("replaced");
        case RowDecision::Intersected:
          return tr("clipped");
        case RowDecision::Part:
          return tr("in part");
        case RowDecision::None:
          break;
      }
      return {};
    default:
      break;
  }
  const std::optional<double> value = number(lesion, column);
  if (!value) {
    const bool awaited = (column == kHausdorff || column == kDistance) && lesion.fate == LesionFate::Detected;
    return awaited ? QStringLiteral("…") : QStringLiteral("–");
  }
  if (column == kDice) return agreementText(*value, 3);
  return column == kHausdorff || column == kDistance ? agreementText(*value, 1) : comparedVolumeText(*value);
}

QVariant ComparisonModel::data(const QModelIndex& index, int role) const {
  const int position = index.isValid() ? lesionAt(index.row()) : -1;
  if (position < 0 || !agreement() || static_cast<std::size_t>(position) >= agreement()->lesions.size())
    return {};
  const LesionAgreement& lesion = agreement()->lesions[static_cast<std::size_t>(position)];
  const int column = index.column();
  if (role == Qt::DisplayRole) return text(lesion, position, column);
  if (role == Qt::DecorationRole && column == kFate) return swatch(agreementColour(kindOf(lesion.fate)));
  if (role == Qt::TextAlignmentRole)
    return column == kLesion || column == kFate || column == kDecision
               ? QVariant(Qt::AlignLeft | Qt::AlignVCenter)
               : QVariant(Qt::AlignRight | Qt::AlignVCenter);
  if (role == Qt::ToolTipRole && (column == kLesion || column == kFate)) {
    QStringList parts;
    for (const int part : lesion.predicted) parts.append(QString::number(part + 1));
    QStringList lines;
    if (lesion.truth >= 0) lines.append(tr("Component %1 of the truth").arg(lesion.truth + 1));
    if (!parts.isEmpty()) lines.append(tr("Predicted component %1").arg(parts.join(QStringLiteral(", "))));
    return lines.join(QLatin1Char('\n'));
  }
  return {};
}

QVariant ComparisonModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return {};
  struct Heading {
    QString text, tip;
  };
  const auto heading = [&]() -> Heading {
    switch (section) {
      case kLesion:
        return {tr("Lesion"), tr("A connected part of the truth, or a predicted one that overlaps none.\n"
                                 "Voxels that share a face or an edge are connected.")};
      case kFate:
        return {tr("Fate"),
                tr("detected: a prediction overlaps it; missed: none does; false positive: predicted, "
                   "and no true voxel in it.\nsplit: several predicted parts overlap it; merged: its "
                   "prediction overlaps other lesions, too.")};
      case kDisagreement:
        return {tr("Differs, ml"),
                tr("What of the lesion is not predicted, and what of its prediction is in no "
                   "true lesion. The worst come first.")};
      case kTruth:
        return {tr("Truth, ml"), tr("Volume of the true lesion")};
      case kPredicted:
        return {tr("Predicted, ml"), tr("Volume of all predicted parts that overlap it")};
      case kOverlap:
        return {tr("Both, ml"), tr("Volume that they share")};
      case kDice:
        return {tr("Dice"),
                tr("2 · |T ∩ P| / (|T| + |P|) of the lesion and all predicted parts that overlap it")};
      case kHausdorff:
        return {tr("HD95, mm"),
                tr("Hausdorff distance, 95 %: the larger of the two directed 95th percentiles of "
                   "the distances between the surfaces' voxels")};
      case kDistance:
        return {tr("Surface, mm"), tr("Mean distance to the other surface, over the surface voxels of both")};
      case kDecision:
        return {tr("Decision"),
                tr("What was done about the predicted parts: Y takes over, R rejects, U takes over "
                   "to correct")};
      default:
        return {};
    }
  };
  if (role == Qt::DisplayRole) return heading().text;
  if (role == Qt::ToolTipRole) return heading().tip;
  if (role == Qt::TextAlignmentRole)
    return section == kLesion || section == kFate || section == kDecision
               ? QVariant(Qt::AlignLeft | Qt::AlignVCenter)
               : QVariant(Qt::AlignRight | Qt::AlignVCenter);
  return {};
}

}  // namespace uptake
