#include "io/lidc/lidc_file.h"

#include "core/foreign_text.h"
#include "io/lidc/lidc_file_p.h"
#include "io/voc/xml_bounds_p.h"

#include <QCoreApplication>
#include <QFile>
#include <QXmlStreamReader>

#include <algorithm>
#include <array>
#include <cmath>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::Lidc)
};

constexpr qint64 kLargestLidcFile = 64 * 1024 * 1024;
constexpr int kDeepestLidcElement = 16;
constexpr int kFurthestPixel = 65535;
constexpr std::size_t kMostLidcReadings = 64;

QByteArray beginningOf(const QString& path) {
  constexpr qint64 kBeginning = 16 * 1024;
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? file.read(kBeginning) : QByteArray();
}

QString withoutPrefix(QStringView name) {
  return name.mid(name.lastIndexOf(QLatin1Char(':')) + 1).toString();
}

/// Reads the events of one file.
class LidcParser {
 public:
  explicit LidcParser(const QByteArray& bytes) : xml_(bytes) { xml_.setNamespaceProcessing(false); }

  Result<LidcFile> run() {
    while (!xml_.atEnd() && !failure_) {
      switch (xml_.readNext()) {
        case QXmlStreamReader::StartElement:
          begin(withoutPrefix(xml_.name()));
          break;
        case QXmlStreamReader::EndElement:
          end();
          break;
        case QXmlStreamReader::Characters:
          text_ += xml_.text();
          break;
        case QXmlStreamReader::DTD:
        case QXmlStreamReader::EntityReference:
          failure_ = Error{ErrorKind::NotSupported,
                           Texts::tr("line %1: it has a document type or entities of its own, which no such "
                                     "file has")
                               .arg(xml_.lineNumber()),
                           {}};
          break;
        default:
          break;
      }
    }
    if (failure_) return *failure_;
    if (xml_.hasError())
      return Error{ErrorKind::FileUnreadable,
                   Texts::tr("line %1: %2").arg(xml_.lineNumber()).arg(xml_.errorString()),
                   {}};
    if (leftOut_ > 0)
      file_.warnings.append(QCoreApplication::translate(
          "uptake::Lidc", "%n mark(s) were left out: their places or characteristics are no numbers", nullptr,
          leftOut_));
    return std::move(file_);
  }

 private:
  void begin(const QString& name) {
    path_.append(name);
    text_.clear();
    if (path_.size() == 1 && name != QLatin1String("LidcReadMessage")) {
      failure_ =
          Error{name == QLatin1String("IdriReadMessage") ? ErrorKind::NotSupported : ErrorKind::Inconsistent,
                name == QLatin1String("IdriReadMessage")
                    ? Texts::tr("it holds readings of a radiograph, not of a CT")
                    : Texts::tr("it is no file of LIDC's readings: it begins with <%1>")
                          .arg(boundedText(oneLine(name))),
                {}};
    } else if (path_.size() > kDeepestLidcElement) {
      failure_ = Error{
          ErrorKind::NotSupported, Texts::tr("line %1: it is nested too deep").arg(xml_.lineNumber()), {}};
    } else if (name == QLatin1String("readingSession")) {
      if (file_.readings.size() >= kMostLidcReadings)
        failure_ = Error{
            ErrorKind::NotSupported, Texts::tr("it has more than %1 readings").arg(kMostLidcReadings), {}};
      file_.readings.emplace_back();
    } else if (name == QLatin1String("unblindedReadNodule") || name == QLatin1String("nonNodule")) {
      nodule_ = {};
      contour_ = {};
      isDamaged_ = false;
    } else if (name == QLatin1String("roi")) {
      contour_ = {};
    }
  }

  void end() {
    const QString name = path_.takeLast();
    const QString parent = path_.isEmpty() ? QString() : path_.last();
    const QString text = text_.trimmed();
    text_.clear();
    if (parent == QLatin1String("ResponseHeader")) {
      if (name == QLatin1String("SeriesInstanceUid") || name == QLatin1String("CTSeriesInstanceUid"))
        file_.seriesInstanceUid = boundedText(oneLine(text));
      if (name == QLatin1String("StudyInstanceUID")) file_.studyInstanceUid = boundedText(oneLine(text));
    } else if (file_.readings.empty()) {
      return;
    } else if (name == QLatin1String("noduleID") || name == QLatin1String("nonNoduleID")) {
      nodule_.id = boundedText(oneLine(text));
    } else if (parent == QLatin1String("characteristics")) {
      nodule_.characteristics[boundedText(name)] = numberOf(text);
    } else if (name == QLatin1String("imageSOP_UID")) {
      contour_.sopInstanceUid = boundedText(oneLine(text));
    } else if (name == QLatin1String("imageZposition")) {
      bool ok = false;
      const double z = text.toDouble(&ok);
      if (ok && std::abs(z) < 1e6) contour_.z = z;
    } else if (name == QLatin1String("inclusion")) {
      contour_.isIncluded = text.compare(QLatin1String("FALSE"), Qt::CaseInsensitive) != 0;
    } else if (name == QLatin1String("xCoord")) {
      point_.x() = numberOf(text);
    } else if (name == QLatin1String("yCoord")) {
      point_.y() = numberOf(text);
    } else if (name == QLatin1String("edgeMap") || name == QLatin1String("locus")) {
      contour_.points.push_back(point_);
      point_ = {-1, -1};
    } else {
      endMark(name);
    }
  }

  void endMark(const QString& name) {
    LidcReading& reading = file_.readings.back();
    if (name == QLatin1String("roi")) {
      if (contour_.points.empty()) isDamaged_ = true;
      nodule_.contours.push_back(std::move(contour_));
      contour_ = {};
    } else if (name == QLatin1String("unblindedReadNodule")) {
      if (isDamaged_ || nodule_.contours.empty())
        ++leftOut_;
      else
        reading.nodules.push_back(std::move(nodule_));
      nodule_ = {};
    } else if (name == QLatin1String("nonNodule")) {
      if (isDamaged_ || contour_.points.empty())
        ++leftOut_;
      else
        reading.spots.push_back({nodule_.id, std::move(contour_)});
      contour_ = {};
    }
  }

  int numberOf(const QString& text) {
    bool ok = false;
    const int number = text.toInt(&ok);
    if (!ok || number < 0 || number > kFurthestPixel) isDamaged_ = true;
    return ok ? std::clamp(number, 0, kFurthestPixel) : 0;
  }

  QXmlStreamReader xml_;
  QStringList path_;
  QString text_;
  LidcFile file_;
  LidcNodule nodule_;
  LidcContour contour_;
  Eigen::Vector2i point_{-1, -1};
  bool isDamaged_ = false;
  int leftOut_ = 0;
  std::optional<Error> failure_;
};

}  // namespace

bool isLidcFile(const QString& file) {
  return beginningOf(file).contains("<LidcReadMessage");
}

bool isLidcFileOf(const QString& file, const QString& studyInstanceUid, const QStringList& series) {
  const QByteArray beginning = beginningOf(file);
  const auto names = [&](const QString& uid) { return !uid.isEmpty() && beginning.contains(uid.toUtf8()); };
  return beginning.contains("<LidcReadMessage") &&
         (names(studyInstanceUid) || std::ranges::any_of(series, names));
}

QString characteristicsText(const LidcNodule& nodule) {
  constexpr std::array kOrder{"subtlety",   "internalStructure", "calcification", "sphericity", "margin",
                              "lobulation", "spiculation",       "texture",       "malignancy"};
  QStringList parts;
  for (const char* name : kOrder)
    if (const auto found = nodule.characteristics.find(QLatin1String(name));
        found != nodule.characteristics.end())
      parts.append(QStringLiteral("%1 %2").arg(found->first).arg(found->second));
  return parts.join(QStringLiteral(", "));
}

Result<LidcFile> in_process::readLidc(const QString& path) {
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly)) return Error{ErrorKind::FileUnreadable, file.errorString(), path};
  if (file.size() > kLargestLidcFile)
    return Error{ErrorKind::NotSupported, Texts::tr("it is larger than 64 MiB"), path};
  const QByteArray bytes = file.readAll();
  if (const auto bounds = voc::checkXmlBounds(bytes); !bounds)
    return Error{bounds.error().kind, bounds.error().message, path};
  auto read = LidcParser(bytes).run();
  if (!read) return Error{read.error().kind, read.error().message, path};
  return read;
}

}  // namespace uptake
