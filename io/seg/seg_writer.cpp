#include "io/seg/seg_writer.h"

#include "core/identity/uid.h"
#include "io/dicom/dcmtk_session_p.h"
#include "io/privacy/deidentify_dataset_p.h"
#include "io/reader/in_process_p.h"
#include "io/seg/dicom_file_p.h"
#include "io/seg/seg_dataset_p.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QHash>

#include <algorithm>
#include <cmath>

// Written with dcmdata alone: DCMTK 3.6.7's dcmseg packs BINARY frames wrongly when rows × columns is no
// multiple of 8, checks its functional groups in quadratic time, and keeps every frame a second time.

namespace uptake {

using namespace seg;

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::Seg)
};

Error inconsistent(const QString& message, const QString& file = {}) {
  return {ErrorKind::Inconsistent, message, file};
}

QString pointText(const Point& point) {
  return QStringLiteral("(%1, %2, %3) mm")
      .arg(point.x(), 0, 'f', 3)
      .arg(point.y(), 0, 'f', 3)
      .arg(point.z(), 0, 'f', 3);
}

/// Is `header` the image that slice k of the mask was drawn on?
Result<void> checkSource(const ImageGrid& grid, int k, const SliceSource& slice, const SourceSlice& header) {
  if (header.sopInstanceUid != slice.sopInstanceUid)
    return inconsistent(
        Texts::tr("The file now holds the image %1, but slice %2 of the mask was drawn on %3; reopen "
                  "the study.")
            .arg(header.sopInstanceUid)
            .arg(k + 1)
            .arg(slice.sopInstanceUid),
        slice.file);
  if (header.columns != grid.size().x() || header.rows != grid.size().y())
    return inconsistent(Texts::tr("The image has %1 columns and %2 rows, but the mask drawn on it %3 and %4.")
                            .arg(header.columns)
                            .arg(header.rows)
                            .arg(grid.size().x())
                            .arg(grid.size().y()),
                        slice.file);
  if (!header.position) return {};
  const Eigen::Vector3d index = grid.toIndex(*header.position);
  const Eigen::Vector3d away = index - Eigen::Vector3d(0.0, 0.0, k);
  // The grid evens small differences out, of slice distance and sideways (a tenth of a pixel); anything more
  // is another image.
  if (std::max(std::abs(away.x()), std::abs(away.y())) > 0.2 || std::abs(away.z()) > 0.5)
    return inconsistent(Texts::tr("The image lies at %1, but slice %2 of the mask at %3.")
                            .arg(pointText(*header.position))
                            .arg(k + 1)
                            .arg(pointText(grid.toPatient({0.0, 0.0, static_cast<double>(k)}))),
                        slice.file);
  return {};
}

Result<std::map<int, FrameSource>> readSources(const MaskLayer& layer, const FramePlan& plan,
                                               JobControl& control) {
  QStringList files;
  for (const int k : plan.slices) {
    const SliceSource& slice = layer.source.slices[static_cast<std::size_t>(k)];
    if (!slice.sopInstanceUid.isEmpty()) files.append(slice.file);
  }
  const QHash<QString, Result<SourceSlice>> headers = readSourceSlices(files, control);
  std::map<int, FrameSource> sources;
  for (const int k : plan.slices) {
    if (control.isCancelled()) return JobControl::cancelledError();
    const SliceSource& slice = layer.source.slices[static_cast<std::size_t>(k)];
    if (slice.sopInstanceUid.isEmpty()) continue;
    const auto header = headers.constFind(slice.file);
    if (header == headers.constEnd()) return JobControl::cancelledError();
    if (!*header) return header->error();
    SourceSlice known = header->value();
    // Positions of a multi-frame file's frames were read with the grid; the grid's own are used.
    if (known.frames > 1) known.position.reset();
    if (const Result<void> checked = checkSource(layer.labels.grid(), k, slice, known); !checked)
      return checked.error();
    sources.emplace(k, FrameSource{slice, known});
  }
  return sources;
}

Result<void> copySourceHeader(const MaskLayer& layer, DcmDataset& dataset) {
  const auto first = std::ranges::find_if(layer.source.slices,
                                          [](const SliceSource& slice) { return !slice.file.isEmpty(); });
  // A resampled series has no stored slices; the file it was made from knows patient and study.
  const QString file = first != layer.source.slices.end() ? first->file : layer.source.resampledFrom;
  if (file.isEmpty())
    return inconsistent(
        Texts::tr("The mask \"%1\" knows no source image, which a DICOM SEG must refer to.").arg(layer.name));
  DcmFileFormat source;
  const OFCondition loaded =
      source.loadFileUntilTag(OFFilename(QFile::encodeName(file).constData()), EXS_Unknown, EGL_noChange,
                              DCM_MaxReadLength, ERM_autoDetect, DCM_PixelData);
  if (loaded.bad())
    return Error{
        ErrorKind::FileUnreadable,
        Texts::tr("The source image cannot be read (%1).").arg(QString::fromLocal8Bit(loaded.text())), file};
  copyPatientAndStudy(*source.getDataset(), dataset);
  if (textOf(dataset, DCM_StudyInstanceUID).isEmpty())
    return inconsistent(Texts::tr("The source image has no Study Instance UID."), file);
  // Crude anonymisation strips it; positions then hold within the series only, and so does this UID.
  if (textOf(dataset, DCM_FrameOfReferenceUID).isEmpty())
    put(dataset, DCM_FrameOfReferenceUID,
        uidFrom(layer.source.seriesInstanceUid + QStringLiteral("/frame of reference")));
  return {};
}

/// A new instance: of the series of the file that it takes the place of, with the number after it, or of a
/// new series.
SegIdentity newIdentity(const MaskLayer& layer) {
  SegIdentity identity{newUid(), newUid(), QStringLiteral("1000"), QStringLiteral("1")};
  if (layer.provenance.file.isEmpty()) return identity;
  DcmFileFormat format;
  if (format
          .loadFileUntilTag(OFFilename(QFile::encodeName(layer.provenance.file).constData()), EXS_Unknown,
                            EGL_noChange, DCM_MaxReadLength, ERM_autoDetect, DCM_Rows)
          .bad())
    return identity;
  DcmDataset& earlier = *format.getDataset();
  if (layer.provenance.seriesInstanceUid.isEmpty() ||
      textOf(earlier, DCM_SeriesInstanceUID) != layer.provenance.seriesInstanceUid)
    return identity;
  identity.seriesInstanceUid = layer.provenance.seriesInstanceUid;
  if (const auto number = integerOf(earlier, DCM_SeriesNumber))
    identity.seriesNumber = QString::number(*number);
  if (const auto number = integerOf(earlier, DCM_InstanceNumber))
    identity.instanceNumber = QString::number(*number + 1);
  return identity;
}

Result<void> addPixels(DcmDataset& dataset, const LabelMap& labels, const FramePlan& plan,
                       JobControl& control) {
  const std::uint64_t bytes = packedSize(labels.grid(), plan.frames.size());
  // PS3.5 7.1.1: the length is a 32 bit number whose highest value means something else.
  if (bytes > 0xFFFFFFFEU)
    return Error{
        ErrorKind::NotSupported,
        Texts::tr(
            "The mask would take %1 bytes, more than one DICOM file can hold; save it as several masks.")
            .arg(bytes),
        {}};
  auto pixels = std::make_unique<DcmPixelData>(DCM_PixelData);
  pixels->setVR(EVR_OB);
  Uint8* bits = nullptr;
  if (pixels->createUint8Array(static_cast<Uint32>(bytes), bits).bad() || bits == nullptr)
    return Error{
        ErrorKind::NotSupported, Texts::tr("There is no memory for %1 bytes of mask.").arg(bytes), {}};
  std::fill_n(bits, bytes, Uint8{0});
  if (!packFrames(labels, plan, {bits, static_cast<std::size_t>(bytes)}, control))
    return JobControl::cancelledError();
  dataset.insert(pixels.release());
  return {};
}

}  // namespace

namespace in_process {

Result<SegWritten> writeSeg(const MaskLayer& layer, const QString& file, JobControl& control,
                            const std::optional<Deidentification>& deidentification) {
  dicom::prepareDcmtk();
  if (!dcmDataDict.isDictionaryLoaded())
    return Error{ErrorKind::Internal, Texts::tr("DCMTK's data dictionary (dicom.dic) was not found."), {}};
  if (layer.source.slices.size() != static_cast<std::size_t>(layer.labels.grid().size().z()))
    return inconsistent(Texts::tr("The mask \"%1\" has %2 slices, but names source images for %3.")
                            .arg(layer.name)
                            .arg(layer.labels.grid().size().z())
                            .arg(layer.source.slices.size()));
  const Result<FramePlan> plan = planFrames(layer, control);
  if (!plan) return plan.error();
  const auto sources = readSources(layer, *plan, control);
  if (!sources) return sources.error();

  DcmFileFormat format;
  DcmDataset& dataset = *format.getDataset();
  if (const auto copied = copySourceHeader(layer, dataset); !copied) return copied.error();
  const SegIdentity identity = newIdentity(layer);
  addModules(dataset, layer, *plan, identity);
  addFrames(dataset, layer, *plan, *sources);
  if (deidentification) privacy::deidentify(dataset, *deidentification);
  if (dataset.containsExtendedCharacters(OFTrue))
    put(dataset, DCM_SpecificCharacterSet, QStringLiteral("ISO_IR 192"));
  if (const auto added = addPixels(dataset, layer.labels, *plan, control); !added) return added.error();
  if (const auto saved = saveDicom(format, file, control); !saved) return saved.error();

  SegWritten written;
  written.provenance = layer.provenance;
  written.provenance.file = QFileInfo(file).absoluteFilePath();
  written.provenance.sopInstanceUid = identity.sopInstanceUid;
  written.provenance.seriesInstanceUid = identity.seriesInstanceUid;
  written.provenance.seriesDescription = textOf(dataset, DCM_SeriesDescription);
  written.frames = static_cast<int>(plan->frames.size());
  for (std::size_t i = 0; i < plan->segments.size(); ++i) {
    const auto number = static_cast<Label>(i + 1);
    if (plan->segments[i]->number != number)
      written.renumbered.emplace_back(plan->segments[i]->number, number);
  }
  for (const Segment* segment : plan->empty) written.leftOut.append(segment->label);
  return written;
}

}  // namespace in_process

}  // namespace uptake
