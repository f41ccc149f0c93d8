#include "app/features/suv/suv_form.h"

#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>

namespace uptake {

namespace {

const QString kMoment = QStringLiteral("yyyy-MM-dd HH:mm:ss");

QString statedNumber(double value) {
  return QString::number(value, 'g', QLocale::FloatingPointShortest);
}

QString momentText(const QDateTime& moment) {
  return moment.toString(moment.time().msec() == 0 ? kMoment : kMoment + QStringLiteral(".zzz"));
}

template <class T, class Text>
QString statedText(const std::optional<T>& value, Text text) {
  return value ? text(*value) : QString();
}

}  // namespace

SuvForm::SuvForm(QWidget* parent) : QWidget(parent), sex_(new QComboBox), sexInFile_(new QLabel) {
  auto* grid = new QGridLayout(this);
  grid->setContentsMargins(0, 0, 0, 0);
  grid->setHorizontalSpacing(10);
  grid->setVerticalSpacing(6);
  grid->setColumnStretch(1, 1);
  int line = 0;
  const auto addLine = [&](const QString& name, QWidget* field, const QString& unit, QLabel* file) {
    auto* label = new QLabel(name);
    label->setBuddy(field);
    field->setAccessibleName(name);
    file->setForegroundRole(QPalette::PlaceholderText);
    file->setIndent(1);
    grid->addWidget(label, line, 0);
    grid->addWidget(field, line, 1, 1, unit.isEmpty() ? 2 : 1);
    if (!unit.isEmpty()) grid->addWidget(new QLabel(unit), line, 2);
    grid->addWidget(file, line + 1, 1, 1, 2);
    line += 2;
  };
  const auto addField = [&](Field field, const char* id, const QString& name, const QString& unit,
                            const QString& toolTip) {
    Row& row = rows_[field];
    row.edit = new QLineEdit;
    row.edit->setObjectName(QLatin1String(id));
    row.edit->setToolTip(toolTip);
    row.file = new QLabel;
    row.name = name;
    addLine(name, row.edit, unit, row.file);
    connect(row.edit, &QLineEdit::textEdited, this, &SuvForm::edited);
  };
  addField(kWeight, "weight", tr("Weight"), tr("kg"), tr("PatientWeight (0010,1030)"));
  addField(kHeight, "height", tr("Height"), tr("m"),
           tr("PatientSize (0010,1020); for SUL, SUVbsa and SUVibw"));
  sex_->setObjectName(QStringLiteral("sex"));
  sex_->setToolTip(tr("PatientSex (0010,0040); for SUL and SUVibw"));
  sex_->addItem(tr("not stated"), QString());
  sex_->addItem(tr("Male"), QStringLiteral("M"));
  sex_->addItem(tr("Female"), QStringLiteral("F"));
  sex_->addItem(tr("Other: mean of both formulas"), QStringLiteral("O"));
  addLine(tr("Sex"), sex_, {}, sexInFile_);
  connect(sex_, &QComboBox::activated, this, &SuvForm::edited);
  addField(kDose, "dose", tr("Dose"), tr("MBq"),
           tr("RadionuclideTotalDose (0018,1074), at the time of administration"));
  addField(kHalfLife, "halfLife", tr("Half-life"), tr("s"),
           tr("RadionuclideHalfLife (0018,1075); fluorine-18: 6586.2 s"));
  addField(kAdministration, "administration", tr("Administered"), {},
           tr("RadiopharmaceuticalStartDateTime (0018,1078), in the scanner's clock: 2024-06-12 09:04:00"));
  addField(kReference, "reference", tr("Decay reference"), {},
           tr("What the values are decay corrected to: the start of the scan, in the scanner's clock"));
}

void SuvForm::setValues(const PetValues& values, const SuvOverrides& corrected) {
  const SuvOverrides stated = statedValues(values);
  const auto show = [&](Field field, const QString& inFile, const QString& now) {
    Row& row = rows_[field];
    row.fileText = inFile;
    row.edit->setText(now.isEmpty() ? inFile : now);
    row.edit->setCursorPosition(0);
    row.file->setText(inFile.isEmpty() ? tr("File: none") : tr("File: %1").arg(inFile));
  };
  const auto kilograms = [](Kilograms value) { return statedNumber(value.value); };
  const auto megabecquerel = [](Becquerel value) { return statedNumber(value.value / 1e6); };
  const auto seconds = [](Seconds value) { return statedNumber(value.value); };
  show(kWeight, statedText(stated.patientWeight, kilograms), statedText(corrected.patientWeight, kilograms));
  show(kHeight, statedText(stated.patientSize, statedNumber),
       statedText(corrected.patientSize, statedNumber));
  show(kDose, statedText(stated.totalDose, megabecquerel), statedText(corrected.totalDose, megabecquerel));
  show(kHalfLife, statedText(stated.halfLife, seconds), statedText(corrected.halfLife, seconds));
  show(kAdministration, statedText(stated.administration, momentText),
       statedText(corrected.administration, momentText));
  show(kReference, statedText(stated.decayReference, momentText),
       statedText(corrected.decayReference, momentText));
  const bool usesReference = values.decayCorrection == QLatin1String("START");
  rows_[kReference].edit->setEnabled(usesReference);
  if (!usesReference) rows_[kReference].file->setText(tr("Not used: DecayCorrection is not START"));

  fileSex_ = stated.patientSex;
  sex_->setCurrentIndex(sex_->findData(corrected.patientSex.isEmpty() ? fileSex_ : corrected.patientSex));
  sexInFile_->setText(fileSex_.isEmpty() ? tr("File: none") : tr("File: %1").arg(values.patientSex));
}

/// The text of a field that says something else than the file.
std::optional<QString> SuvForm::changed(Field field) const {
  const Row& row = rows_[field];
  const QString text = row.edit->text().trimmed();
  if (!row.edit->isEnabled() || text.isEmpty() || text == row.fileText) return std::nullopt;
  return text;
}

Result<std::optional<double>> SuvForm::number(Field field) const {
  const auto text = changed(field);
  if (!text) return std::optional<double>();
  bool ok = false;
  // A comma is a decimal point to many; no thousands are grouped here.
  const double value = QString(*text).replace(QLatin1Char(','), QLatin1Char('.')).toDouble(&ok);
  if (ok) return std::optional<double>(value);
  return Error{ErrorKind::Inconsistent, tr("%1: \"%2\" is no number.").arg(rows_[field].name, *text), {}};
}

Result<std::optional<QDateTime>> SuvForm::moment(Field field) const {
  const auto text = changed(field);
  if (!text) return std::optional<QDateTime>();
  // UTC stands for no time zone: no hour is skipped or doubled.
  const QString iso = QString(*text).replace(QLatin1Char(' '), QLatin1Char('T')) + QLatin1Char('Z');
  const QDateTime moment = QDateTime::fromString(iso, Qt::ISODateWithMs);
  if (moment.isValid() && iso.size() >= 17) return std::optional<QDateTime>(moment);
  return Error{ErrorKind::Inconsistent,
               tr("%1: \"%2\" is no date and time like 2024-06-12 09:04:00.").arg(rows_[field].name, *text),
               {}};
}

Result<SuvOverrides> SuvForm::overrides() const {
  SuvOverrides result;
  for (const Field field : {kWeight, kHeight, kDose, kHalfLife}) {
    const auto value = number(field);
    if (!value) return value.error();
    if (!value->has_value()) continue;
    const double stated = **value;
    if (field == kWeight) result.patientWeight = Kilograms{stated};
    if (field == kHeight) result.patientSize = stated;
    if (field == kDose) result.totalDose = Becquerel{stated * 1e6};
    if (field == kHalfLife) result.halfLife = Seconds{stated};
  }
  const auto administration = moment(kAdministration);
  if (!administration) return administration.error();
  result.administration = *administration;
  const auto reference = moment(kReference);
  if (!reference) return reference.error();
  result.decayReference = *reference;
  if (const QString sex = sex_->currentData().toString(); sex != fileSex_) result.patientSex = sex;
  return result;
}

}  // namespace uptake
