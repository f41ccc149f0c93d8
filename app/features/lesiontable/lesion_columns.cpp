#include "app/features/lesiontable/lesion_columns.h"

#include "app/session/lesions/image_names.h"
#include "viewer/overlay/value_text.h"

#include <QCoreApplication>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::LesionPanel)
};

const QString kDash = QStringLiteral("–");

bool isPlainSuv(const LesionTableAspect& aspect) {
  return aspect.isSuv && aspect.petLabel == QLatin1String("SUV");
}

/// "SUVmax", "SULjames max", "Max (Bq/ml)".
QString uptakeTitle(const LesionTableAspect& aspect, const QString& what, const QString& alone) {
  if (isPlainSuv(aspect)) return aspect.petLabel + what;
  if (aspect.isSuv) return QStringLiteral("%1 %2").arg(aspect.petLabel, what);
  return QStringLiteral("%1 (%2)").arg(alone, aspect.petLabel);
}

/// "g" of "g/ml".
QString glycolysisUnit(const LesionTableAspect& aspect) {
  return aspect.quantity.unit.section(QLatin1Char('/'), 0, 0);
}

/// What every definition of a number of PET ends with.
QString uptakeRemark(const LesionTableAspect& aspect) {
  QString text;
  if (aspect.isSuv)
    text = aspect.quantity.factor == 1.0 ? Texts::tr("SUV by body weight, g/ml.")
                                         : Texts::tr("%1, %2: SUV by body weight × %3.")
                                               .arg(aspect.quantity.label, aspect.quantity.unit)
                                               .arg(aspect.quantity.factor, 0, 'g', 6);
  else
    text = Texts::tr("In the file's unit, because there is no SUV: %1").arg(aspect.noSuv);
  return QLatin1Char('\n') + text;
}

QString ctRule(const LesionTableAspect& aspect) {
  return QLatin1Char('\n') +
         Texts::tr(
             "Of the %1's voxels in the lesion: each of the lesion's voxels is read at points no further "
             "apart than the %1's voxels, at the voxel that each falls into.")
             .arg(aspect.ctKind);
}

/// Pictures of a PET in colour state its modality, too.
bool isPet(const SeriesSource& source) {
  const QString capture = QStringLiteral("1.2.840.10008.5.1.4.1.1.7");
  return source.modality == QLatin1String("PT") &&
         (source.slices.empty() || !source.slices.front().sopClassUid.startsWith(capture));
}

/// "HU mean"; of another image "Mean (value, MR)".
QString densityTitle(const LesionTableAspect& aspect, const QString& what, const QString& alone) {
  return aspect.isHounsfield ? QStringLiteral("HU %1").arg(what)
                             : QStringLiteral("%1 (%2, %3)").arg(alone, aspect.ctUnit, aspect.ctKind);
}

/// Whole numbers of CT; others have a unit of any size.
int densityDecimals(const LesionTableAspect& aspect, int ofCt) {
  return aspect.isHounsfield ? ofCt : 3;
}

QString whyNot(const LesionStatistics& statistics, const QString& image) {
  switch (statistics.state) {
    case RegionState::Measured:
      return {};
    case RegionState::NoPixel:
    case RegionState::OutsideImage:
      return Texts::tr("The lesion reaches beyond the %1.").arg(image);
    case RegionState::SliceMissing:
      return Texts::tr("The lesion reaches into a slice of the %1 that is missing.").arg(image);
    case RegionState::SliceReading:
      break;
  }
  return Texts::tr("The %1 is still being read.").arg(image);
}

LesionCell undefined(const QString& why) {
  return {kDash, std::nullopt, why};
}

LesionCell number(double value, int decimals) {
  return {numberText(value, decimals), value, {}};
}

/// A value of an image, or why there is none.
LesionCell measured(const std::optional<LesionStatistics>& statistics, double LesionStatistics::*member,
                    double factor, int decimals, const QString& image) {
  if (!statistics) return undefined({});
  if (statistics->state == RegionState::SliceReading)
    return {QStringLiteral("…"), std::nullopt, whyNot(*statistics, image)};
  if (statistics->state != RegionState::Measured) return undefined(whyNot(*statistics, image));
  return number(*statistics.*member * factor, decimals);
}

int uptakeDecimals(const LesionTableAspect& aspect) {
  return aspect.isSuv ? 2 : 0;
}

LesionCell peakCell(const LesionFigures& figures, const LesionTableAspect& aspect) {
  const QString pet = Texts::tr("PET");
  if (!figures.uptake) return undefined({});
  if (figures.uptake->state != RegionState::Measured)
    return measured(figures.uptake, &LesionStatistics::maximum, 1.0, 2, pet);
  if (figures.isWaiting && (!figures.uptake->peak || figures.uptake->peak->restricted))
    return {QStringLiteral("…"), std::nullopt, Texts::tr("The %1 is still being read.").arg(pet)};
  if (!figures.uptake->peak)
    return undefined(Texts::tr("No sphere of 1 cm³ about a voxel of the lesion lies in the PET."));
  LesionCell cell = number(figures.uptake->peak->value * aspect.quantity.factor, uptakeDecimals(aspect));
  if (figures.uptake->peak->restricted) cell.why = Texts::tr("Not of voxels at the edge of the PET.");
  return cell;
}

}  // namespace

LesionTableAspect lesionTableAspect(const LesionFindings& findings, const Session& session,
                                    const ViewState& state) {
  LesionTableAspect aspect;
  const CaseDocument& document = findings.document();
  aspect.isBoxes = findings.source().isBoxes();
  aspect.hasPet = findings.pet() != nullptr;
  aspect.hasCt = findings.ct() != nullptr;
  if (aspect.hasCt) {
    aspect.ctKind = imageKindText(*findings.ct());
    aspect.ctUnit = findings.ct()->unitLabel();
    aspect.isHounsfield = findings.ct()->unit() == ValueUnit::Hounsfield;
  }
  const MaskLayer* mask = document.mask(findings.source().mask);
  aspect.isOnPet = mask && isPet(mask->source);
  if (aspect.hasPet) {
    aspect.isSuv = findings.pet()->unit() == ValueUnit::Suv;
    if (aspect.isSuv) aspect.quantity = state.petQuantity();
    aspect.petLabel = petLabel(state, *findings.pet());
    const SuvScale* scale = session.images().shownSuv();
    if (!aspect.isSuv) aspect.noSuv = scale ? scale->refused : QString();
  }
  QStringList elsewhere;
  if (findings.isPetElsewhere()) elsewhere.append(Texts::tr("PET"));
  if (findings.isCtElsewhere()) elsewhere.append(Texts::tr("CT"));
  if (!elsewhere.isEmpty())
    aspect.notMeasured = Texts::tr("Not measured in the %1: another frame of reference.")
                             .arg(elsewhere.join(QStringLiteral(", ")));
  return aspect;
}

bool isLesionColumnShown(LesionColumn column, const LesionTableAspect& aspect) {
  switch (column) {
    case LesionColumn::Maximum:
    case LesionColumn::Mean:
    case LesionColumn::Peak:
      return aspect.hasPet;
    case LesionColumn::Glycolysis:
      return aspect.hasPet && aspect.isSuv && !aspect.isBoxes;
    case LesionColumn::HuMean:
    case LesionColumn::HuMinimum:
    case LesionColumn::HuMaximum:
      return aspect.hasCt;
    default:
      return true;
  }
}

QString lesionColumnTitle(LesionColumn column, const LesionTableAspect& aspect) {
  switch (column) {
    case LesionColumn::Name:
      return Texts::tr("Lesion");
    case LesionColumn::Volume:
      return aspect.isOnPet && !aspect.isBoxes ? Texts::tr("MTV (ml)") : Texts::tr("Volume (ml)");
    case LesionColumn::Maximum:
      return uptakeTitle(aspect, Texts::tr("max"), Texts::tr("Max"));
    case LesionColumn::Mean:
      return uptakeTitle(aspect, Texts::tr("mean"), Texts::tr("Mean"));
    case LesionColumn::Peak:
      return uptakeTitle(aspect, Texts::tr("peak"), Texts::tr("Peak"));
    case LesionColumn::Glycolysis:
      return Texts::tr("TLG (%1)").arg(glycolysisUnit(aspect));
    case LesionColumn::HuMean:
      return densityTitle(aspect, Texts::tr("mean"), Texts::tr("Mean"));
    case LesionColumn::HuMinimum:
      return densityTitle(aspect, Texts::tr("min"), Texts::tr("Min"));
    case LesionColumn::HuMaximum:
      return densityTitle(aspect, Texts::tr("max"), Texts::tr("Max"));
    case LesionColumn::Longest:
      return Texts::tr("Longest (mm)");
    case LesionColumn::Perpendicular:
      return Texts::tr("Perp. (mm)");
    case LesionColumn::Extent:
      return Texts::tr("Extent (mm)");
    case LesionColumn::Slices:
      return Texts::tr("Slices");
    case LesionColumn::Image:
      return Texts::tr("Image");
    case LesionColumn::Place:
      break;
  }
  return Texts::tr("Place (mm)");
}

QString lesionColumnDefinition(LesionColumn column, const LesionTableAspect& aspect) {
  const QString within = aspect.isBoxes ? Texts::tr("the boxes") : Texts::tr("the lesion");
  switch (column) {
    case LesionColumn::Name:
      return aspect.isBoxes ? Texts::tr("The class of the boxes, and the images they lie on.")
                            : Texts::tr("The name of the lesion. Sorted by its number.");
    case LesionColumn::Volume:
      if (aspect.isBoxes)
        return Texts::tr("Of the boxes, each one slice thick: more than the lesion in them.");
      return aspect.isOnPet ? Texts::tr("Metabolic tumour volume: number of voxels × volume of a voxel.")
                            : Texts::tr("Number of voxels × volume of a voxel.");
    case LesionColumn::Maximum:
      return Texts::tr("The highest value in %1.").arg(within) + uptakeRemark(aspect);
    case LesionColumn::Mean:
      return Texts::tr("The mean over %1.").arg(within) + uptakeRemark(aspect);
    case LesionColumn::Peak:
      return Texts::tr(
                 "The highest mean over a sphere of 1 cm³ (radius 6.204 mm, voxels weighted by their share "
                 "in it) about a voxel of %1; the sphere may reach beyond.")
                 .arg(within) +
             uptakeRemark(aspect);
    case LesionColumn::Glycolysis:
      return Texts::tr("Total lesion glycolysis: sum of value × volume of a voxel, which is mean × volume.") +
             uptakeRemark(aspect);
    case LesionColumn::HuMean:
      return Texts::tr("The mean of the %2 over %1.").arg(within, aspect.ctKind) + ctRule(aspect);
    case LesionColumn::HuMinimum:
      return Texts::tr("The lowest value of the %2 in %1.").arg(within, aspect.ctKind) + ctRule(aspect);
    case LesionColumn::HuMaximum:
      return Texts::tr("The highest value of the %2 in %1.").arg(within, aspect.ctKind) + ctRule(aspect);
    case LesionColumn::Longest:
      return aspect.isBoxes
                 ? Texts::tr("The longest side of a box of the lesion.")
                 : Texts::tr(
                       "Longest axial diameter: of all axial slices, the greatest distance between two "
                       "points of the outline in one of them. The outline runs along the edges of the "
                       "voxels; parts that lie apart count as one.");
    case LesionColumn::Perpendicular:
      return aspect.isBoxes
                 ? Texts::tr("The other side of the box with the longest side.")
                 : Texts::tr(
                       "In the slice of the longest diameter, at right angles to it: the greatest distance "
                       "between the first and the last point of the lesion on one line.");
    case LesionColumn::Extent:
      return Texts::tr(
          "Along the patient's x (right to left), y (front to back) and z (feet to head), in whole voxels.");
    case LesionColumn::Slices:
      return Texts::tr("Axial slices that hold some of it.");
    case LesionColumn::Image:
      return Texts::tr(
          "The number of the slice that holds most of it, in the series that it is drawn on; of equal "
          "ones the middle one.");
    case LesionColumn::Place:
      break;
  }
  return Texts::tr(
             "The middle of %1 in the slice that holds most of it: mm in the patient (LPS; x to the left, y "
             "to the back, z to the head).")
      .arg(within);
}

LesionCell lesionCell(LesionColumn column, const LesionFigures* figures, bool isAll,
                      const LesionTableAspect& aspect) {
  if (!figures) return {QStringLiteral("…"), std::nullopt, Texts::tr("Being measured.")};
  const QString pet = Texts::tr("PET");
  const QString& ct = aspect.ctKind;
  const double factor = aspect.quantity.factor;
  const auto& shape = figures->shape;
  switch (column) {
    case LesionColumn::Name:
      return {};
    case LesionColumn::Volume:
      return number(figures->volumeMl, 2);
    case LesionColumn::Maximum:
      return measured(figures->uptake, &LesionStatistics::maximum, factor, uptakeDecimals(aspect), pet);
    case LesionColumn::Mean:
      return measured(figures->uptake, &LesionStatistics::mean, factor, uptakeDecimals(aspect), pet);
    case LesionColumn::Peak:
      return peakCell(*figures, aspect);
    case LesionColumn::Glycolysis:
      return measured(figures->uptake, &LesionStatistics::total, factor, 2, pet);
    case LesionColumn::HuMean:
      return measured(figures->density, &LesionStatistics::mean, 1.0, densityDecimals(aspect, 1), ct);
    case LesionColumn::HuMinimum:
      return measured(figures->density, &LesionStatistics::minimum, 1.0, densityDecimals(aspect, 0), ct);
    case LesionColumn::HuMaximum:
      return measured(figures->density, &LesionStatistics::maximum, 1.0, densityDecimals(aspect, 0), ct);
    default:
      break;
  }
  if (isAll || !shape) return {};
  const auto triple = [](const Eigen::Vector3d& of, const QString& between) {
    return QStringList{numberText(of.x(), 1), numberText(of.y(), 1), numberText(of.z(), 1)}.join(between);
  };
  switch (column) {
    case LesionColumn::Longest:
      return number(shape->longest.lengthMm(), 1);
    case LesionColumn::Perpendicular:
      return number(shape->perpendicular.lengthMm(), 1);
    case LesionColumn::Extent:
      return {triple(shape->extentMm, QStringLiteral(" × ")), shape->extentMm.maxCoeff(), {}};
    case LesionColumn::Slices:
      return number(shape->slices, 0);
    case LesionColumn::Image:
      if (shape->image < 0)
        return undefined(Texts::tr("Axial slices are not the stored images of this series."));
      return number(shape->image, 0);
    default:
      // Down the body, as images are counted.
      return {triple(shape->place, QStringLiteral(", ")), -shape->place.z(), {}};
  }
}

QStringList lesionNumberTitles(LesionColumn column, const LesionTableAspect& aspect) {
  const auto along = [](const QString& what) {
    return QStringList{QStringLiteral("%1 x (mm)").arg(what), QStringLiteral("%1 y (mm)").arg(what),
                       QStringLiteral("%1 z (mm)").arg(what)};
  };
  if (column == LesionColumn::Extent) return along(Texts::tr("Extent"));
  if (column == LesionColumn::Place) return along(Texts::tr("Place"));
  return {lesionColumnTitle(column, aspect)};
}

std::vector<std::optional<double>> lesionNumbers(LesionColumn column, const LesionFigures* figures,
                                                 const LesionTableAspect& aspect) {
  if (column == LesionColumn::Extent || column == LesionColumn::Place) {
    if (!figures || !figures->shape) return {std::nullopt, std::nullopt, std::nullopt};
    const Eigen::Vector3d& of =
        column == LesionColumn::Extent ? figures->shape->extentMm : figures->shape->place;
    return {of.x(), of.y(), of.z()};
  }
  return {lesionCell(column, figures, figures && !figures->shape, aspect).number};
}

QString lesionName(const LesionFindings& findings, int lesion, const LabelScheme& scheme) {
  const CaseDocument& document = findings.document();
  if (const MaskLayer* mask = document.mask(findings.source().mask)) {
    const Segment* segment = mask->segment(static_cast<Label>(lesion));
    return segment && !segment->label.isEmpty() ? segment->label : QString::number(lesion);
  }
  const BoxLesion* boxes = findings.boxLesion(lesion);
  if (!boxes) return {};
  return QStringLiteral("%1, %2").arg(scheme.describe(boxes->className), imageRange(document, *boxes));
}

Rgb lesionColourOf(const LesionFindings& findings, int lesion, const LabelScheme& scheme) {
  if (const MaskLayer* mask = findings.document().mask(findings.source().mask)) {
    const Segment* segment = mask->segment(static_cast<Label>(lesion));
    return segment ? segment->colour : Rgb{};
  }
  const BoxLesion* boxes = findings.boxLesion(lesion);
  return boxes ? scheme.colour(boxes->className) : Rgb{};
}

}  // namespace uptake
