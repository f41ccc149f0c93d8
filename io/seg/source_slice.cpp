#include "core/jobs/parallel.h"
#include "io/dicom/dcmtk_session_p.h"
#include "io/seg/dicom_item_p.h"
#include "io/seg/source_slice_p.h"

#include <QCoreApplication>
#include <QFile>

namespace uptake::seg {

Result<SourceSlice> readSourceSlice(const QString& file) {
  dicom::prepareDcmtk();
  DcmFileFormat format;
  const OFCondition loaded =
      format.loadFileUntilTag(OFFilename(QFile::encodeName(file).constData()), EXS_Unknown, EGL_noChange,
                              DCM_MaxReadLength, ERM_autoDetect, DCM_PixelData);
  if (loaded.bad())
    return Error{ErrorKind::FileUnreadable,
                 QCoreApplication::translate("uptake::Seg", "The source image cannot be read (%1).")
                     .arg(QString::fromLocal8Bit(loaded.text())),
                 file};
  DcmDataset& dataset = *format.getDataset();
  SourceSlice slice;
  slice.sopClassUid = textOf(dataset, DCM_SOPClassUID);
  slice.sopInstanceUid = textOf(dataset, DCM_SOPInstanceUID);
  slice.rows = static_cast<int>(integerOf(dataset, DCM_Rows).value_or(0));
  slice.columns = static_cast<int>(integerOf(dataset, DCM_Columns).value_or(0));
  slice.frames = static_cast<int>(integerOf(dataset, DCM_NumberOfFrames).value_or(1));
  slice.position = pointOf(dataset, DCM_ImagePositionPatient);
  slice.thickness = numberOf(dataset, DCM_SliceThickness);
  slice.lossy = textOf(dataset, DCM_LossyImageCompression) == QLatin1String("01");
  slice.lossyRatio = textOf(dataset, DCM_LossyImageCompressionRatio);
  slice.lossyMethod = textOf(dataset, DCM_LossyImageCompressionMethod);
  return slice;
}

QHash<QString, Result<SourceSlice>> readSourceSlices(const QStringList& files, const JobControl& control) {
  QStringList distinct = files;
  distinct.removeDuplicates();
  std::vector<std::optional<Result<SourceSlice>>> read(static_cast<std::size_t>(distinct.size()));
  forEachInParallel(static_cast<int>(distinct.size()), control,
                    [&](int i) { read[static_cast<std::size_t>(i)] = readSourceSlice(distinct[i]); });
  QHash<QString, Result<SourceSlice>> slices;
  for (qsizetype i = 0; i < distinct.size(); ++i)
    if (auto& slice = read[static_cast<std::size_t>(i)]) slices.insert(distinct[i], std::move(*slice));
  return slices;
}

QHash<QString, int> sliceNumbers(const SeriesSource& source) {
  QHash<QString, int> numbers;
  for (std::size_t k = 0; k < source.slices.size(); ++k) {
    const QString& uid = source.slices[k].sopInstanceUid;
    if (uid.isEmpty()) continue;
    if (numbers.contains(uid))
      numbers[uid] = -1;
    else
      numbers.insert(uid, static_cast<int>(k));
  }
  return numbers;
}

}  // namespace uptake::seg
