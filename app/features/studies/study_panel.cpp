#include "app/features/studies/study_panel.h"

#include "app/shell/text/date_text.h"
#include "app/shell/theme/theme.h"

#include <QHeaderView>
#include <QLocale>
#include <QMenu>

namespace uptake {

namespace {

enum StudyColumn { kStudyName, kStudyModality, kImageCount };
constexpr int kPlace = Qt::UserRole;

/// A DICOM person name as people write it: "Phantom^Thorax" becomes "Phantom, Thorax".
QString personText(const QString& name) {
  return name.section(QLatin1Char('='), 0, 0)
      .split(QLatin1Char('^'), Qt::SkipEmptyParts)
      .join(QStringLiteral(", "));
}

}  // namespace

StudyPanel::StudyPanel(Session& session, QWidget* parent) : QTreeWidget(parent), session_(session) {
  setHeaderLabels({tr("Series"), tr("Type"), tr("Images")});
  headerItem()->setTextAlignment(kImageCount, Qt::AlignRight | Qt::AlignVCenter);
  setUniformRowHeights(true);
  setIndentation(12);
  // Series of a study often differ in the end of their names alone: kernel, thickness.
  setTextElideMode(Qt::ElideMiddle);
  setAccessibleName(tr("Studies"));
  header()->setStretchLastSection(false);
  header()->setSectionResizeMode(kStudyName, QHeaderView::Stretch);
  header()->setSectionResizeMode(kStudyModality, QHeaderView::ResizeToContents);
  header()->setSectionResizeMode(kImageCount, QHeaderView::ResizeToContents);
  connect(&session_.project(), &Project::scanned, this, &StudyPanel::rebuild);
  connect(&session_.openCase(), &OpenCase::studyChanged, this, &StudyPanel::markShown);
  connect(&session_.suv(), &SuvSession::suvChanged, this, &StudyPanel::markShown);
  connect(&session_.project(), &Project::indexChanged, this, &StudyPanel::rebuild);
  connect(this, &QTreeWidget::itemActivated, this, &StudyPanel::activate);
  whenColoursChange(*this, [this] {
    if (topLevelItemCount() > 0) rebuild();
  });
  setContextMenuPolicy(Qt::CustomContextMenu);
  connect(this, &QTreeWidget::customContextMenuRequested, this, [this](const QPoint& position) {
    QMenu* menu = menuFor(itemAt(position));
    if (!menu) return;
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->popup(viewport()->mapToGlobal(position));
  });
}

std::optional<StudyPanel::Place> StudyPanel::placeOf(const QTreeWidgetItem* item) {
  const QVariant place = item ? item->data(kStudyName, kPlace) : QVariant();
  return place.isValid() ? std::optional(place.value<Place>()) : std::nullopt;
}

const SeriesEntry* StudyPanel::seriesAt(const Place& place) const {
  const StudyIndex::Found found = session_.project().index().find(place.study);
  const int position = found ? found.study->positionOf(place.series) : -1;
  return position < 0 ? nullptr : &found.study->series[static_cast<std::size_t>(position)];
}

int StudyPanel::openPosition(const Place& place) const {
  return session_.openCase().isOpen(place.study) ? session_.openCase().study()->positionOf(place.series) : -1;
}

void StudyPanel::activate(QTreeWidgetItem* item) {
  const auto place = placeOf(item);
  const SeriesEntry* series = place ? seriesAt(*place) : nullptr;
  if (!series) return;
  if (series->remedy)
    Q_EMIT remedyRequested(place->study, place->series);
  else
    Q_EMIT seriesChosen(place->study, place->series);
}

QMenu* StudyPanel::menuFor(QTreeWidgetItem* item) {
  const auto place = placeOf(item);
  const SeriesEntry* listed = place ? seriesAt(*place) : nullptr;
  if (!listed) return nullptr;
  const SeriesEntry& series = *listed;
  auto* menu = new QMenu(this);
  if (series.remedy) {
    const QString text = series.remedy->kind == SeriesEntry::Remedy::Kind::Resample
                             ? tr("&Resample and show…")
                             : tr("&Leave out duplicates and show…");
    menu->addAction(text, this, [this, at = *place] { Q_EMIT remedyRequested(at.study, at.series); })
        ->setObjectName(QStringLiteral("remedy"));
  } else {
    QAction* show =
        menu->addAction(tr("&Show"), this, [this, at = *place] { Q_EMIT seriesChosen(at.study, at.series); });
    show->setObjectName(QStringLiteral("show"));
    show->setEnabled(series.isVolume());
  }
  const bool isOpen = openPosition(*place) >= 0;
  if (isOpen && series.suv)
    menu->addAction(tr("SUV &evidence…"), this, [this, at = *place] { Q_EMIT suvRequested(at.series); })
        ->setObjectName(QStringLiteral("suvEvidence"));
  // The other image that is shown, when it has another frame of reference.
  const bool isPet = series.isPet();
  const int other = isPet ? session_.images().shown().ct : session_.images().shown().pet;
  if (series.isVolume() && !series.source.isPlaceless && isOpen && other >= 0 &&
      !inOneFrame(series, session_.openCase().study()->series[static_cast<std::size_t>(other)]))
    menu->addAction(
            isPet ? tr("Show &together with the CT anyway") : tr("Show &together with the PET anyway"), this,
            [this, at = *place] { Q_EMIT togetherRequested(at.series); })
        ->setObjectName(QStringLiteral("together"));
  return menu;
}

QTreeWidgetItem* StudyPanel::seriesItem(const SeriesEntry& series) const {
  auto* item = new QTreeWidgetItem({QString(), series.source.modality, QString::number(series.instances)});
  item->setTextAlignment(kImageCount, Qt::AlignRight | Qt::AlignVCenter);
  if (!series.isVolume())
    for (int column = kStudyName; column <= kImageCount; ++column)
      item->setForeground(column, palette().color(QPalette::Disabled, QPalette::Text));
  describe(*item, series, series.suv ? &*series.suv : nullptr);
  return item;
}

/// Name and tool tips; `suv` with what a person corrected.
void StudyPanel::describe(QTreeWidgetItem& item, const SeriesEntry& series, const SuvScale* suv) const {
  QString name = series.source.seriesDescription;
  if (name.isEmpty()) name = tr("Series %1").arg(series.number);
  if (!series.part.isEmpty()) name += QStringLiteral(" – ") + series.part;
  const bool edited = suv && suv->isEdited();
  item.setText(kStudyName, edited ? tr("SUV edited: %1").arg(name) : name);

  QStringList lines{name};
  if (series.grid && !series.source.hasPlace()) {
    const Eigen::Vector3i& size = series.grid->size();
    lines.append(
        tr("%n image(s) of %1 × %2 pixels, without spacing", nullptr, size.z()).arg(size.x()).arg(size.y()));
  } else if (series.grid) {
    const Eigen::Vector3i& size = series.grid->size();
    const Eigen::Vector3d& spacing = series.grid->spacing();
    lines.append(tr("%1 × %2 × %3 voxels of %4 × %5 × %6 mm")
                     .arg(size.x())
                     .arg(size.y())
                     .arg(size.z())
                     .arg(spacing.x(), 0, 'g', 4)
                     .arg(spacing.y(), 0, 'g', 4)
                     .arg(spacing.z(), 0, 'g', 4));
  }
  if (!series.refusal.isEmpty()) lines.append(tr("Cannot be shown: %1").arg(series.refusal));
  if (series.remedy) lines.append(tr("Choice: %1").arg(series.remedy->text));
  if (suv && !suv->isValid()) lines.append(tr("No SUV: %1").arg(suv->refused));
  if (edited) lines.append(tr("The SUV rests on corrected values."));
  lines.append(series.warnings);
  for (int column = kStudyName; column <= kImageCount; ++column)
    item.setToolTip(column, lines.join(QLatin1Char('\n')));
}

void StudyPanel::rebuild() {
  clear();
  const auto& patients = session_.project().index().patients;
  for (const PatientEntry& patient : patients) {
    const QString person = personText(patient.name);
    const QString label = person.isEmpty() || person == patient.id
                              ? patient.shownId()
                              : QStringLiteral("%1 (%2)").arg(person, patient.id);
    auto* patientItem = new QTreeWidgetItem(this, {label.isEmpty() ? tr("No patient ID") : label});
    patientItem->setFirstColumnSpanned(true);
    patientItem->setToolTip(kStudyName, label);
    for (const StudyEntry& study : patient.studies) {
      QStringList parts{dateText(study.date), study.description};
      parts.removeAll(QString());
      if (parts.isEmpty()) parts.append(study.form);
      auto* studyItem = new QTreeWidgetItem(patientItem, {parts.join(QStringLiteral("  "))});
      studyItem->setFirstColumnSpanned(true);
      studyItem->setToolTip(kStudyName, studyItem->text(kStudyName));
      for (int i = 0; i < static_cast<int>(study.series.size()); ++i) {
        QTreeWidgetItem* item = seriesItem(study.series[static_cast<std::size_t>(i)]);
        item->setData(kStudyName, kPlace, QVariant::fromValue(Place{patient.refOf(study), study.refOf(i)}));
        studyItem->addChild(item);
      }
      // A collection of hundreds of studies stays readable: only the open one is unfolded.
      studyItem->setExpanded(patients.size() == 1);
    }
    patientItem->setExpanded(patients.size() < 20);
  }
  markShown();
}

void StudyPanel::markShown() {
  const ImagePair shown = session_.images().shown();
  for (QTreeWidgetItemIterator it(this); *it; ++it) {
    QTreeWidgetItem* item = *it;
    const auto place = placeOf(item);
    if (!place) continue;
    const int position = openPosition(*place);
    const bool isShown = position >= 0 && (position == shown.ct || position == shown.pet);
    QFont font = item->font(kStudyName);
    font.setBold(isShown);
    for (int column = kStudyName; column <= kImageCount; ++column) item->setFont(column, font);
    if (isShown) item->parent()->setExpanded(true);
    const SeriesEntry* entry = seriesAt(*place);
    if (entry && entry->suv)
      describe(*item, *entry, position >= 0 ? session_.suv().scaleOf(position) : &*entry->suv);
  }
}

}  // namespace uptake
