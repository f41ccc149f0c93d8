#include "io/seg/dicom_file_p.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QSaveFile>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcostrmb.h>
#include <dcmtk/dcmdata/dctk.h>

#include <vector>

namespace uptake::seg {

Result<void> saveDicom(DcmFileFormat& format, const QString& file, JobControl& control) {
  const auto failed = [&](const QString& reason) {
    return Error{ErrorKind::FileUnreadable,
                 QCoreApplication::translate("uptake::Seg", "The file cannot be written (%1).").arg(reason),
                 file};
  };
  const QString folder = QFileInfo(file).absolutePath();
  if (!QDir().mkpath(folder))
    return failed(QCoreApplication::translate("uptake::Seg", "the folder %1 cannot be made").arg(folder));
  QSaveFile output(file);
  if (!output.open(QIODevice::WriteOnly)) return failed(output.errorString());

  // DCMTK fills the buffer, says that it waits, and goes on after the buffer was emptied.
  constexpr offile_off_t kBufferBytes = 1 << 20;
  std::vector<char> buffer(static_cast<std::size_t>(kBufferBytes));
  DcmOutputBufferStream stream(buffer.data(), kBufferBytes);
  format.transferInit();
  OFCondition written = EC_StreamNotifyClient;
  while (written == EC_StreamNotifyClient) {
    if (control.isCancelled()) return JobControl::cancelledError();
    written = format.write(stream, EXS_LittleEndianExplicit, EET_ExplicitLength, nullptr, EGL_recalcGL,
                           EPD_withoutPadding);
    void* bytes = nullptr;
    offile_off_t length = 0;
    stream.flushBuffer(bytes, length);
    if (output.write(static_cast<const char*>(bytes), length) != length) return failed(output.errorString());
  }
  format.transferEnd();
  if (written.bad()) return failed(QString::fromLocal8Bit(written.text()));
  if (!output.flush() || !output.commit()) return failed(output.errorString());
  return {};
}

}  // namespace uptake::seg
