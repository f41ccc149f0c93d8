#include "io/dicom/suv_times_p.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace uptake::dicom {

namespace {

constexpr double kHalfDay = 43200.0;
/// Slices that imply one reference agree to this, s: what rounding of times makes of it.
constexpr double kOneReference = 1.0;

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::Suv)
};

std::optional<double> milliseconds(const QString& text) {
  bool ok = false;
  const double value = text.toDouble(&ok);
  if (!ok || !std::isfinite(value)) return std::nullopt;
  return value / 1000.0;
}

QString missing(const char* attribute) {
  return Texts::tr("%1 is missing.").arg(QLatin1String(attribute));
}

QString unreadableTime(const char* attribute, const QString& value) {
  return Texts::tr("%1 \"%2\" cannot be read as a date or time.").arg(QLatin1String(attribute), value);
}

/// Why a slice has no moment of acquisition.
QString acquisitionDefectOf(const PetValues& values, const PetSliceValues& slice) {
  if (!slice.acquisitionDateTime.isEmpty())
    return values.doseInMegabecquerel
               ? unreadableTime("FrameAcquisitionDateTime (0018,9074)", slice.acquisitionDateTime)
               : unreadableTime("AcquisitionDateTime (0008,002A)", slice.acquisitionDateTime);
  if (slice.acquisitionTime.isEmpty()) return missing("AcquisitionTime (0008,0032)");
  if (!parseTime(slice.acquisitionTime))
    return unreadableTime("AcquisitionTime (0008,0032)", slice.acquisitionTime);
  if (!slice.acquisitionDate.isEmpty())
    return unreadableTime("AcquisitionDate (0008,0022)", slice.acquisitionDate);
  if (values.seriesDate.isEmpty())
    return Texts::tr("AcquisitionDate (0008,0022) and SeriesDate (0008,0021) are missing.");
  if (!parseDate(values.seriesDate)) return unreadableTime("SeriesDate (0008,0021)", values.seriesDate);
  return Texts::tr(
      "AcquisitionDate (0008,0022) is missing, and the times of the slices lie on two days, which nothing "
      "tells apart.");
}

}  // namespace

double frameStartFactor(double lambda, double duration) {
  const double x = lambda * duration;
  return x < 1e-9 ? 1.0 : x / -std::expm1(-x);
}

std::optional<Moment> SliceTime::impliedReference(double lambda) const {
  if (!acquired || !frameReference || !duration || *duration <= 0.0) return std::nullopt;
  return acquired->plus(std::log(frameStartFactor(lambda, *duration)) / lambda - *frameReference);
}

SeriesTimes::SeriesTimes(const PetValues& values) : clock(parseUtcOffset(values.timezoneOffsetFromUtc)) {
  readSlices(values);
  findFirst(values);
  findStart(values);
  readSeries(values);
}

std::optional<Moment> SeriesTimes::acquired(const PetValues& values, const PetSliceValues& slice) {
  if (!slice.acquisitionDateTime.isEmpty()) {
    const auto stated = parseDateTime(slice.acquisitionDateTime);
    return stated ? std::optional(stated->onClock(clock)) : std::nullopt;
  }
  const auto second = parseTime(slice.acquisitionTime);
  if (!second) return std::nullopt;
  if (!slice.acquisitionDate.isEmpty()) {
    const auto day = parseDate(slice.acquisitionDate);
    return day ? std::optional(Moment{*day, *second, clock}) : std::nullopt;
  }
  const auto day = parseDate(values.seriesDate);
  if (!day) return std::nullopt;
  if (const auto seriesSecond = parseTime(values.seriesTime)) {
    acquisitionAssumed = Texts::tr(
        "AcquisitionDate (0008,0022) is missing: each acquisition is taken on the day that brings it nearest "
        "to "
        "SeriesDate and SeriesTime.");
    return nearestTo({*day, *seriesSecond, clock}, *second);
  }
  acquisitionAssumed = Texts::tr("AcquisitionDate (0008,0022) is missing: SeriesDate is taken for it.");
  return Moment{*day, *second, clock};
}

void SeriesTimes::readSlices(const PetValues& values) {
  slices.reserve(values.slices.size());
  const PetSliceValues* last = nullptr;
  for (const PetSliceValues& slice : values.slices) {
    // The slices of a bed have one time, and parsing them is a good part of an index.
    if (last != nullptr && last->isAcquiredWith(slice) &&
        last->frameReferenceTime == slice.frameReferenceTime &&
        last->actualFrameDuration == slice.actualFrameDuration) {
      slices.push_back(slices.back());
      slices.back().missing = slice.missing;
      continue;
    }
    last = &slice;
    slices.push_back({slice.missing, slice.missing ? std::nullopt : acquired(values, slice),
                      milliseconds(slice.frameReferenceTime), milliseconds(slice.actualFrameDuration)});
  }
}

void SeriesTimes::findFirst(const PetValues& values) {
  int latest = -1;
  for (std::size_t k = 0; k < slices.size(); ++k) {
    if (slices[k].missing) continue;
    const auto since = [&](int other) -> std::optional<double> {
      if (!slices[k].acquired) return std::nullopt;
      return slices[k].acquired->since(*slices[static_cast<std::size_t>(other)].acquired);
    };
    if (first < 0 && slices[k].acquired) {
      first = latest = static_cast<int>(k);
      continue;
    }
    const auto after = first < 0 ? std::nullopt : since(first);
    if (!after) {
      first = -1;
      acquisitionDefect =
          slices[k].acquired
              ? Texts::tr("Some acquisition times state their offset from UTC and others do not.")
              : acquisitionDefectOf(values, values.slices[k]);
      return;
    }
    if (*after < 0.0) first = static_cast<int>(k);
    if (*since(latest) > 0.0) latest = static_cast<int>(k);
  }
  if (first < 0) {
    acquisitionDefect = missing("AcquisitionTime (0008,0032)");
    return;
  }
  // Without a time of the series one date was taken for all: around midnight it is wrong for some.
  const auto& slice = values.slices[static_cast<std::size_t>(first)];
  const bool oneDate =
      slice.acquisitionDate.isEmpty() && slice.acquisitionDateTime.isEmpty() && !parseTime(values.seriesTime);
  const auto& earliest = *slices[static_cast<std::size_t>(first)].acquired;
  if (oneDate && *slices[static_cast<std::size_t>(latest)].acquired->since(earliest) > kHalfDay) {
    acquisitionDefect = acquisitionDefectOf(values, slice);
    first = -1;
  }
}

void SeriesTimes::findStart(const PetValues& values) {
  if (first < 0) return;
  start = slices[static_cast<std::size_t>(first)].acquired;
  for (const PetSliceValues& other : values.allParts) {
    const auto moment = acquired(values, other);
    const auto later = moment ? moment->since(*start) : std::nullopt;
    if (later && *later < 0.0) start = moment;
  }
}

void SeriesTimes::readSeries(const PetValues& values) {
  const auto second = parseTime(values.seriesTime);
  const auto day = parseDate(values.seriesDate);
  if (!values.seriesTime.isEmpty() && !second) {
    seriesDefect = unreadableTime("SeriesTime (0008,0031)", values.seriesTime);
  } else if (!values.seriesDate.isEmpty() && !day) {
    seriesDefect = unreadableTime("SeriesDate (0008,0021)", values.seriesDate);
  } else if (second && day) {
    series = Moment{*day, *second, clock};
  } else if (second && first >= 0) {
    series = nearestTo(*start, *second);
    seriesAssumed = Texts::tr(
        "SeriesDate (0008,0021) is missing: SeriesTime is taken on the day that brings it nearest to the "
        "earliest "
        "acquisition.");
  }
}

std::optional<Moment> SeriesTimes::impliedReference(double lambda) const {
  if (first < 0) return std::nullopt;
  const auto reference = slices[static_cast<std::size_t>(first)].impliedReference(lambda);
  if (!reference) return std::nullopt;
  const bool agree = std::ranges::all_of(slices, [&](const SliceTime& slice) {
    if (slice.missing) return true;
    const auto own = slice.impliedReference(lambda);
    return own && std::abs(own->since(*reference).value_or(kHalfDay)) <= kOneReference;
  });
  return agree ? reference : std::nullopt;
}

}  // namespace uptake::dicom
