#include "io/store/label_scheme_file.h"

#include "io/store/study_record.h"

#include <QCoreApplication>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <optional>

namespace uptake {

namespace {

constexpr qint64 kLargestScheme = 4 * 1024 * 1024;
constexpr int kSchemeVersion = 1;
const QString kSchemeFormat = QStringLiteral("uptake-class-scheme");

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::LabelSchemeFile)
};

QString textOf(Rgb colour) {
  return QStringLiteral("#%1%2%3")
      .arg(colour.red, 2, 16, QLatin1Char('0'))
      .arg(colour.green, 2, 16, QLatin1Char('0'))
      .arg(colour.blue, 2, 16, QLatin1Char('0'));
}

std::optional<Rgb> colourOf(const QString& text) {
  bool isNumber = false;
  const uint value = text.mid(1).toUInt(&isNumber, 16);
  if (text.size() != 7 || !text.startsWith(QLatin1Char('#')) || !isNumber) return std::nullopt;
  return Rgb{static_cast<std::uint8_t>(value >> 16), static_cast<std::uint8_t>(value >> 8 & 0xFF),
             static_cast<std::uint8_t>(value & 0xFF)};
}

}  // namespace

QByteArray labelSchemeJson(const LabelScheme& scheme) {
  QJsonArray classes;
  for (const LabelClass& each : scheme.classes()) {
    QJsonObject entry{{QStringLiteral("name"), each.name}, {QStringLiteral("colour"), textOf(each.colour)}};
    if (!each.fullName.isEmpty()) entry[QLatin1String("full_name")] = each.fullName;
    if (!each.key.isEmpty()) entry[QLatin1String("key")] = each.key;
    if (!each.code.value.isEmpty())
      entry[QLatin1String("snomed")] = QJsonObject{{QStringLiteral("code"), each.code.value},
                                                   {QStringLiteral("meaning"), each.code.meaning}};
    classes.append(entry);
  }
  return QJsonDocument(QJsonObject{{QStringLiteral("format"), kSchemeFormat},
                                   {QStringLiteral("version"), kSchemeVersion},
                                   {QStringLiteral("name"), scheme.name()},
                                   {QStringLiteral("classes"), classes}})
      .toJson();
}

Result<LabelScheme> parseLabelScheme(const QByteArray& json, const QString& path) {
  QJsonParseError parsing;
  const QJsonDocument document = QJsonDocument::fromJson(json, &parsing);
  if (document.isNull())
    return Error{
        ErrorKind::FileUnreadable,
        Texts::tr("The file is damaged at byte %1: %2").arg(parsing.offset).arg(parsing.errorString()), path};
  const QJsonObject record = document.object();
  if (record[QLatin1String("format")].toString() != kSchemeFormat)
    return Error{ErrorKind::FileUnreadable, Texts::tr("The file holds no class scheme of Uptake."), path};
  if (const double version = record[QLatin1String("version")].toDouble(); version != kSchemeVersion)
    return Error{ErrorKind::NotSupported,
                 Texts::tr("The class scheme is in version %1 of the format; this program reads version %2.")
                     .arg(version)
                     .arg(kSchemeVersion),
                 path};
  std::vector<LabelClass> classes;
  for (const QJsonValue& value : record[QLatin1String("classes")].toArray()) {
    const QJsonObject entry = value.toObject();
    LabelClass each;
    each.name = entry[QLatin1String("name")].toString().trimmed();
    each.fullName = entry[QLatin1String("full_name")].toString();
    each.key = entry[QLatin1String("key")].toString();
    const QString colour = entry[QLatin1String("colour")].toString();
    const auto rgb = colourOf(colour);
    if (!rgb)
      return Error{
          ErrorKind::Inconsistent,
          Texts::tr("The colour of class %1 is \"%2\", not written as #rrggbb.").arg(each.name, colour),
          path};
    each.colour = *rgb;
    const QJsonObject snomed = entry[QLatin1String("snomed")].toObject();
    if (const QString code = snomed[QLatin1String("code")].toString(); !code.isEmpty())
      each.code = {code, QStringLiteral("SCT"), snomed[QLatin1String("meaning")].toString()};
    classes.push_back(std::move(each));
  }
  Result<LabelScheme> scheme =
      LabelScheme::create(record[QLatin1String("name")].toString().trimmed(), std::move(classes));
  if (!scheme) return Error{scheme.error().kind, scheme.error().message, path};
  return scheme;
}

Result<LabelScheme> readLabelScheme(const QString& path) {
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly))
    return Error{ErrorKind::FileUnreadable,
                 Texts::tr("The class scheme cannot be read: %1").arg(file.errorString()), path};
  if (file.size() > kLargestScheme)
    return Error{ErrorKind::FileUnreadable, Texts::tr("The file is too large for a class scheme."), path};
  return parseLabelScheme(file.readAll(), path);
}

Result<void> writeLabelScheme(const QString& path, const LabelScheme& scheme) {
  return writeWholeFile(path, labelSchemeJson(scheme));
}

}  // namespace uptake
