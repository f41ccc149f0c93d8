#include "annotation/lesions/lesion_csv.h"

#include "core/csv.h"

#include <functional>

namespace uptake {

namespace {

using Number = std::optional<double>;

struct Column {
  QByteArray name;
  std::function<Number(const LesionFigures&)> value;
  bool isCount = false;  ///< a whole number
};

using Member = double LesionStatistics::*;

Column measured(const QByteArray& name, std::optional<LesionStatistics> LesionFigures::*image,
                Member member) {
  return {name, [image, member](const LesionFigures& figures) -> Number {
            const auto& statistics = figures.*image;
            if (!statistics || statistics->state != RegionState::Measured) return std::nullopt;
            return *statistics.*member;
          }};
}

template <class Value>
Column shaped(const QByteArray& name, Value value) {
  return {name, [value](const LesionFigures& figures) -> Number {
            if (!figures.shape) return std::nullopt;
            return value(*figures.shape);
          }};
}

std::vector<Column> columnsOf(const LesionNames& names) {
  std::vector<Column> columns{
      {"volume_ml", [](const LesionFigures& figures) { return Number(figures.volumeMl); }}};
  if (names.pet != PetColumns::None) {
    const QByteArray prefix = names.pet == PetColumns::Suv ? "suv_" : "pet_";
    constexpr auto uptake = &LesionFigures::uptake;
    columns.push_back(measured(prefix + "max", uptake, &LesionStatistics::maximum));
    columns.push_back(measured(prefix + "mean", uptake, &LesionStatistics::mean));
    columns.push_back(measured(prefix + "min", uptake, &LesionStatistics::minimum));
    columns.push_back(measured(prefix + "median", uptake, &LesionStatistics::median));
    columns.push_back({prefix + "peak", [](const LesionFigures& figures) -> Number {
                         if (!figures.uptake || !figures.uptake->peak) return std::nullopt;
                         return figures.uptake->peak->value;
                       }});
    if (names.pet == PetColumns::Suv && names.isOutlined)
      columns.push_back(measured("tlg_g", uptake, &LesionStatistics::total));
  }
  columns.push_back({"voxels",
                     [](const LesionFigures& figures) { return Number(static_cast<double>(figures.voxels)); },
                     true});
  columns.push_back(shaped("longest_mm", [](const LesionShape& s) { return s.longest.lengthMm(); }));
  columns.push_back(
      shaped("perpendicular_mm", [](const LesionShape& s) { return s.perpendicular.lengthMm(); }));
  constexpr const char* kAxes[] = {"x", "y", "z"};
  for (int axis = 0; axis < 3; ++axis)
    columns.push_back(shaped(QByteArray("extent_") + kAxes[axis] + "_mm",
                             [axis](const LesionShape& s) { return s.extentMm[axis]; }));
  columns.push_back(shaped("slices", [](const LesionShape& s) { return static_cast<double>(s.slices); }));
  columns.back().isCount = true;
  columns.push_back({"image",
                     [](const LesionFigures& figures) -> Number {
                       if (!figures.shape || figures.shape->image < 0) return std::nullopt;
                       return static_cast<double>(figures.shape->image);
                     },
                     true});
  for (int axis = 0; axis < 3; ++axis)
    columns.push_back(
        shaped(QByteArray(kAxes[axis]) + "_mm", [axis](const LesionShape& s) { return s.place[axis]; }));
  constexpr auto density = &LesionFigures::density;
  const QByteArray of = names.valueUnit.isEmpty() ? "hu_" : "value_";
  columns.push_back(measured(of + "mean", density, &LesionStatistics::mean));
  columns.push_back(measured(of + "min", density, &LesionStatistics::minimum));
  columns.push_back(measured(of + "max", density, &LesionStatistics::maximum));
  return columns;
}

}  // namespace

QByteArray lesionCsv(const LesionFiguresTable& table, const LesionNames& names) {
  const std::vector<Column> columns = columnsOf(names);
  const bool hasUnit = names.pet == PetColumns::OwnUnit;
  QByteArray text = "label,name";
  for (const Column& column : columns) text += ',' + column.name;
  if (hasUnit) text += ",pet_unit";
  text += names.valueUnit.isEmpty() ? "\n" : ",value_unit\n";
  const auto row = [&](const QByteArray& label, const QString& name, const LesionFigures& figures) {
    text += label + ',' + csvField(name);
    for (const Column& column : columns) {
      const Number value = column.value(figures);
      text += ',' +
              (column.isCount && value ? QByteArray::number(static_cast<qint64>(*value)) : csvNumber(value));
    }
    if (hasUnit) text += ',' + csvField(names.petUnit);
    if (!names.valueUnit.isEmpty()) text += ',' + csvField(names.valueUnit);
    text += '\n';
  };
  for (const LesionFigures& lesion : table.lesions) {
    const auto name = names.names.find(lesion.label);
    row(QByteArray::number(lesion.label), name == names.names.end() ? QString() : name->second, lesion);
  }
  row("total", {}, table.all);
  return text;
}

QJsonObject lesionJson(const LesionFigures& figures, const LesionNames& names) {
  QJsonObject result;
  for (const Column& column : columnsOf(names)) {
    const Number value = column.value(figures);
    result[QLatin1String(column.name)] = !value           ? QJsonValue()
                                         : column.isCount ? QJsonValue(static_cast<qint64>(*value))
                                                          : QJsonValue(*value);
  }
  return result;
}

}  // namespace uptake
