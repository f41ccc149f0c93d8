#include "app/features/studies/opening_notices.h"

#include "app/session/session.h"
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
    if (!entry.remedy || (entry.isPet() ? shown.pet : shown.ct) >= 0) continue;
    if (entry.isPet() || entry.isCt()) return series;
  }
  return std::nullopt;
}

struct HiddenSeries {
  StudyRef study;
  SeriesRef series;
  SeriesEntry entry;
};

std::optional<HiddenSeries> hiddenIn(const Session& session) {
  for (const PatientEntry& patient : session.project().index().patients)
    for (const StudyEntry& study : patient.studies) {
      const StudyRef ref = patient.refOf(study);
      if (session.openCase().study() && !session.openCase().isOpen(ref)) continue;
      const ImagePair shown = session.openCase().study() ? session.images().shown() : ImagePair();
      if (const auto series = hiddenSeries(study, shown))
        return HiddenSeries{ref, study.refOf(*series), study.series[static_cast<std::size_t>(*series)]};
    }
  return std::nullopt;
}

/// True when there is something to choose.
bool showChoice(Session& session, NoticeCard& card, const Apply& apply) {
  const std::optional<HiddenSeries> hidden = hiddenIn(session);
  if (!hidden) return false;
  const SeriesEntry& series = hidden->entry;
  const QString name = series.source.seriesDescription.isEmpty() ? Texts::tr("Series %1").arg(series.number)
                                                                 : series.source.seriesDescription;
  const bool resamples = series.remedy->kind == SeriesEntry::Remedy::Kind::Resample;
  card.showChoice(Texts::tr("%1 (%2) is not shown").arg(name, series.source.modality),
                  {series.refusal, series.remedy->text},
                  resamples ? Texts::tr("&Resample and show") : Texts::tr("&Leave out duplicates and show"),
                  [&session, &card, apply, at = *hidden] {
                    // Whoever keeps what is open instead still has the choice; it may take two steps, too.
                    if (!apply(at.study, at.series)) showChoice(session, card, apply);
                  });
  return true;
}

}  // namespace

void showOpeningNotices(Session& session, NoticeCard& card, Apply apply) {
  const auto choose = [&session, &card, apply] {
    if (!session.project().isScanning()) showChoice(session, card, apply);
  };
  QObject::connect(&session.openCase(), &OpenCase::studyOpened, &card, [&card, choose] {
    card.hide();
    choose();
  });
  QObject::connect(&session.project(), &Project::scanned, &card, choose, Qt::QueuedConnection);
  QObject::connect(&session.messages(), &Messages::refused, &card,
                   [&session, &card, apply](const QString& what, const QStringList& reasons) {
                     // What can be done about it says more.
                     if (session.openCase().study() || !showChoice(session, card, apply))
                       card.showNotice(what, reasons);
                   });
}

}  // namespace uptake
