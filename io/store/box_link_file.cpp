#include "io/store/box_link_file.h"

#include "core/identity/image_key.h"
#include "io/store/study_record.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace uptake {

namespace {

const StudyRecordKind kBoxLinks{QStringLiteral("uptake-box-links"), 1, QStringLiteral("links")};
const QString kJoined = QStringLiteral("joined");
const QString kApart = QStringLiteral("apart");

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::BoxLinkFile)
};

std::optional<BoxLink::End> endOf(const QJsonValue& value) {
  const QJsonObject object = value.toObject();
  BoxLink::End end;
  end.sopInstanceUid = object[QLatin1String("sop_instance_uid")].toString();
  if (const QString image = object[QLatin1String("image")].toString(); !image.isEmpty())
    end.sopInstanceUid = imageKey(image);
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
  const bool isKey = isImageKey(end.sopInstanceUid);
  return {{isKey ? QStringLiteral("image") : QStringLiteral("sop_instance_uid"), shownId(end.sopInstanceUid)},
          {QStringLiteral("class"), end.className},
          {QStringLiteral("rect"), QJsonArray{end.rect.xmin, end.rect.ymin, end.rect.xmax, end.rect.ymax}}};
}

QJsonObject entryOf(const BoxLink& link) {
  return {{QStringLiteral("kind"), link.tie == BoxTie::Joined ? kJoined : kApart},
          {QStringLiteral("boxes"), QJsonArray{objectOf(link.first), objectOf(link.second)}}};
}

}  // namespace

Result<BoxLinkFile> readBoxLinks(const QString& path, const QString& studyInstanceUid) {
  Result<StudyRecord> record = readStudyRecord(path, kBoxLinks, studyInstanceUid);
  if (!record) return record.error();
  BoxLinkFile result;
  result.original = std::move(record->original);
  for (int i = 0; i < record->entries.size(); ++i) {
    if (const auto link = linkOf(record->entries[i].toObject()))
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
  QJsonArray entries;
  for (const QJsonValue& before : QJsonDocument::fromJson(original).object()[kBoxLinks.entries].toArray())
    if (!linkOf(before.toObject())) entries.append(before);  // not ours to lose
  for (const auto* list : {&links, &unresolved})
    for (const BoxLink& link : *list) entries.append(entryOf(link));
  if (entries.isEmpty()) return removeStudyRecord(path);
  return writeStudyRecord(path, kBoxLinks, patientId, studyInstanceUid, entries, original);
}

}  // namespace uptake
