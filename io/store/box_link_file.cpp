#include "io/store/box_link_file.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace uptake {

namespace {

constexpr qint64 kMostBytes = 32 * 1024 * 1024;
constexpr int kVersion = 1;
const QString kFormat = QStringLiteral("uptake-box-links");
const QString kEntries = QStringLiteral("links");
const QString kJoined = QStringLiteral("joined");
const QString kApart = QStringLiteral("apart");

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::BoxLinkFile)
};

Error unreadable(const QString& message, const QString& path) {
  return {ErrorKind::FileUnreadable, message, path};
}

std::optional<BoxLink::End> endOf(const QJsonValue& value) {
  const QJsonObject object = value.toObject();
  BoxLink::End end;
  end.sopInstanceUid = object[QLatin1String("sop_instance_uid")].toString();
  end.className = object[QLatin1String("class")].toString();
  const QJsonArray numbers = object[QLatin1String("rect")].toArray();
  if (end.sopInstanceUid.isEmpty() || numbers.size() != 4) return std::nullopt;
  std::array<int, 4> edges{};
  for (int n = 0; n < 4; ++n) {
    const double number = numbers[n].toDouble(-1e9);
    if (number != std::floor(number) || std::abs(number) > 1e6) return std::nullopt;
    edges[static_cast<std::size_t>(n)] = static_cast<int>(number);
  }
  end.rect = {edges[0], edges[1], edges[2], edges[3]};
  return end;
}

std::optional<BoxLink> linkOf(const QJsonObject& entry) {
  const QString kind = entry[QLatin1String("kind")].toString();
  const QJsonArray boxes = entry[QLatin1String("boxes")].toArray();
  if ((kind != kJoined && kind != kApart) || boxes.size() != 2) return std::nullopt;
  const auto first = endOf(boxes[0]);
  const auto second = endOf(boxes[1]);
  if (!first || !second) return std::nullopt;
  return BoxLink{kind == kJoined ? BoxTie::Joined : BoxTie::Apart, *first, *second};
}

QJsonObject objectOf(const BoxLink::End& end) {
  return {{QStringLiteral("sop_instance_uid"), end.sopInstanceUid},
          {QStringLiteral("class"), end.className},
          {QStringLiteral("rect"), QJsonArray{end.rect.xmin, end.rect.ymin, end.rect.xmax, end.rect.ymax}}};
}

QJsonObject entryOf(const BoxLink& link) {
  return {{QStringLiteral("kind"), link.tie == BoxTie::Joined ? kJoined : kApart},
          {QStringLiteral("boxes"), QJsonArray{objectOf(link.first), objectOf(link.second)}}};
}

}  // namespace

Result<BoxLinkFile> readBoxLinks(const QString& path, const QString& studyInstanceUid) {
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly))
    return unreadable(Texts::tr("The links of boxes cannot be read: %1").arg(file.errorString()), path);
  if (file.size() > kMostBytes)
    return unreadable(Texts::tr("The file is too large for links of boxes: it is not read."), path);
  BoxLinkFile result;
  result.original = file.readAll();
  QJsonParseError parsing;
  const QJsonDocument document = QJsonDocument::fromJson(result.original, &parsing);
  if (document.isNull())
    return unreadable(
        Texts::tr("The file is damaged at byte %1: %2").arg(parsing.offset).arg(parsing.errorString()), path);
  const QJsonObject record = document.object();
  if (record[QLatin1String("format")].toString() != kFormat)
    return unreadable(Texts::tr("The file holds no links of boxes of Uptake."), path);
  if (const double version = record[QLatin1String("version")].toDouble(); version != kVersion)
    return Error{
        ErrorKind::NotSupported,
        Texts::tr("The links of boxes are in version %1 of the format; this program reads version %2.")
            .arg(version)
            .arg(kVersion),
        path};
  if (const QString study = record[QLatin1String("study_instance_uid")].toString(); study != studyInstanceUid)
    return Error{ErrorKind::Inconsistent, Texts::tr("The links of boxes are those of study %1.").arg(study),
                 path};
  if (!record[kEntries].isArray())
    return unreadable(Texts::tr("The list of links is missing or is none."), path);
  const QJsonArray entries = record[kEntries].toArray();
  for (int i = 0; i < entries.size(); ++i) {
    if (const auto link = linkOf(entries[i].toObject()))
      result.links.push_back(*link);
    else
      result.warnings.append(
          Texts::tr("Link %1 is not understood: it is left out, and stays in the file.").arg(i + 1));
  }
  return result;
}

Result<void> writeBoxLinks(const QString& path, const QString& patientId, const QString& studyInstanceUid,
                           const std::vector<BoxLink>& links, const std::vector<BoxLink>& unresolved,
                           const QByteArray& original) {
  QJsonObject record = QJsonDocument::fromJson(original).object();
  QJsonArray entries;
  for (const QJsonValue& before : record[kEntries].toArray())
    if (!linkOf(before.toObject())) entries.append(before);  // not ours to lose
  for (const auto* list : {&links, &unresolved})
    for (const BoxLink& link : *list) entries.append(entryOf(link));
  if (entries.isEmpty()) {
    if (!QFileInfo::exists(path) || QFile::remove(path)) return {};
    return unreadable(Texts::tr("The file could not be removed."), path);
  }
  record[QLatin1String("format")] = kFormat;
  record[QLatin1String("version")] = kVersion;
  record[QLatin1String("patient_id")] = patientId;
  record[QLatin1String("study_instance_uid")] = studyInstanceUid;
  record[kEntries] = entries;
  const QString folder = QFileInfo(path).absolutePath();
  if (!QDir().mkpath(folder)) return unreadable(Texts::tr("The folder cannot be made."), folder);
  const QByteArray bytes = QJsonDocument(record).toJson();
  QSaveFile file(path);
  if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
    return unreadable(Texts::tr("The links of boxes could not be written: %1").arg(file.errorString()), path);
  return {};
}

}  // namespace uptake
