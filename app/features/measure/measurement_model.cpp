#include "app/features/measure/measurement_model.h"

#include "app/features/measure/measure_text.h"
#include "app/shell/theme/icons.h"

#include <QIcon>

namespace uptake {

namespace {

QIcon iconOf(MeasurementKind kind) {
  switch (kind) {
    case MeasurementKind::Distance:
      return lineIcon(QStringLiteral("distance"));
    case MeasurementKind::Angle:
      return lineIcon(QStringLiteral("angle"));
    case MeasurementKind::Ellipse:
      return lineIcon(QStringLiteral("ellipse"));
    case MeasurementKind::Sphere:
      break;
  }
  return lineIcon(QStringLiteral("sphere"));
}

MeasurementText textOf(const ViewState& state, MeasurementId id) {
  const auto found = state.measurementTexts().find(id);
  return found == state.measurementTexts().end() ? MeasurementText() : found->second;
}

}  // namespace

MeasurementModel::MeasurementModel(ToolContext context, const ViewState& state, QObject* parent)
    : IdTableModel(parent), context_(context), state_(state) {
  connect(&context_.document, &CaseDocument::measurementsChanged, this, &MeasurementModel::update);
  connect(&state_, &ViewState::measurementTextsChanged, this, &MeasurementModel::update);
  update();
}

void MeasurementModel::update() {
  std::vector<MeasurementId> rows;
  for (const auto& [id, measurement] : context_.document.measurements()) rows.push_back(id);
  setIds(rows);
}

QString MeasurementModel::lineOf(MeasurementId id) const {
  const Measurement* measurement = context_.document.measurement(id);
  return measurement ? measurementLine(*measurement, textOf(state_, id)) : QString();
}

int MeasurementModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : kColumns;
}

QVariant MeasurementModel::data(const QModelIndex& index, int role) const {
  const MeasurementId id = idAt(index);
  const Measurement* measurement = context_.document.measurement(id);
  if (!measurement) return {};
  switch (role) {
    case Qt::DisplayRole:
      if (index.column() == kName) return measurementTitle(*measurement);
      if (!context_.document.isOnImages(*measurement)) return tr("not on these images");
      return measurementSummary(*measurement, textOf(state_, id));
    case Qt::EditRole:
      return index.column() == kName ? measurement->name : QVariant();
    case Qt::DecorationRole:
      return index.column() == kName ? iconOf(measurement->kind) : QVariant();
    case Qt::ToolTipRole: {
      if (!context_.document.isOnImages(*measurement))
        return tr("Its frame of reference is that of other images of the study; a click shows them.");
      const MeasurementText text = textOf(state_, id);
      QStringList lines = QStringList{measurementTitle(*measurement)} + text.shape + text.ct + text.pet;
      if (measurement->isGiven)
        lines.append(tr("It came with the images (annotations.csv): it is neither changed nor saved."));
      return lines.join(QLatin1Char('\n'));
    }
    default:
      return {};
  }
}

QVariant MeasurementModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
  return section == kName ? tr("Measurement") : tr("Value");
}

Qt::ItemFlags MeasurementModel::flags(const QModelIndex& index) const {
  const Qt::ItemFlags flags = QAbstractTableModel::flags(index);
  const Measurement* measurement = context_.document.measurement(idAt(index));
  const bool isOwn = measurement && !measurement->isGiven;
  return index.column() == kName && isOwn ? flags | Qt::ItemIsEditable : flags;
}

bool MeasurementModel::setData(const QModelIndex& index, const QVariant& value, int role) {
  const MeasurementId id = idAt(index);
  if (role != Qt::EditRole || index.column() != kName || id == MeasurementId::None) return false;
  CaseEditor(context_).renameMeasurement(id, value.toString().simplified());
  return true;
}

}  // namespace uptake
