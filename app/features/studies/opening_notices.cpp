#include "app/features/studies/opening_notices.h"

#include "app/session/case/case_controller.h"
#include "app/shell/window/notice_card.h"

#include <QCoreApplication>

#include <optional>
#include <utility>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::OpeningNotices)
};

/// Does what the card offers for a series of a study; false when the series is still not shown.
using Apply = std::function<bool(const StudyRef&, const SeriesRef&)>;

/// Of a study the first CT or PET that is shown only after a choice, where none of its kind is shown.
std::optional<int> hiddenSeries(const StudyEntry& study, const ImagePair& shown) {
  for (int series = 0; series < static_cast<int>(study.series.size()); ++series) {
    const SeriesEntry& entry = study.series[static_cast<std::size_t>(series)];
    const bool isPet = entry.source.modality == QLatin1String("PT");
    if (!entry.remedy || (isPet ? shown.pet : shown.ct) >= 0) continue;
    if (isPet || entry.source.modality == QLatin1String("CT")) return series;
  }
  return std::nullopt;
}

struct HiddenSeries {
  StudyRef study;
  SeriesRef series;
  SeriesEntry entry;
};

std::optional<HiddenSeries> hiddenIn(const CaseController& cases) {
  for (const PatientEntry& patient : cases.index().patients)
    for (const StudyEntry& study : patient.studies) {
      const StudyRef ref = patient.refOf(study);
      if (cases.study() && !cases.isOpen(ref)) continue;
      const ImagePair shown = cases.study() ? cases.shownSeries() : ImagePair();
      if (const auto series = hiddenSeries(study, shown))
        return HiddenSeries{ref, study.refOf(*series), study.series[static_cast<std::size_t>(*series)]};
    }
  return std::nullopt;
}

/// True when there is something to choose.
bool showChoice(CaseController& cases, NoticeCard& card, const Apply& apply) {
  const std::optional<HiddenSeries> hidden = hiddenIn(cases);
  if (!hidden) return false;
  const SeriesEntry& series = hidden->entry;
  const QString name = series.source.seriesDescription.isEmpty() ? Texts::tr("Series %1").arg(series.number)
                                                                 : series.source.seriesDescription;
  const bool resamples = series.remedy->kind == SeriesEntry::Remedy::Kind::Resample;
  card.showChoice(Texts::tr("%1 (%2) is not shown").arg(name, series.source.modality),
                  {series.refusal, series.remedy->text},
                  resamples ? Texts::tr("&Resample and show") : Texts::tr("&Leave out duplicates and show"),
                  [&cases, &card, apply, at = *hidden] {
                    // Whoever keeps what is open instead still has the choice; it may take two steps, too.
                    if (!apply(at.study, at.series)) showChoice(cases, card, apply);
                  });
  return true;
}

}  // namespace

void showOpeningNotices(CaseController& cases, NoticeCard& card, Apply apply) {
  const auto choose = [&cases, &card, apply] {
    if (!cases.isScanning()) showChoice(cases, card, apply);
  };
  QObject::connect(&cases, &CaseController::studyOpened, &card, [&card, choose] {
    card.hide();
    choose();
  });
  QObject::connect(&cases, &CaseController::scanned, &card, choose, Qt::QueuedConnection);
  QObject::connect(&cases, &CaseController::refused, &card,
                   [&cases, &card, apply](const QString& what, const QStringList& reasons) {
                     // What can be done about it says more.
                     if (cases.study() || !showChoice(cases, card, apply)) card.showNotice(what, reasons);
                   });
}

}  // namespace uptake
