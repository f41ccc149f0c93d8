#include "annotation/commands/measurement_edit.h"

#include <QCoreApplication>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::MeasurementEdit)
};

}  // namespace

MeasurementEdit::MeasurementEdit(ToolContext context, std::optional<Measurement> before,
                                 std::optional<Measurement> after, const QString& text, EditState state)
    : EditCommand(context, text, state), before_(std::move(before)), after_(std::move(after)) {
  Q_ASSERT(before_ || after_);
}

std::size_t MeasurementEdit::byteCount() const {
  std::size_t bytes = sizeof(*this);
  for (const auto* each : {&before_, &after_})
    if (*each) bytes += (*each)->points.size() * sizeof(Point);
  return bytes;
}

void MeasurementEdit::show(const std::optional<Measurement>& shown,
                           const std::optional<Measurement>& wanted) {
  if (!wanted) {
    if (context_.selection.measurement() == shown->id) context_.selection.setMeasurement(MeasurementId::None);
    context_.document.takeMeasurement(shown->id);
    return;
  }
  if (shown)
    context_.document.updateMeasurement(*wanted);
  else
    context_.document.insertMeasurement(*wanted);
  context_.selection.setMeasurement(wanted->id);
}

QString measurementMenuName(const Measurement& measurement) {
  if (!measurement.name.isEmpty()) return menuName(measurement.name);
  switch (measurement.kind) {
    case MeasurementKind::Distance:
      return Texts::tr("distance");
    case MeasurementKind::Angle:
      return Texts::tr("angle");
    case MeasurementKind::Ellipse:
      return Texts::tr("ellipse");
    case MeasurementKind::Sphere:
      break;
  }
  return Texts::tr("sphere");
}

}  // namespace uptake
