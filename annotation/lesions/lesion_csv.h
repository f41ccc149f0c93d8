#pragma once

#include "annotation/lesions/lesion_figures.h"

#include <QByteArray>
#include <QJsonObject>
#include <QString>

#include <map>

namespace uptake {

/// How the values of the PET are named in files.
enum class PetColumns {
  Suv,      ///< suv_max …, tlg_g
  OwnUnit,  ///< pet_max …, in the file's unit, which a column pet_unit names; no TLG
  None,     ///< there is no PET: no such columns
};

/// What lesion files say beside the figures.
struct LesionNames {
  std::map<Label, QString> names;
  PetColumns pet = PetColumns::Suv;
  QString petUnit;         ///< with PetColumns::OwnUnit
  bool isOutlined = true;  ///< false for boxes, which have no TLG
  /// Another image than a CT is measured: value_mean, … in place of hu_mean, and its unit in value_unit.
  QString valueUnit = {};
};

/// The lesions and all together as CSV (RFC 4180, lines end with a line feed): a header, a row a lesion, and
/// a row "total". Undefined values are empty; numbers have the digits that give the same number back.
/// Columns: label, name, volume_ml, suv_max, suv_mean, suv_min, suv_median, suv_peak, tlg_g, voxels,
/// longest_mm, perpendicular_mm, extent_x_mm, extent_y_mm, extent_z_mm, slices, image, x_mm, y_mm, z_mm,
/// hu_mean, hu_min, hu_max.
QByteArray lesionCsv(const LesionFiguresTable& table, const LesionNames& names);

/// The same names and values for a lesion in JSON, undefined ones null; without label and name.
QJsonObject lesionJson(const LesionFigures& figures, const LesionNames& names);

}  // namespace uptake
