#pragma once

#include "tests/annotation/case_fixture.h"

#include <functional>

namespace uptake::test {

inline BoxId put(CaseFixture& open, int k, const PixelRect& rect, const QString& name = QStringLiteral("A")) {
  Box box;
  box.sopInstanceUid = QStringLiteral("ct.%1").arg(k);
  box.className = name;
  box.rect = rect;
  return open.document.insertBox(box);
}

/// "1 2|3": the ids of each lesion.
inline QString lesionsOf(const CaseDocument& document) {
  QStringList lesions;
  for (const BoxLesion& lesion : document.boxLesions()) {
    QStringList ids;
    for (const BoxId id : lesion.boxes) ids.append(QString::number(static_cast<int>(id)));
    lesions.append(ids.join(QLatin1Char(' ')));
  }
  return lesions.join(QLatin1Char('|'));
}

/// Everything that an undo must give back, readable where it differs.
inline QString contentOf(const CaseDocument& document) {
  QString text;
  for (const auto& [id, box] : document.boxes())
    text += QStringLiteral("%1 %2 %3 [%4 %5 %6 %7] %8%9\n")
                .arg(static_cast<int>(id))
                .arg(box.sopInstanceUid, box.className)
                .arg(box.rect.xmin)
                .arg(box.rect.ymin)
                .arg(box.rect.xmax)
                .arg(box.rect.ymax)
                .arg(box.truncated)
                .arg(box.difficult);
  for (const auto& [pair, tie] : document.boxTies())
    text += QStringLiteral("%1-%2 %3\n")
                .arg(static_cast<int>(pair.first))
                .arg(static_cast<int>(pair.second))
                .arg(static_cast<int>(tie));
  return text;
}

inline std::shared_ptr<Volume> volumeOf(const ImageGrid& grid, VoxelType type, ValueUnit unit,
                                        const QString& name,
                                        const std::function<double(const Point&)>& value) {
  SeriesSource source;
  source.seriesInstanceUid = name;
  source.modality = unit == ValueUnit::Suv ? QStringLiteral("PT") : QStringLiteral("CT");
  for (int k = 0; k < grid.size().z(); ++k)
    source.slices.push_back({QStringLiteral("%1.%2").arg(name).arg(k), {}, {}, 0});
  auto volume = Volume::create(grid, type, unit,
                               unit == ValueUnit::Suv ? QStringLiteral("SUVbw") : QStringLiteral("HU"),
                               std::move(source), 0)
                    .take();
  for (int k = 0; k < grid.size().z(); ++k) {
    for (int j = 0; j < grid.size().y(); ++j)
      for (int i = 0; i < grid.size().x(); ++i) {
        const double at = value(grid.toPatient({double(i), double(j), double(k)}));
        const auto place = static_cast<std::size_t>(j * grid.size().x() + i);
        if (type == VoxelType::Int16)
          volume->sliceVoxels<std::int16_t>(k)[place] = static_cast<std::int16_t>(at);
        else
          volume->sliceVoxels<float>(k)[place] = static_cast<float>(at);
      }
    volume->publishSlice(k, Volume::SliceState::Loaded);
  }
  return volume;
}

}  // namespace uptake::test
