#include "io/dicom/dicom_time_p.h"
#include "io/dicom/suv_collector_p.h"

#include <QCoreApplication>

#include <algorithm>

namespace uptake::dicom {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::Suv)
};

}  // namespace

QString exactNumber(double value) {
  return QString::number(value, 'g', 12);
}

void SuvCollector::use(const char* keyword, const char* tag, const QString& value, const QString& unit) {
  if (value.isEmpty()) return;
  SuvInput input{QLatin1String(keyword), QLatin1String(tag), value, unit, false, {}, {}};
  for (const SuvInput& edit : scale_.edits)
    if (edit.keyword == input.keyword) input = edit;
  scale_.inputs.push_back(input);
}

bool SuvCollector::refuse(const QString& reason) {
  if (scale_.refused.isEmpty()) scale_.refused = reason;
  return false;
}

bool SuvCollector::agree(const PetValues& values, const char* attribute) {
  const PetDifference* difference = values.difference(attribute);
  if (difference == nullptr) return true;
  const auto quoted = [](const QString& value) {
    return value.isEmpty() ? Texts::tr("missing") : QStringLiteral("\"%1\"").arg(value);
  };
  return refuse(Texts::tr("%1 is not the same in all slices of the series: %2, %3.")
                    .arg(difference->attribute, quoted(difference->value), quoted(difference->other)));
}

bool SuvCollector::isEdited(const char* keyword) const {
  return std::ranges::any_of(scale_.edits,
                             [&](const SuvInput& edit) { return edit.keyword == QLatin1String(keyword); });
}

void SuvCollector::useTime(const char* keyword, const char* tag, const QString& value) {
  use(keyword, tag, value);
  if (isToTheHour(value))
    warn(Texts::tr("%1 %2 \"%3\" states no minutes: they are taken as 0.")
             .arg(QLatin1String(keyword), QLatin1String(tag), value));
}

}  // namespace uptake::dicom
