#include "io/dicom/file_signature_p.h"

#include <QFile>

namespace uptake::dicom {

namespace {

/// The file meta information, which names the class, is within these bytes.
constexpr qint64 kHead = 1024;

struct Head {
  QByteArray bytes;
  qint64 fileSize = 0;
};
Head headOf(const QString& path) {
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly | QIODevice::Unbuffered)) return {};
  return {file.read(kHead), file.size()};
}

}  // namespace

// Of a bare dataset the group of the first tag is 0002 or 0008, and what follows is a VR or a length that
// fits the file.
FileSignature signatureOf(const QByteArray& head, qint64 fileSize) {
  if (head.size() >= 132 && head.mid(128, 4) == "DICM") return FileSignature::Preamble;
  if (head.size() < 16) return FileSignature::Other;
  const auto byte = [&](int i) { return static_cast<quint32>(static_cast<unsigned char>(head.at(i))); };
  const bool littleEndian = (byte(0) == 0x02 || byte(0) == 0x08) && byte(1) == 0;
  const bool bigEndian = byte(0) == 0 && byte(1) == 0x08;
  if (!littleEndian && !bigEndian) return FileSignature::Other;
  const quint32 element = littleEndian ? byte(2) | (byte(3) << 8) : (byte(2) << 8) | byte(3);
  if (element > 0x0020) return FileSignature::Other;
  static const QByteArray kVrs("AEASCSDADSDTISLOLTPNSHSTTMUIULUSOB");
  for (qsizetype i = 0; i < kVrs.size(); i += 2)
    if (head.mid(4, 2) == kVrs.mid(i, 2)) return FileSignature::Dataset;
  const qint64 length = byte(4) | (byte(5) << 8) | (byte(6) << 16) | (byte(7) << 24);
  return littleEndian && length <= 1024 && length + 8 < fileSize ? FileSignature::Dataset
                                                                 : FileSignature::Other;
}

FileSignature signatureOf(const QString& file) {
  const Head head = headOf(file);
  return signatureOf(head.bytes, head.fileSize);
}

bool hasDicomDirSignature(const QString& file) {
  const Head head = headOf(file);
  return signatureOf(head.bytes, head.fileSize) == FileSignature::Preamble &&
         head.bytes.contains("1.2.840.10008.1.3.10");
}

}  // namespace uptake::dicom
