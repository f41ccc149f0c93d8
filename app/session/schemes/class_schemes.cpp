#include "app/session/schemes/class_schemes.h"

#include "io/store/label_scheme_file.h"

#include <QSettings>
#include <QStringList>

#include <algorithm>

namespace uptake {

namespace {

const QString kOwnKey = QStringLiteral("classes/schemes");
const QString kCurrentKey = QStringLiteral("classes/current");

}  // namespace

ClassSchemes::ClassSchemes(QObject* parent) : QObject(parent), all_(LabelScheme::supplied()) {
  const QSettings settings;
  for (const QString& json : settings.value(kOwnKey).toStringList()) {
    Result<LabelScheme> scheme = parseLabelScheme(json.toUtf8());
    if (scheme && !isSupplied(scheme->name())) all_.push_back(scheme.take());
  }
  choose(settings.value(kCurrentKey).toString());
}

bool ClassSchemes::isSupplied(const QString& name) {
  const std::vector<LabelScheme> supplied = LabelScheme::supplied();
  return std::ranges::any_of(supplied, [&](const LabelScheme& each) { return each.name() == name; });
}

void ClassSchemes::choose(const QString& name) {
  const auto found = std::ranges::find_if(all_, [&](const LabelScheme& each) { return each.name() == name; });
  current_ = found == all_.end() ? 0 : static_cast<std::size_t>(found - all_.begin());
}

void ClassSchemes::set(const std::vector<LabelScheme>& own, const QString& current) {
  const LabelScheme before = this->current();
  all_ = LabelScheme::supplied();
  QStringList texts;
  for (const LabelScheme& scheme : own) {
    if (isSupplied(scheme.name())) continue;
    all_.push_back(scheme);
    texts.append(QString::fromUtf8(labelSchemeJson(scheme)));
  }
  choose(current);
  QSettings settings;
  settings.setValue(kOwnKey, texts);
  settings.setValue(kCurrentKey, this->current().name());
  if (!(before == this->current())) Q_EMIT changed();
}

}  // namespace uptake
