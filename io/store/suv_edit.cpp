#include "io/store/suv_edit.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>

#include <cmath>

namespace uptake {

namespace {

constexpr qint64 kLargestSuvEdit = 64 * 1024;
constexpr int kSuvEditVersion = 1;
const QString kSuvEditFormat = QStringLiteral("uptake-suv-edit");
const QString kMoment = QStringLiteral("yyyy-MM-ddTHH:mm:ss.zzz");

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::SuvEdit)
};

Error unreadableEdit(const QString& message, const QString& file) {
  return {ErrorKind::FileUnreadable, message, file};
}

/// Reads the values and remembers the first that is there and of the wrong kind.
class Reader {
 public:
  explicit Reader(QJsonObject values) : values_(std::move(values)) {}

  std::optional<double> number(const char* key) {
    const QJsonValue value = values_.value(QLatin1String(key));
    if (value.isUndefined()) return std::nullopt;
    if (!value.isDouble()) return fail(key);
    return value.toDouble();
  }
  QString text(const char* key) {
    const QJsonValue value = values_.value(QLatin1String(key));
    if (!value.isUndefined() && !value.isString()) fail(key);
    return value.toString();
  }
  std::optional<QDateTime> moment(const char* key) {
    const QString stated = text(key);
    if (stated.isEmpty()) return std::nullopt;
    // Without a time zone, which UTC stands for: no hour is skipped or doubled.
    QDateTime moment = QDateTime::fromString(stated + QLatin1Char('Z'), Qt::ISODateWithMs);
    if (!moment.isValid()) fail(key);
    return moment;
  }
  const QString& failed() const { return failed_; }

 private:
  std::nullopt_t fail(const char* key) {
    if (failed_.isEmpty()) failed_ = QLatin1String(key);
    return std::nullopt;
  }

  QJsonObject values_;
  QString failed_;
};

SuvOverrides overridesOf(Reader& reader) {
  SuvOverrides overrides;
  if (const auto value = reader.number("patient_weight_kg")) overrides.patientWeight = Kilograms{*value};
  overrides.patientSize = reader.number("patient_size_m");
  overrides.patientSex = reader.text("patient_sex");
  if (const auto value = reader.number("radionuclide_total_dose_bq")) overrides.totalDose = Becquerel{*value};
  if (const auto value = reader.number("radionuclide_half_life_s")) overrides.halfLife = Seconds{*value};
  overrides.administration = reader.moment("administration");
  overrides.decayReference = reader.moment("decay_reference");
  return overrides;
}

QJsonObject toJson(const SuvOverrides& overrides) {
  QJsonObject values;
  const auto put = [&](const char* key, const QJsonValue& value) {
    values.insert(QLatin1String(key), value);
  };
  if (overrides.patientWeight) put("patient_weight_kg", overrides.patientWeight->value);
  if (overrides.patientSize) put("patient_size_m", *overrides.patientSize);
  if (!overrides.patientSex.isEmpty()) put("patient_sex", overrides.patientSex);
  if (overrides.totalDose) put("radionuclide_total_dose_bq", overrides.totalDose->value);
  if (overrides.halfLife) put("radionuclide_half_life_s", overrides.halfLife->value);
  if (overrides.administration) put("administration", overrides.administration->toString(kMoment));
  if (overrides.decayReference) put("decay_reference", overrides.decayReference->toString(kMoment));
  return values;
}

}  // namespace

QString SuvEdit::byWhom() const {
  const QString when = editedAt.toLocalTime().toString(QStringLiteral("yyyy-MM-dd HH:mm"));
  return editedBy.isEmpty() ? when : QStringLiteral("%1, %2").arg(editedBy, when);
}

Result<std::optional<SuvEdit>> readSuvEdit(const AnnotationFolder& folder, const QString& seriesInstanceUid) {
  const QString path = folder.suvFile(seriesInstanceUid);
  QFile file(path);
  if (!file.exists()) return std::optional<SuvEdit>();
  if (!file.open(QIODevice::ReadOnly))
    return unreadableEdit(Texts::tr("The SUV corrections cannot be read: %1").arg(file.errorString()), path);
  if (file.size() > kLargestSuvEdit)
    return unreadableEdit(Texts::tr("The file is too large for SUV corrections: it is not read."), path);
  const QJsonObject record = QJsonDocument::fromJson(file.readAll()).object();
  if (record[QLatin1String("format")].toString() != kSuvEditFormat ||
      record[QLatin1String("version")].toInt() != kSuvEditVersion)
    return unreadableEdit(
        Texts::tr("The file is no record of SUV corrections of version %1; the SUV is that of "
                  "the DICOM files.")
            .arg(kSuvEditVersion),
        path);
  SuvEdit edit;
  edit.seriesInstanceUid = record[QLatin1String("series_instance_uid")].toString();
  if (edit.seriesInstanceUid != seriesInstanceUid)
    return Error{ErrorKind::Inconsistent,
                 Texts::tr("The SUV corrections are those of series %1; the SUV is that of the DICOM files.")
                     .arg(edit.seriesInstanceUid),
                 path};
  edit.editedBy = record[QLatin1String("edited_by")].toString();
  edit.editedAt = QDateTime::fromString(record[QLatin1String("edited_at")].toString(), Qt::ISODate);
  Reader reader(record[QLatin1String("corrections")].toObject());
  edit.overrides = overridesOf(reader);
  QString defect = reader.failed().isEmpty()
                       ? edit.overrides.defect()
                       : Texts::tr("The value of \"%1\" cannot be read.").arg(reader.failed());
  if (defect.isEmpty() && edit.overrides.isEmpty())
    defect = Texts::tr("The file states no correction that this version knows.");
  if (!defect.isEmpty())
    return Error{ErrorKind::Inconsistent, Texts::tr("%1 The SUV is that of the DICOM files.").arg(defect),
                 path};
  return std::optional<SuvEdit>(edit);
}

Result<void> writeSuvEdit(const QString& path, const SuvEdit& edit) {
  if (edit.overrides.isEmpty()) {
    if (!QFileInfo::exists(path) || QFile::remove(path)) return {};
    return unreadableEdit(Texts::tr("The file could not be removed."), path);
  }
  if (!QDir().mkpath(QFileInfo(path).absolutePath()))
    return unreadableEdit(Texts::tr("The folder cannot be made."), QFileInfo(path).absolutePath());
  const QJsonObject record{{QStringLiteral("format"), kSuvEditFormat},
                           {QStringLiteral("version"), kSuvEditVersion},
                           {QStringLiteral("series_instance_uid"), edit.seriesInstanceUid},
                           {QStringLiteral("edited_by"), edit.editedBy},
                           {QStringLiteral("edited_at"), edit.editedAt.toUTC().toString(Qt::ISODate)},
                           {QStringLiteral("corrections"), toJson(edit.overrides)}};
  const QByteArray bytes = QJsonDocument(record).toJson();
  QSaveFile file(path);
  if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.flush() ||
      !file.commit())
    return unreadableEdit(Texts::tr("The SUV corrections could not be written: %1").arg(file.errorString()),
                          path);
  return {};
}

}  // namespace uptake
