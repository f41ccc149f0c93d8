#include "app/features/lesiontable/lesion_export.h"

#include "core/csv.h"

namespace uptake {

LesionSnapshot lesionSnapshot(const LesionFindings& findings, const LesionTableModel& model) {
  LesionSnapshot snapshot;
  const LesionTableAspect& aspect = model.aspect();
  snapshot.pet = findings.pet();
  snapshot.ct = findings.ct();
  snapshot.names.pet = !aspect.hasPet ? PetColumns::None
                       : aspect.isSuv ? PetColumns::Suv
                                      : PetColumns::OwnUnit;
  if (findings.pet()) snapshot.names.petUnit = findings.pet()->unitLabel();
  snapshot.names.isOutlined = !aspect.isBoxes;
  if (findings.ct() && !aspect.isHounsfield) snapshot.names.valueUnit = aspect.ctUnit;
  snapshot.numbers = findings.lesions();
  for (std::size_t n = 0; n < snapshot.numbers.size(); ++n) {
    const int lesion = snapshot.numbers[n];
    const BoxLesion* boxes = findings.boxLesion(lesion);
    const auto label = static_cast<Label>(boxes ? static_cast<int>(n) + 1 : lesion);
    snapshot.lesions.emplace(label, *findings.voxels(lesion));
    snapshot.names.names[label] = model.nameAt(static_cast<int>(n));
    if (boxes) snapshot.sides[label] = boxSides(findings.document(), *boxes);
  }
  return snapshot;
}

LesionFiguresTable LesionSnapshot::measure(const JobControl& control) const {
  LesionFiguresTable table = lesionFigures(lesions, pet.get(), ct.get(), control);
  for (LesionFigures& lesion : table.lesions) {
    const auto found = sides.find(lesion.label);
    if (found == sides.end() || !lesion.shape) continue;
    lesion.shape->longest = found->second.longer;
    lesion.shape->perpendicular = found->second.shorter;
  }
  return table;
}

QString lesionTsv(const LesionTableModel& model, const std::vector<int>& rows) {
  const LesionTableAspect& aspect = model.aspect();
  const auto plain = [](QString text) {
    for (const QChar separator : {QLatin1Char('\t'), QLatin1Char('\n'), QLatin1Char('\r')})
      text.replace(separator, QLatin1Char(' '));
    return text;
  };
  QStringList lines;
  QStringList titles;
  for (int column = 0; column < kLesionColumns; ++column)
    if (isLesionColumnShown(static_cast<LesionColumn>(column), aspect))
      titles += lesionNumberTitles(static_cast<LesionColumn>(column), aspect);
  lines.append(titles.join(QLatin1Char('\t')));
  for (const int row : rows) {
    QStringList fields{plain(model.nameAt(row))};
    for (int column = 1; column < kLesionColumns; ++column) {
      if (!isLesionColumnShown(static_cast<LesionColumn>(column), aspect)) continue;
      for (const auto& number :
           lesionNumbers(static_cast<LesionColumn>(column), model.figuresAt(row), aspect))
        fields.append(QString::fromLatin1(csvNumber(number)));
    }
    lines.append(fields.join(QLatin1Char('\t')));
  }
  return lines.join(QLatin1Char('\n')) + QLatin1Char('\n');
}

}  // namespace uptake
