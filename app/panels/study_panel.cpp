#include "app/panels/study_panel.h"

#include "app/theme/theme.h"

#include <QDate>
#include <QHeaderView>
#include <QLocale>
#include <QMenu>

namespace uptake {

namespace {

enum Column { kName, kModality, kCount };
enum Role { kPatient = Qt::UserRole, kStudy, kSeries };

QString dateText(const QString& dicomDate) {
  const QDate date = QDate::fromString(dicomDate, QStringLiteral("yyyyMMdd"));
  return date.isValid() ? QLocale().toString(date, QLocale::ShortFormat) : dicomDate;
}

/// A DICOM person name as people write it: "Phantom^Thorax" becomes "Phantom, Thorax".
QString personText(const QString& name) {
  return name.section(QLatin1Char('='), 0, 0)
      .split(QLatin1Char('^'), Qt::SkipEmptyParts)
      .join(QStringLiteral(", "));
}

}  // namespace

StudyPanel::StudyPanel(CaseController& cases, QWidget* parent) : QTreeWidget(parent), cases_(cases) {
  setHeaderLabels({tr("Series"), tr("Type"), tr("Images")});
  headerItem()->setTextAlignment(kCount, Qt::AlignRight | Qt::AlignVCenter);
  setUniformRowHeights(true);
  setIndentation(12);
  // Series of a study often differ in the end of their names alone: kernel, thickness.
  setTextElideMode(Qt::ElideMiddle);
  setAccessibleName(tr("Studies"));
  header()->setStretchLastSection(false);
  header()->setSectionResizeMode(kName, QHeaderView::Stretch);
  header()->setSectionResizeMode(kModality, QHeaderView::ResizeToContents);
  header()->setSectionResizeMode(kCount, QHeaderView::ResizeToContents);
  connect(&cases_, &CaseController::scanned, this, &StudyPanel::rebuild);
  connect(&cases_, &CaseController::studyChanged, this, &StudyPanel::markShown);
  connect(&cases_, &CaseController::suvChanged, this, &StudyPanel::markShown);
  connect(&cases_, &CaseController::indexChanged, this, &StudyPanel::rebuild);
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
  if (!item || !item->data(kName, kSeries).isValid()) return std::nullopt;
  return Place{item->data(kName, kPatient).toInt(), item->data(kName, kStudy).toInt(),
               item->data(kName, kSeries).toInt()};
}

const SeriesEntry& StudyPanel::seriesAt(const Place& place) const {
  return cases_.index()
      .patients[static_cast<std::size_t>(place.patient)]
      .studies[static_cast<std::size_t>(place.study)]
      .series[static_cast<std::size_t>(place.series)];
}

void StudyPanel::activate(QTreeWidgetItem* item) {
  const auto place = placeOf(item);
  if (!place) return;
  if (seriesAt(*place).remedy)
    Q_EMIT remedyRequested(place->patient, place->study, place->series);
  else
    Q_EMIT seriesChosen(place->patient, place->study, place->series);
}

QMenu* StudyPanel::menuFor(QTreeWidgetItem* item) {
  const auto place = placeOf(item);
  if (!place) return nullptr;
  const SeriesEntry& series = seriesAt(*place);
  const StudyEntry& study = cases_.index()
                                .patients[static_cast<std::size_t>(place->patient)]
                                .studies[static_cast<std::size_t>(place->study)];
  auto* menu = new QMenu(this);
  if (series.remedy) {
    const QString text = series.remedy->kind == SeriesEntry::Remedy::Kind::Resample
                             ? tr("&Resample and show…")
                             : tr("&Leave out duplicates and show…");
    menu->addAction(text, this,
                    [this, at = *place] { Q_EMIT remedyRequested(at.patient, at.study, at.series); })
        ->setObjectName(QStringLiteral("remedy"));
  } else {
    QAction* show = menu->addAction(
        tr("&Show"), this, [this, at = *place] { Q_EMIT seriesChosen(at.patient, at.study, at.series); });
    show->setObjectName(QStringLiteral("show"));
    show->setEnabled(series.isVolume());
  }
  if (&study == cases_.study() && series.petValues)
    menu->addAction(tr("SUV &evidence…"), this, [this, at = *place] { Q_EMIT suvRequested(at.series); })
        ->setObjectName(QStringLiteral("suvEvidence"));
  // The other image that is shown, when it has another frame of reference.
  const bool isPet = series.source.modality == QLatin1String("PT");
  const int other = isPet ? cases_.shownSeries().ct : cases_.shownSeries().pet;
  if (series.isVolume() && &study == cases_.study() && other >= 0 &&
      !inOneFrame(series, study.series[static_cast<std::size_t>(other)]))
    menu->addAction(
            isPet ? tr("Show &together with the CT anyway") : tr("Show &together with the PET anyway"), this,
            [this, at = *place] { Q_EMIT togetherRequested(at.series); })
        ->setObjectName(QStringLiteral("together"));
  return menu;
}

QTreeWidgetItem* StudyPanel::seriesItem(const SeriesEntry& series) const {
  auto* item = new QTreeWidgetItem({QString(), series.source.modality, QString::number(series.instances)});
  item->setTextAlignment(kCount, Qt::AlignRight | Qt::AlignVCenter);
  if (!series.isVolume())
    for (int column = kName; column <= kCount; ++column)
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
  item.setText(kName, edited ? tr("SUV edited: %1").arg(name) : name);

  QStringList lines{name};
  if (series.grid && series.table) {
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
  for (int column = kName; column <= kCount; ++column) item.setToolTip(column, lines.join(QLatin1Char('\n')));
}

void StudyPanel::rebuild() {
  clear();
  const auto& patients = cases_.index().patients;
  for (int p = 0; p < static_cast<int>(patients.size()); ++p) {
    const PatientEntry& patient = patients[static_cast<std::size_t>(p)];
    const QString person = personText(patient.name);
    const QString label = person.isEmpty() || person == patient.id
                              ? patient.id
                              : QStringLiteral("%1 (%2)").arg(person, patient.id);
    auto* patientItem = new QTreeWidgetItem(this, {label.isEmpty() ? tr("No patient ID") : label});
    patientItem->setFirstColumnSpanned(true);
    patientItem->setToolTip(kName, label);
    for (int s = 0; s < static_cast<int>(patient.studies.size()); ++s) {
      const StudyEntry& study = patient.studies[static_cast<std::size_t>(s)];
      QStringList parts{dateText(study.date), study.description};
      parts.removeAll(QString());
      auto* studyItem = new QTreeWidgetItem(patientItem, {parts.join(QStringLiteral("  "))});
      studyItem->setFirstColumnSpanned(true);
      studyItem->setToolTip(kName, studyItem->text(kName));
      for (int i = 0; i < static_cast<int>(study.series.size()); ++i) {
        QTreeWidgetItem* item = seriesItem(study.series[static_cast<std::size_t>(i)]);
        item->setData(kName, kPatient, p);
        item->setData(kName, kStudy, s);
        item->setData(kName, kSeries, i);
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
  const StudyEntry* study = cases_.study();
  const ImagePair shown = cases_.shownSeries();
  for (QTreeWidgetItemIterator it(this); *it; ++it) {
    QTreeWidgetItem* item = *it;
    if (!item->data(kName, kSeries).isValid()) continue;
    const int patientPosition = item->data(kName, kPatient).toInt();
    const int studyPosition = item->data(kName, kStudy).toInt();
    const int series = item->data(kName, kSeries).toInt();
    const auto& itsStudy = cases_.index()
                               .patients[static_cast<std::size_t>(patientPosition)]
                               .studies[static_cast<std::size_t>(studyPosition)];
    const bool isShown = &itsStudy == study && (series == shown.ct || series == shown.pet);
    QFont font = item->font(kName);
    font.setBold(isShown);
    for (int column = kName; column <= kCount; ++column) item->setFont(column, font);
    if (isShown) item->parent()->setExpanded(true);
    const SeriesEntry& entry = itsStudy.series[static_cast<std::size_t>(series)];
    if (entry.suv) describe(*item, entry, &itsStudy == study ? cases_.suvOf(series) : &*entry.suv);
  }
}

}  // namespace uptake
