#include "io/collections/dataset_json_p.h"

#include <QCoreApplication>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace uptake::collections {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::Collections)
};

constexpr qint64 kLargestDescription = 1 << 20;
constexpr qint64 kLargestSplits = 64 << 20;

QJsonDocument readJson(const QString& name, qint64 largest, QString& problem) {
  QFile file(name);
  if (!file.exists()) return {};
  if (!file.open(QIODevice::ReadOnly)) {
    problem = Texts::tr("The file cannot be read (%1).").arg(file.errorString());
    return {};
  }
  if (file.size() > largest) {
    problem = Texts::tr("The file is too large for what it should hold: it is not read.");
    return {};
  }
  QJsonParseError error;
  QJsonDocument document = QJsonDocument::fromJson(file.readAll(), &error);
  if (document.isNull())
    problem = Texts::tr("The file is damaged at byte %1: %2").arg(error.offset).arg(error.errorString());
  return document;
}

/// `labels`: name to value, or to values for a region; or, in the older form, value to name.
void readLabels(const QJsonObject& dataset, std::map<int, QString>& labels) {
  const QJsonObject object = dataset[QStringLiteral("labels")].toObject();
  bool hasRegions = false;
  for (const QJsonValue& value : object) hasRegions = hasRegions || value.toArray().size() > 1;
  for (auto entry = object.begin(); entry != object.end(); ++entry) {
    bool isNumber = false;
    const int key = entry.key().toInt(&isNumber);
    if (entry->isString() && isNumber && key > 0)
      labels[key] = entry->toString();
    else if (entry->isDouble() && entry->toInt() > 0)
      labels[entry->toInt()] = entry.key();
    else if (entry->isArray() && entry->toArray().size() == 1 && entry->toArray()[0].toInt() > 0)
      labels[entry->toArray()[0].toInt()] = entry.key();
  }
  if (!hasRegions) return;
  // A value of no region of its own is called after those that hold it.
  std::map<int, QStringList> within;
  for (auto entry = object.begin(); entry != object.end(); ++entry)
    for (const QJsonValue& value : entry->toArray())
      if (value.toInt() > 0 && !labels.contains(value.toInt())) within[value.toInt()].append(entry.key());
  for (const auto& [value, regions] : within) labels[value] = regions.join(QStringLiteral(" + "));
}

}  // namespace

std::optional<DatasetJson> readDatasetJson(const QString& file, QString& problem) {
  const QJsonDocument document = readJson(file, kLargestDescription, problem);
  if (!document.isObject()) return std::nullopt;
  const QJsonObject object = document.object();
  DatasetJson dataset;
  for (const char* key : {"modality", "channel_names"}) {
    const QJsonObject channels = object[QLatin1String(key)].toObject();
    for (auto entry = channels.begin(); entry != channels.end(); ++entry) {
      bool ok = false;
      const int number = entry.key().toInt(&ok);
      if (ok && number >= 0) dataset.channels[number] = entry->toString();
    }
  }
  readLabels(object, dataset.labels);
  dataset.ending = object[QStringLiteral("file_ending")].toString();
  return dataset;
}

std::map<QString, int> readFolds(const QString& file) {
  QString problem;
  const QJsonArray folds = readJson(file, kLargestSplits, problem).array();
  std::map<QString, int> foldOf;
  for (int fold = 0; fold < folds.size(); ++fold)
    for (const QJsonValue& name : folds[fold].toObject()[QStringLiteral("val")].toArray())
      foldOf.emplace(name.toString(), fold);
  return foldOf;
}

std::optional<double> readSuvThreshold(const QString& file) {
  QString problem;
  const QJsonObject object = readJson(file, kLargestDescription, problem).object();
  for (auto entry = object.begin(); entry != object.end(); ++entry)
    if (entry.key().contains(QLatin1String("suv"), Qt::CaseInsensitive) && entry->isDouble())
      return entry->toDouble();
  return std::nullopt;
}

}  // namespace uptake::collections
