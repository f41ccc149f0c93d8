#include "io/convert/study_conversion.h"

#include "core/mask/resample_labels.h"
#include "core/volume/spline_resampler.h"
#include "core/volume/volume_rescale.h"
#include "io/convert/tcia_suv_p.h"
#include "io/dicom/image_pair.h"
#include "io/dicom/pet_values.h"
#include "io/dicom/volume_loader.h"
#include "io/store/stored_masks.h"
#include "io/store/suv_edit.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QJsonArray>

#include <algorithm>
#include <set>
#include <span>

namespace uptake {

namespace {

constexpr double kOutsideCt = -1024.0;

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::Conversion)
};

using VolumePointer = std::shared_ptr<Volume>;

/// All slices of a series: a conversion has no place for one that is missing.
Result<VolumePointer> wholeVolume(const SeriesEntry& series, JobControl& control, QStringList& warnings) {
  if (!series.losses.isEmpty())
    return Error{ErrorKind::Inconsistent,
                 Texts::tr("The %1 series %2 is not whole: %3")
                     .arg(series.source.modality, series.source.seriesInstanceUid,
                          series.losses.join(QLatin1Char(' '))),
                 {}};
  Result<VolumePointer> volume = allocateVolume(series);
  if (!volume) return volume;
  for (int k = 0; k < series.grid->size().z(); ++k)
    if ((*volume)->sliceState(k) == Volume::SliceState::Missing)
      return Error{ErrorKind::Inconsistent,
                   Texts::tr("The %1 series %2 has a gap: slice %3 of %4 is missing.")
                       .arg(series.source.modality, series.source.seriesInstanceUid)
                       .arg(k + 1)
                       .arg(series.grid->size().z()),
                   {}};
  const auto problems = loadSlices(series, **volume, 0, control, {}, &warnings);
  if (!problems) return problems.error();
  if (!problems->empty())
    return Error{ErrorKind::FileUnreadable, problems->front().reason, problems->front().file};
  return volume;
}

Result<StoredImage> storedVolume(const Volume& volume) {
  return volume.type() == VoxelType::Int16 ? storedImage(volume.grid(), volume.voxels<std::int16_t>())
                                           : storedImage(volume.grid(), volume.voxels<float>());
}

/// From the places that the NIfTI files of both state, in single precision: so does the published pipeline,
/// which reads them back, and so comes the same out for everyone who does.
Result<StoredImage> resampledCt(const StoredImage& ct, const ImageGrid& pet, const JobControl& control) {
  const Result<ImageGrid> from = gridInNifti(ct.grid);
  if (!from) return from.error();
  const Result<ImageGrid> onto = gridInNifti(pet);
  if (!onto) return onto.error();
  const auto values = ct.type == StoredImage::Type::Int16
                          ? resampledCubic(ct.values<std::int16_t>(), *from, *onto, kOutsideCt, control)
                          : resampledCubic(ct.values<float>(), *from, *onto, kOutsideCt, control);
  if (!values) return values.error();
  const auto bytes = std::as_bytes(std::span(*values));
  return StoredImage{
      pet, StoredImage::Type::Float32,
      QByteArray(reinterpret_cast<const char*>(bytes.data()), static_cast<qsizetype>(bytes.size()))};
}

Point middleOf(const ImageGrid& grid, int slice) {
  return grid.toPatient(
      {(grid.size().x() - 1) / 2.0, (grid.size().y() - 1) / 2.0, static_cast<double>(slice)});
}

/// The places of slices in a run, from one to another.
QString placesText(const ImageGrid& grid, int first, int last) {
  const auto z = [&](int k) { return QString::number(middleOf(grid, k).z(), 'f', 1); };
  return first == last ? Texts::tr("z %1 mm").arg(z(first))
                       : Texts::tr("z %1 to %2 mm").arg(z(first), z(last));
}

/// Says which slices of the PET have no CT where, from head to foot, one of them lies wholly beyond it: its
/// middle by half a slice of each beyond the middle of the CT's outermost. Where the two only end within a
/// slice, as most do, nothing is said, and nothing of what a PET sees more across the body.
void sayUncovered(const ImageGrid& ct, const ImageGrid& pet, QStringList& warnings) {
  constexpr double kRounding = 1e-3;  // CT slices
  const double wholly = (1.0 + pet.spacing().z() / ct.spacing().z()) / 2.0 - kRounding;
  // In CT slices.
  const auto beyond = [&](int k) {
    const double at = ct.toIndex(middleOf(pet, k)).z();
    return std::max(-at, at - (ct.size().z() - 1));
  };
  const int slices = pet.size().z();
  int count = 0;
  QStringList places;
  for (int first = 0, next = 0; first < slices; first = next + 1) {
    double furthest = 0.0;
    for (next = first; next < slices && beyond(next) > kRounding; ++next)
      furthest = std::max(furthest, beyond(next));
    if (furthest < wholly) continue;
    count += next - first;
    places.append(placesText(pet, first, next - 1));
  }
  if (count > 0)
    warnings.append(
        Texts::tr("the CT covers only a part of the PET: there is no CT, and CTres is %1, in %2 of %3 "
                  "PET slices (%4)")
            .arg(kOutsideCt)
            .arg(count)
            .arg(slices)
            .arg(places.join(QStringLiteral(", "))));
}

QJsonObject seriesRecord(const SeriesEntry& series) {
  return {{QStringLiteral("series_instance_uid"), series.source.seriesInstanceUid},
          {QStringLiteral("description"), series.source.seriesDescription},
          {QStringLiteral("instances"), series.instances}};
}

/// The factors of SUV, one a slice, and what they rest on.
struct Factors {
  std::vector<double> perSlice;
  QJsonObject record;
  QStringList warnings;
};

Result<Factors> ownFactors(const SeriesEntry& pet, const AnnotationFolder& annotations) {
  std::optional<SuvScale> scale = pet.suv;
  Factors factors;
  const auto edit = readSuvEdit(annotations, pet.source.seriesInstanceUid);
  if (!edit) return edit.error();
  if (*edit && pet.petValues) {
    scale = computeSuv(*pet.petValues, (*edit)->overrides);
    factors.warnings.append(Texts::tr("SUV as corrected by %1").arg((*edit)->byWhom()));
  }
  if (!scale || !scale->isValid())
    return Error{ErrorKind::Inconsistent,
                 Texts::tr("There is no SUV: %1")
                     .arg(scale ? scale->refused : Texts::tr("the series states nothing about it")),
                 {}};
  for (int k = 0; k < pet.grid->size().z(); ++k) factors.perSlice.push_back(scale->factorOf(k));
  factors.warnings += scale->warnings;
  factors.record[QStringLiteral("rule")] = QStringLiteral("ours");
  factors.record[QStringLiteral("branch")] = scale->branch;
  return factors;
}

Result<Factors> publishedFactors(const SeriesEntry& pet) {
  const Result<double> factor = convert::tciaSuvFactor(pet);
  if (!factor) return factor.error();
  Factors factors;
  factors.perSlice.assign(static_cast<std::size_t>(pet.grid->size().z()), *factor);
  factors.record[QStringLiteral("rule")] = QStringLiteral("tcia");
  return factors;
}

/// PET times the factor of its slice, rounded once.
Result<StoredImage> scaledPet(const Volume& pet, const StoredImage& image, const std::vector<double>& factors,
                              JobControl& control) {
  const double factor = factors.front();
  if (std::ranges::any_of(factors, [&](double other) { return other != factor; })) {
    const Result<VolumePointer> suv =
        rescaledVolume(pet, factors, ValueUnit::Suv, QStringLiteral("SUVbw"), control);
    if (!suv) return suv.error();
    return storedVolume(**suv);
  }
  StoredImage suv{image.grid, image.type, QByteArray(image.voxels.size(), Qt::Uninitialized)};
  std::ranges::transform(image.values<float>(), reinterpret_cast<float*>(suv.voxels.data()),
                         [factor](float value) { return static_cast<float>(value * factor); });
  return suv;
}

/// The one mask of the study, which may be several layers of one file.
Result<std::vector<std::unique_ptr<MaskLayer>>> masksOf(const StudyEntry& study,
                                                        const AnnotationFolder& annotations,
                                                        QStringList& warnings, JobControl& control) {
  Result<StoredMasks> stored = readMasks(study, annotations, control);
  if (!stored) return stored.error();
  std::set<QString> said;
  for (const auto& mask : stored->masks)
    for (const QString& warning : mask->warnings) said.insert(warning);
  for (const FileProblem& problem : stored->problems) {
    if (!said.contains(problem.reason))
      return Error{ErrorKind::FileUnreadable, Texts::tr("The mask cannot be used: %1").arg(problem.reason),
                   problem.file};
    warnings.append(QStringLiteral("%1: %2").arg(problem.file, problem.reason));
  }
  std::set<QString> instances;
  QStringList names;
  for (const auto& mask : stored->masks) {
    // Of contours there is only what they were made from.
    const MaskProvenance& from = mask->provenance;
    if (instances.insert(from.sopInstanceUid.isEmpty() ? from.predecessorUid : from.sopInstanceUid).second)
      names.append(mask->name);
  }
  if (instances.size() > 1)
    return Error{ErrorKind::Inconsistent,
                 Texts::tr("The study has %1 masks (%2); which one is meant cannot be told. Leave one.")
                     .arg(instances.size())
                     .arg(names.join(QStringLiteral(", "))),
                 {}};
  return std::move(stored->masks);
}

using Masks = std::vector<std::unique_ptr<MaskLayer>>;

/// `pair`, or with the PET that the mask was drawn on: its SUV are those of the lesions.
Result<ImagePair> pairOf(const StudyEntry& study, const ImagePair& pair, const Masks& masks) {
  std::vector<const SeriesSource*> drawnOn;
  for (const auto& mask : masks) drawnOn.push_back(&mask->source);
  const int pet = petOfMasks(study, drawnOn);
  if (pet < 0 || pet == pair.pet) return pair;
  const ImagePair own = choosePairOf(study, pet);
  const SeriesSource& source = study.series[static_cast<std::size_t>(pet)].source;
  if (own.ct < 0)
    return Error{ErrorKind::Inconsistent,
                 Texts::tr("The mask was drawn on the PET \"%1\" (series %2), and no CT is in its frame of "
                           "reference.")
                     .arg(source.seriesDescription, source.seriesInstanceUid),
                 {}};
  return own;
}

Result<std::optional<StoredImage>> segmentation(const Masks& masks, const ImageGrid& grid,
                                                QStringList& warnings, JobControl& control) {
  if (masks.empty()) {
    warnings.append(Texts::tr("the study has no mask: no SEG was written"));
    return std::optional<StoredImage>();
  }
  std::vector<std::uint8_t> voxels(static_cast<std::size_t>(grid.voxelCount()), 0);
  for (const auto& mask : masks) {
    const LabelMap* labels = &mask->labels;
    Result<LabelMap> moved = Error{};
    if (!labels->grid().sameAs(grid)) {
      moved = resampleLabels(*labels, grid, control);
      if (!moved) return moved.error();
      labels = &*moved;
      warnings.append(
          Texts::tr(
              "the mask \"%1\" was drawn on other voxels and was brought onto the PET's (nearest voxel)")
              .arg(mask->name));
      if (labels->extent().isEmpty() && !mask->labels.extent().isEmpty())
        return Error{ErrorKind::Inconsistent,
                     Texts::tr("Nothing of the mask \"%1\" lies on the PET.").arg(mask->name),
                     {}};
    }
    for (int k = 0; k < grid.size().z(); ++k)
      for (const LabelRun& run : labels->runs(k))
        std::fill_n(voxels.data() + run.first, run.length, std::uint8_t{1});
  }
  auto image = storedImage(grid, voxels);
  if (!image) return image.error();
  return std::optional<StoredImage>(image.take());
}

}  // namespace

Result<ConvertedStudy> convertStudy(const StudyEntry& study, const ImagePair& pair,
                                    const AnnotationFolder& annotations, SuvRule rule, JobControl& control) {
  QStringList maskWarnings;
  const Result<Masks> masks = masksOf(study, annotations, maskWarnings, control);
  if (!masks) return masks.error();
  const Result<ImagePair> chosen = pairOf(study, pair, *masks);
  if (!chosen) return chosen.error();
  const SeriesEntry& ctSeries = study.series[static_cast<std::size_t>(chosen->ct)];
  SeriesEntry petSeries = study.series[static_cast<std::size_t>(chosen->pet)];
  // What costs nothing to find out comes before the pixels.
  Result<Factors> factors =
      rule == SuvRule::Uptake ? ownFactors(petSeries, annotations) : publishedFactors(petSeries);
  if (!factors)
    return Error{factors.error().kind, factors.error().message, petSeries.source.slices.front().file};

  QStringList warnings = factors->warnings;
  warnings += ctSeries.warnings + petSeries.warnings + maskWarnings;
  auto seg = segmentation(*masks, *petSeries.grid, warnings, control);
  if (!seg) return seg.error();

  petSeries.suv.reset();  // in the file's unit
  const Result<VolumePointer> pet = wholeVolume(petSeries, control, warnings);
  if (!pet) return pet.error();
  Result<StoredImage> petImage = storedVolume(**pet);
  if (!petImage) return petImage.error();
  Result<StoredImage> suvImage = scaledPet(**pet, *petImage, factors->perSlice, control);
  if (!suvImage) return suvImage.error();

  const Result<VolumePointer> ct = wholeVolume(ctSeries, control, warnings);
  if (!ct) return ct.error();
  Result<StoredImage> ctImage = storedVolume(**ct);
  if (!ctImage) return ctImage.error();
  sayUncovered(ctImage->grid, petImage->grid, warnings);
  Result<StoredImage> ctOnPetImage = resampledCt(*ctImage, petImage->grid, control);
  if (!ctOnPetImage) return ctOnPetImage.error();
  if (control.isCancelled()) return JobControl::cancelledError();

  const auto [least, most] = std::ranges::minmax(factors->perSlice);
  QJsonObject suvRecord = factors->record;
  suvRecord[QStringLiteral("factor")] = least == most ? QJsonValue(least) : QJsonValue();
  const QJsonObject record{{QStringLiteral("patient_id"), ctSeries.source.patientId},
                           {QStringLiteral("study_instance_uid"), study.uid},
                           {QStringLiteral("ct"), seriesRecord(ctSeries)},
                           {QStringLiteral("pet"), seriesRecord(petSeries)},
                           {QStringLiteral("suv"), suvRecord},
                           {QStringLiteral("warnings"), QJsonArray::fromStringList(warnings)}};
  return ConvertedStudy{ctImage.take(),  petImage.take(), suvImage.take(), ctOnPetImage.take(),
                        std::move(*seg), record,          warnings};
}

}  // namespace uptake
