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

}  // namespace uptake::seg
