#include "io/dicom/suv_reference_p.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <vector>

// Sources: the QIBA FDG-PET/CT profile's vendor-neutral pseudo-code for SUV and its revision for shifted
// series times; the manual of the SUV digital reference objects (the reference by FrameReferenceTime).

namespace uptake::dicom {

namespace {

/// Two statements of one moment may differ by a second that one of them leaves out.
constexpr double kClockRounding = 1.0;

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::Suv)
};

/// What the values may be corrected to, and the rule that takes it, in words.
struct Candidate {
  StatedMoment stated;
  QString branch;
};

class Reference {
 public:
  Reference(const PetValues& values, const SeriesTimes& times, double lambda, SuvScale& scale)
      : values_(values), times_(times), lambda_(lambda), scale_(scale), evidence_(scale) {}

  std::optional<StatedMoment> find() {
    if (const auto stated = parseDateTime(values_.decayReferenceDateTime)) {
      evidence_.use("DecayReference", "", values_.decayReferenceDateTime);
      scale_.branch += Texts::tr("decay corrected to the start of the scan (START): as a person states it");
      return StatedMoment{stated->onClock(clockOfReference()), QStringLiteral("DecayReference"),
                          values_.decayReferenceDateTime};
    }
    if (!values_.decayCorrectionDateTime.isEmpty()) return decayCorrectionDateTime();
    for (const char* attribute :
         {"SeriesDate (0008,0021)", "SeriesTime (0008,0031)", "PETScanDateTime (0009,xx0D) (GEMS_PETD_01)",
          "DecayCorrectionDateTime (0018,9701)"})
      if (!evidence_.agree(values_, attribute)) return std::nullopt;
    evidence_.use("SeriesDate", "(0008,0021)", values_.seriesDate);
    evidence_.useTime("SeriesTime", "(0008,0031)", values_.seriesTime);
    if (!times_.seriesAssumed.isEmpty()) evidence_.warn(times_.seriesAssumed);
    const auto ge = geMoment();
    if (times_.first < 0 && ge) return take({*ge, geBranch()});
    if (!useAcquisition(values_, times_, evidence_)) return std::nullopt;
    return scanStart(ge);
  }

 private:
  const PetSliceValues& firstSlice() const { return values_.slices[static_cast<std::size_t>(times_.first)]; }

  /// That the file's own reference is shown on.
  std::optional<int> clockOfReference() const {
    if (times_.clock) return times_.clock;
    const QString& stated = values_.decayCorrectionDateTime.isEmpty() ? values_.geReferenceDateTime
                                                                      : values_.decayCorrectionDateTime;
    const auto moment = parseDateTime(stated);
    return moment ? moment->offset : std::nullopt;
  }

  /// Enhanced PET says outright what the values are corrected to (PS3.3 C.8.22.4).
  std::optional<StatedMoment> decayCorrectionDateTime() {
    if (!evidence_.agree(values_, "DecayCorrectionDateTime (0018,9701)")) return std::nullopt;
    evidence_.useTime("DecayCorrectionDateTime", "(0018,9701)", values_.decayCorrectionDateTime);
    const auto stated = parseDateTime(values_.decayCorrectionDateTime);
    if (!stated) {
      evidence_.refuse(Texts::tr("DecayCorrectionDateTime (0018,9701) \"%1\" is no date and time.")
                           .arg(values_.decayCorrectionDateTime));
      return std::nullopt;
    }
    return take({{stated->onClock(times_.clock), QStringLiteral("DecayCorrectionDateTime (0018,9701)"),
                  values_.decayCorrectionDateTime},
                 Texts::tr("decay corrected to DecayCorrectionDateTime")});
  }

  std::optional<StatedMoment> geMoment() {
    if (values_.geReferenceDateTime.isEmpty()) return std::nullopt;
    evidence_.use("PETScanDateTime (GEMS_PETD_01)", "(0009,xx0D)", values_.geReferenceDateTime);
    const auto stated = parseDateTime(values_.geReferenceDateTime);
    if (stated)
      return StatedMoment{stated->onClock(times_.clock),
                          QStringLiteral("PETScanDateTime (0009,xx0D) (GEMS_PETD_01)"),
                          values_.geReferenceDateTime};
    evidence_.warn(Texts::tr("PETScanDateTime (0009,xx0D) (GEMS_PETD_01) \"%1\" is no date and time.")
                       .arg(values_.geReferenceDateTime));
    return std::nullopt;
  }

  static QString geBranch() {
    return Texts::tr("decay corrected to the start of the scan (START): GE private scan time");
  }

  StatedMoment take(const Candidate& reference) {
    scale_.branch += reference.branch;
    return reference.stated;
  }

  /// Which of two moments is later, s; 0 where they are of two clocks.
  static double after(const Moment& one, const Moment& other) { return one.since(other).value_or(0.0); }

  bool sameReference(const Moment& one, const Moment& other) const {
    const auto apart = one.since(other);
    return apart && std::expm1(lambda_ * std::abs(*apart)) <= kReferenceTolerance;
  }

  /// SeriesTime, unless it is after the earliest acquisition or GE states that the series was set up before
  /// the scan; else GE's moment. Where FrameReferenceTime of all slices contradicts the one that comes first
  /// and confirms another, or the earliest acquisition, that one.
  std::optional<StatedMoment> scanStart(const std::optional<StatedMoment>& ge) {
    const StatedMoment acquired = startOfSeries();
    const auto implied = times_.impliedReference(lambda_);
    std::vector<Candidate> candidates;
    if (ge) candidates.push_back({*ge, geBranch()});
    if (times_.series && after(*times_.series, acquired.moment) <= 0.0) {
      const bool setUpBefore = ge && after(ge->moment, *times_.series) > 0.0 &&
                               after(ge->moment, acquired.moment) <= kClockRounding;
      candidates.insert(setUpBefore ? candidates.end() : candidates.begin(), seriesStart());
    }
    if (candidates.empty()) return withoutStatedStart(acquired, implied);
    candidates.push_back(
        {acquired, Texts::tr("decay corrected to the start of the scan (START): the earliest "
                             "acquisition, as FrameReferenceTime of all slices says")});
    const Candidate& first = candidates.front();
    if (!implied || !implied->since(first.stated.moment)) return take(first);
    const auto confirmed = std::ranges::find_if(candidates, [&](const Candidate& candidate) {
      return sameReference(*implied, candidate.stated.moment);
    });
    if (confirmed == candidates.end() || confirmed == candidates.begin()) return take(first);
    evidence_.warn(
        Texts::tr("FrameReferenceTime (0054,1300) of all slices names %1 as the decay reference, not %2.")
            .arg(confirmed->stated.text(), first.stated.text()));
    return take(*confirmed);
  }

  /// The earliest acquisition; where it is another part's, that is said.
  StatedMoment startOfSeries() const {
    StatedMoment acquired = firstAcquisition(values_, times_);
    if (acquired.moment.since(*times_.start).value_or(0.0) == 0.0) return acquired;
    return {*times_.start, Texts::tr("%1 of another part of the series").arg(acquired.name),
            times_.start->dateTime().toString(QStringLiteral("yyyyMMddHHmmss.zzz"))};
  }

  Candidate seriesStart() const {
    return {{*times_.series, QStringLiteral("SeriesTime (0008,0031)"),
             (values_.seriesDate + QLatin1Char(' ') + values_.seriesTime).trimmed()},
            Texts::tr("decay corrected to the start of the scan (START): SeriesDate and SeriesTime")};
  }

  std::optional<StatedMoment> withoutStatedStart(const StatedMoment& acquired,
                                                 const std::optional<Moment>& implied) {
    const QString why = times_.series ? Texts::tr("SeriesTime is after the earliest acquisition")
                        : times_.seriesDefect.isEmpty() ? Texts::tr("no SeriesDate and SeriesTime")
                                                        : times_.seriesDefect;
    if (implied) {
      if (!times_.seriesDefect.isEmpty()) evidence_.warn(times_.seriesDefect);
      evidence_.use("FrameReferenceTime", "(0054,1300)", firstSlice().frameReferenceTime,
                    QStringLiteral("ms"));
      evidence_.use("ActualFrameDuration", "(0018,1242)", firstSlice().actualFrameDuration,
                    QStringLiteral("ms"));
      return take(
          {{*implied, QStringLiteral("FrameReferenceTime (0054,1300)"), firstSlice().frameReferenceTime},
           Texts::tr("decay corrected to the start of the scan (START): %1, FrameReferenceTime and "
                     "ActualFrameDuration of all slices name the reference")
               .arg(why)});
    }
    if (!times_.seriesDefect.isEmpty()) {
      evidence_.refuse(times_.seriesDefect);
      return std::nullopt;
    }
    evidence_.warn(
        Texts::tr("The decay reference is not stated (%1): the earliest acquisition, %2, is taken, which "
                  "may be some minutes off.")
            .arg(why, acquired.text()));
    return take(
        {acquired, Texts::tr("decay corrected to the start of the scan (START): %1, the earliest acquisition "
                             "is taken")
                       .arg(why)});
  }

  const PetValues& values_;
  const SeriesTimes& times_;
  double lambda_;
  SuvScale& scale_;
  SuvCollector evidence_;
};

}  // namespace

StatedMoment firstAcquisition(const PetValues& values, const SeriesTimes& times) {
  const PetSliceValues& slice = values.slices[static_cast<std::size_t>(times.first)];
  const Moment& moment = *times.slices[static_cast<std::size_t>(times.first)].acquired;
  if (slice.acquisitionDateTime.isEmpty())
    return {moment, QStringLiteral("AcquisitionTime (0008,0032)"), slice.acquisitionTime};
  return {moment,
          values.doseInMegabecquerel ? QStringLiteral("FrameAcquisitionDateTime (0018,9074)")
                                     : QStringLiteral("AcquisitionDateTime (0008,002A)"),
          slice.acquisitionDateTime};
}

bool useAcquisition(const PetValues& values, const SeriesTimes& times, SuvCollector& evidence) {
  if (times.first < 0) return evidence.refuse(times.acquisitionDefect);
  const PetSliceValues& slice = values.slices[static_cast<std::size_t>(times.first)];
  if (!slice.acquisitionDateTime.isEmpty()) {
    if (values.doseInMegabecquerel)
      evidence.useTime("FrameAcquisitionDateTime", "(0018,9074)", slice.acquisitionDateTime);
    else
      evidence.useTime("AcquisitionDateTime", "(0008,002A)", slice.acquisitionDateTime);
  } else {
    evidence.use("AcquisitionDate", "(0008,0022)", slice.acquisitionDate);
    evidence.useTime("AcquisitionTime", "(0008,0032)", slice.acquisitionTime);
  }
  if (!times.acquisitionAssumed.isEmpty()) evidence.warn(times.acquisitionAssumed);
  return true;
}

std::optional<StatedMoment> decayReference(const PetValues& values, const SeriesTimes& times, double lambda,
                                           SuvScale& scale) {
  return Reference(values, times, lambda, scale).find();
}

}  // namespace uptake::dicom
