#include "app/features/handbook/handbook_places.h"

#include "app/shell/actions/action_table.h"

#include <QWidget>

#include <array>
#include <string>
#include <string_view>

namespace uptake {

namespace {

/// Of widgets and of tools' actions.
constexpr char kOwnPlace[] = "handbookChapter";

struct Subject {
  std::string_view name;  ///< object name or class of a widget, id of a tool's action
  const char* place;
};

constexpr std::array kSubjects{
    Subject{"studies", "open"},
    Subject{"uptake::EmptyPage", "open"},
    Subject{"restore", "open#after-a-crash"},
    Subject{"history", "open#undo-and-history"},
    Subject{"saveFolder", "open#save"},
    Subject{"saveAsNew", "open#save"},
    Subject{"saveFailure", "open#save"},
    Subject{"suvDialog", "read#suv"},
    Subject{"uptake::UserWindowsDialog", "read#windows"},
    Subject{"masks", "masks"},
    Subject{"toolOptions", "masks"},
    Subject{"askPopup", "masks#shape-a-lesion"},
    Subject{"measurements", "measure"},
    Subject{"lesionTableDock", "measure#lesions-in-numbers"},
    Subject{"uptake::AnnotationPanel", "boxes"},
    Subject{"uptake::BoxDialog", "boxes"},
    Subject{"uptake::BoxMaskDialog", "boxes#boxes-and-masks"},
    Subject{"uptake::ClassSchemeDialog", "boxes#classes"},
    Subject{"annotations", "masks"},
    Subject{"comparisonDock", "model-against-truth"},
    Subject{"worklistDock", "many-readers"},
    Subject{"auditDialog", "many-readers#who-did-what"},
    Subject{"reviewRule", "many-readers#rules"},
    Subject{"reviewComment", "many-readers"},
    Subject{"slices", "slice-tables"},
    Subject{"exportDialog", "export"},
    Subject{"reportDialog", "export#report"},
    Subject{"privacyInfo", "export#without-patient-data"},
    Subject{"uptake::KeysDialog", "keys"},
    Subject{"uptake::ProblemsDialog", "troubleshooting"},
    Subject{"uptake::PairingDialog", "open#which-ct-with-which-pet"},
    Subject{"notice", "troubleshooting"},
};

/// In the views it is the tool in hand that says what a person is about.
constexpr std::array kTools{
    Subject{"tool.box", "boxes"},        Subject{"tool.brush", "masks"},
    Subject{"tool.eraser", "masks"},     Subject{"tool.thresholdBrush", "masks"},
    Subject{"tool.lasso", "masks"},      Subject{"tool.grow", "masks"},
    Subject{"tool.hotSpot", "masks"},    Subject{"tool.thresholdBox", "masks"},
    Subject{"tool.distance", "measure"}, Subject{"tool.angle", "measure"},
    Subject{"tool.ellipse", "measure"},  Subject{"tool.sphere", "measure"},
};

QString namedPlaceOf(const QWidget& widget) {
  if (const QVariant own = widget.property(kOwnPlace); own.isValid()) return own.toString();
  const std::string objectName = widget.objectName().toStdString();
  const std::string_view className = widget.metaObject()->className();
  for (const Subject& subject : kSubjects)
    if (subject.name == objectName || subject.name == className) return QLatin1String(subject.place);
  return {};
}

QString placeOfTool(const ActionTable& actions) {
  for (const ActionTable::Entry& entry : actions.entries()) {
    if (!entry.action->isChecked()) continue;
    if (const QVariant own = entry.action->property(kOwnPlace); own.isValid()) return own.toString();
    const std::string id = entry.id.toStdString();
    for (const Subject& tool : kTools)
      if (tool.name == id) return QLatin1String(tool.place);
  }
  return QStringLiteral("read");
}

}  // namespace

QString handbookPlaceOf(const QWidget* widget, const ActionTable& actions) {
  if (!widget) return QStringLiteral("index");
  for (const QWidget* holder = widget; holder; holder = holder->parentWidget())
    if (QString place = namedPlaceOf(*holder); !place.isEmpty()) return place;
  return placeOfTool(actions);
}

QStringList handbookSubjects() {
  QStringList subjects;
  const auto add = [&subjects](const auto& table) {
    for (const Subject& subject : table)
      subjects.append(QStringLiteral("%1 %2").arg(
          QString::fromUtf8(subject.name.data(), static_cast<qsizetype>(subject.name.size())),
          QLatin1String(subject.place)));
  };
  add(kSubjects);
  add(kTools);
  return subjects;
}

}  // namespace uptake
