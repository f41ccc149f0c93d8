#pragma once

#include "core/mask/label_map.h"
#include "core/volume/volume.h"
#include "tests/support/test_support.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>

namespace uptake::test {

inline QJsonObject gridForReference(const QString& file, const ImageGrid& grid, const QString& type,
                                    const void* data, std::size_t bytes) {
  QFile raw(file);
  if (!raw.open(QIODevice::WriteOnly)) qFatal("cannot write %s", qPrintable(file));
  raw.write(static_cast<const char*>(data), static_cast<qint64>(bytes));
  const auto array = [](const Eigen::Vector3d& v) { return QJsonArray{v.x(), v.y(), v.z()}; };
  return {
      {QStringLiteral("file"), file},
      {QStringLiteral("dtype"), type},
      {QStringLiteral("size"), QJsonArray{grid.size().x(), grid.size().y(), grid.size().z()}},
      {QStringLiteral("spacing"), array(grid.spacing())},
      {QStringLiteral("origin"), array(grid.origin())},
      {QStringLiteral("axes"), QJsonArray{array(grid.axis(0)), array(grid.axis(1)), array(grid.axis(2))}}};
}

/// The lesions of a mask in numbers by tests/scripts/lesion_reference.py: an array of objects, ascending by
/// label; empty, with a warning, when the script fails. `peakIn`: the image to find peaks in, or -1.
inline QJsonArray lesionReference(const LabelMap& labels, const std::vector<const Volume*>& images,
                                  int peakIn) {
  const QTemporaryDir dir;
  const std::vector<Label> voxels = labels.allVoxels();
  QJsonArray volumes;
  for (const Volume* image : images)
    volumes.append(
        gridForReference(dir.filePath(QString::number(volumes.size())), image->grid(),
                         image->type() == VoxelType::Int16 ? QStringLiteral("<i2") : QStringLiteral("<f4"),
                         image->data(), image->byteCount()));
  QJsonObject input{{QStringLiteral("mask"),
                     gridForReference(dir.filePath(QStringLiteral("mask")), labels.grid(),
                                      QStringLiteral("<u2"), voxels.data(), voxels.size() * sizeof(Label))},
                    {QStringLiteral("images"), volumes}};
  if (peakIn >= 0) input[QStringLiteral("peak")] = peakIn;
  QFile json(dir.filePath(QStringLiteral("case.json")));
  if (!json.open(QIODevice::WriteOnly)) qFatal("cannot write the case");
  json.write(QJsonDocument(input).toJson());
  json.close();
  const ProcessOutput output = runProcess(
      python(), {sourceDir() + QStringLiteral("/tests/scripts/lesion_reference.py"), json.fileName()},
      200000);
  if (output.exitCode != 0) qWarning("%s", output.err.constData());
  return QJsonDocument::fromJson(output.out).array();
}

}  // namespace uptake::test
