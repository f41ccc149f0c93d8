#include "io/collections/dataset_json_p.h"

#include <QCoreApplication>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <functional>
#include <set>
#include <utility>
#include <vector>

namespace uptake::collections {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::Collections)
};

constexpr qint64 kLargestDescription = 1 << 20;
constexpr qint64 kLargestSplits = 64 << 20;

QJsonDocument readJson(const QString& name, qint64 largest, QString& problem, QByteArray* text = nullptr) {
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
  const QByteArray bytes = file.readAll();
  if (text) *text = bytes;
  QJsonDocument document = QJsonDocument::fromJson(bytes, &error);
  if (document.isNull())
    problem = Texts::tr("The file is damaged at byte %1: %2").arg(error.offset).arg(error.errorString());
  return document;
}

/// The values of each region of `labels`: nnU-Net's regions are lists of values, which may hold each other.
std::map<QString, std::set<int>> regionsOf(const QJsonObject& labels) {
  std::map<QString, std::set<int>> regions;
  for (auto entry = labels.begin(); entry != labels.end(); ++entry)
    for (const QJsonValue& value : entry->toArray())
      if (value.toInt() > 0) regions[entry.key()].insert(value.toInt());
  return regions;
}

/// What a value is that lies in these regions, from the largest to the smallest.
QString nameWithin(std::vector<std::pair<QString, std::set<int>>> within) {
  std::ranges::stable_sort(within, std::greater(), [](const auto& region) { return region.second.size(); });
  QStringList names;
  for (const auto& [name, values] : within) names.append(name);
  // A part of a region must not pass for all of it.
  if (names.size() == 1 && within.front().second.size() > 1) return Texts::tr("%1 alone").arg(names.front());
  return names.join(QStringLiteral(" + "));
}

/// `labels`: name to value, or to values for a region; or, in the older form, value to name.
void readLabels(const QJsonObject& dataset, std::map<int, QString>& labels) {
  const QJsonObject object = dataset[QStringLiteral("labels")].toObject();
  for (auto entry = object.begin(); entry != object.end(); ++entry) {
    bool isNumber = false;
    const int key = entry.key().toInt(&isNumber);
    if (entry->isString() && isNumber && key > 0)
      labels[key] = entry->toString();
    else if (entry->isDouble() && entry->toInt() > 0)
      labels[entry->toInt()] = entry.key();
  }
  const auto regions = regionsOf(object);
  std::map<int, std::vector<std::pair<QString, std::set<int>>>> within;
  for (const auto& [name, values] : regions)
    for (const int value : values) within[value].emplace_back(name, values);
  for (const auto& [value, all] : within) labels.try_emplace(value, nameWithin(all));
}

/// `regions_class_order` states the value that a prediction has in the n-th region, where no later one has
/// its own. Whether these are values of the regions; the order of regions is that of the text.
bool isClassOrderRight(const QByteArray& text, const QJsonObject& dataset) {
  const QJsonArray order = dataset[QStringLiteral("regions_class_order")].toArray();
  if (order.isEmpty()) return true;
  const QJsonObject labels = dataset[QStringLiteral("labels")].toObject();
  const qsizetype start = std::max<qsizetype>(text.indexOf("\"labels\""), 0);
  std::vector<std::pair<qsizetype, QString>> places;
  for (auto entry = labels.begin(); entry != labels.end(); ++entry) {
    const bool isBackground = entry->isDouble() ? entry->toInt() == 0 : entry->toArray() == QJsonArray{0};
    if (!isBackground)
      places.emplace_back(text.indexOf('"' + entry.key().toUtf8() + '"', start), entry.key());
  }
  std::ranges::sort(places, {}, &std::pair<qsizetype, QString>::first);
  if (places.size() != static_cast<std::size_t>(order.size())) return false;
  for (std::size_t n = 0; n < places.size(); ++n) {
    const QJsonValue region = labels[places[n].second];
    const QJsonValue value = order[static_cast<qsizetype>(n)];
    if (region.isArray() ? !region.toArray().contains(value) : region != value) return false;
  }
  return true;
}

}  // namespace

std::optional<DatasetJson> readDatasetJson(const QString& file, QString& problem) {
  QByteArray text;
  const QJsonDocument document = readJson(file, kLargestDescription, problem, &text);
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
  if (!isClassOrderRight(text, object))
    problem = Texts::tr(
        "regions_class_order does not fit the regions in labels: values of predictions may mean "
        "something else than their names say.");
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
