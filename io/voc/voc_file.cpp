#include "io/voc/voc_file.h"

#include "core/identity/image_key.h"
#include "io/voc/voc_parser_p.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>
#include <QSaveFile>

namespace uptake {

namespace {

/// Far above any annotation of one image; a larger file is something else.
constexpr qint64 kMaximumBytes = 4 << 20;

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::Voc)
};

}  // namespace

QString vocImageName(const QString& path) {
  const QString name = path.mid(path.lastIndexOf(QLatin1Char('/')) + 1);
  static const QRegularExpression kSlice(QStringLiteral("/Annotation/([^\\n]+)/slice-(\\d+)\\.xml\\z"));
  if (name.startsWith(QLatin1String("slice-")))
    if (const auto match = kSlice.match(path); match.hasMatch())
      return imageKey(match.captured(1) + QLatin1Char('#') + match.captured(2));
  return name.endsWith(QLatin1String(".xml"), Qt::CaseInsensitive) ? name.chopped(4) : name;
}

QString VocFile::imageName() const {
  return vocImageName(path);
}

PixelRect vocRectOnImage(const PixelRect& rect, int columns, int rows) {
  PixelRect cut = rect;
  if (cut.xmax == columns) --cut.xmax;
  if (cut.ymax == rows) --cut.ymax;
  return isOnImage(cut, columns, rows) ? cut : rect;
}

bool isOnImage(const PixelRect& rect, int columns, int rows) {
  return rect.isValid() && rect == rect.clipped(columns, rows);
}

Result<VocFile> readVoc(const QString& path) {
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly)) return Error{ErrorKind::FileUnreadable, file.errorString(), path};
  if (file.size() > kMaximumBytes)
    return Error{
        ErrorKind::NotSupported,
        Texts::tr("is %1 bytes long; an annotation has at most %2").arg(file.size()).arg(kMaximumBytes),
        path};
  // Not a fixed number: that much memory would stay with every file's bytes.
  const QByteArray bytes = file.read(file.size() + 1);
  if (file.error() != QFileDevice::NoError) return Error{ErrorKind::FileUnreadable, file.errorString(), path};
  return voc::parseVoc(bytes, path);
}

Result<void> writeVoc(const QString& path, std::span<const Box> boxes, const VocImage& image,
                      const QByteArray& original) {
  Result<QByteArray> xml = vocXml(boxes, image, original);
  if (!xml) {
    Error error = xml.error();
    error.file = path;
    return error;
  }
  const QString folder = QFileInfo(path).absolutePath();
  if (!QDir().mkpath(folder))
    return Error{ErrorKind::FileUnreadable, Texts::tr("the folder cannot be made"), folder};
  QSaveFile file(path);
  if (!file.open(QIODevice::WriteOnly) || file.write(*xml) != xml->size() || !file.flush() || !file.commit())
    return Error{ErrorKind::FileUnreadable, Texts::tr("cannot be written: %1").arg(file.errorString()), path};
  return {};
}

QString vocPatientFolder(const QString& patientId) {
  // The dataset's own ids lose their prefix. "A0002" itself gives the same folder: the two are one patient to
  // everything that reads the dataset. Any other two ids give two folders, because percent-encoding can be
  // undone.
  static const QRegularExpression kDataset(QStringLiteral("\\ALung_Dx-([A-Z][0-9]{4})\\z"));
  if (const auto match = kDataset.match(patientId); match.hasMatch()) return match.captured(1);
  // Not what percent-encoding makes: "%" is always followed by two digits there.
  if (patientId.isEmpty()) return QStringLiteral("%empty");

  // Windows gives these names to devices, whatever follows the first dot.
  static const QRegularExpression kDevice(QStringLiteral("\\A(CON|PRN|AUX|NUL|COM[0-9]|LPT[0-9]) *(\\.|\\z)"),
                                          QRegularExpression::CaseInsensitiveOption);
  const bool isDevice = kDevice.match(patientId).hasMatch();
  const QByteArray id = patientId.toUtf8();
  QByteArray folder;
  for (qsizetype n = 0; n < id.size(); ++n) {
    const char c = id[n];
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    const bool atEnd = n == 0 || n == id.size() - 1;
    // Other scripts too: file systems change the form of composed letters.
    const bool kept = (letter && !(isDevice && n == 0)) || (c == '.' && !atEnd) || (c == ' ' && !atEnd) ||
                      QByteArray("-_+,;=@()[]{}!#$&'~^").contains(c);
    folder += kept ? QByteArray(1, c) : '%' + QByteArray(1, c).toHex().toUpper();
  }
  // File names end at 255 bytes.
  if (folder.size() > 200)
    folder = folder.left(120) + "%~" + QCryptographicHash::hash(id, QCryptographicHash::Sha256).toHex();
  return QString::fromLatin1(folder);
}

}  // namespace uptake
