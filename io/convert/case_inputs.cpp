#include "core/jobs/parallel.h"
#include "core/platform/platform.h"
#include "io/convert/case_inputs_p.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QFile>
#include <QFileInfo>
#include <QUuid>

#include <algorithm>
#include <cstdint>
#include <set>
#include <utility>
#include <vector>

namespace uptake::convert {

namespace {

/// What changed less long ago is not known by its time: some file systems count in steps of two seconds.
constexpr qint64 kSettledMs = 3000;
constexpr qint64 kDayMs = 24LL * 3600 * 1000;

/// The deepest folder above all of the files.
QString folderOf(const std::set<QString>& files) {
  if (files.empty()) return {};
  // They are in order: what the first and the last share, all share.
  const QString& first = *files.begin();
  const QString& last = *files.rbegin();
  const auto [end, other] = std::ranges::mismatch(first, last);
  const QString same = first.first(end - first.begin());
  return same.first(same.lastIndexOf(QLatin1Char('/')) + 1);
}

/// A name and what the file holds. One that cannot be read equals no other.
QString named(const QString& name, const QString& path) {
  // Whole collections are hashed: three times as fast as SHA-256.
  QCryptographicHash hash(QCryptographicHash::Blake2b_256);
  QFile file(path);
  const bool isRead = file.open(QIODevice::ReadOnly) && hash.addData(&file);
  const QByteArray content = isRead ? hash.result().toHex() : QUuid::createUuid().toByteArray();
  return name + QLatin1Char('\t') + QString::fromLatin1(content);
}

QString hashOf(QStringList lines) {
  lines.sort();
  const QByteArray all = lines.join(QLatin1Char('\n')).toUtf8();
  return QString::fromLatin1(QCryptographicHash::hash(all, QCryptographicHash::Sha256).toHex());
}

}  // namespace

CaseInputs::CaseInputs(const ConversionCase& conversion) {
  std::set<QString> files;
  std::set<QString> masks;
  QStringList corrections =
      conversion.annotations.segFiles(conversion.study.series.front().source.patientId, conversion.study.uid);
  for (const SeriesEntry& series : conversion.study.series) {
    for (const SliceSource& slice : series.source.slices) {
      if (slice.file.isEmpty()) continue;
      files.insert(slice.file);
      if (isMaskSeries(series)) masks.insert(slice.file);
    }
    if (series.isPet()) corrections.append(conversion.annotations.suvFile(series.source.seriesInstanceUid));
  }
  for (const QString& file : std::as_const(corrections))
    if (QFileInfo::exists(file))
      otherFiles_.append(named(QStringLiteral("annotations\t") + QFileInfo(file).fileName(), file));
  const qsizetype folder = folderOf(files).size();
  const qint64 now = QDateTime::currentMSecsSinceEpoch();
  QStringList states;
  std::int64_t newest = 0;
  for (const QString& file : files) {
    const QString name = file.sliced(folder);
    if (masks.contains(file)) {
      otherFiles_.append(named(name, file));
      continue;
    }
    images_[name] = file;
    const auto state = platform::fileState(file).value_or(platform::FileState{-1, 0, 0});
    newest = std::max(newest, state.recordedMs);
    // A time that is far in the future is only wrong.
    if (state.recordedMs > conversion.scannedMs && state.recordedMs < now + kDayMs) changed_ = file;
    states.append(QStringLiteral("%1\t%2\t%3\t%4")
                      .arg(name, QString::number(state.size), QString::number(state.changedMs),
                           QString::number(state.recordedMs)));
  }
  if (newest < now - kSettledMs) states_ = hashOf(states + otherFiles_);
}

Result<QString> CaseInputs::contents(const JobControl& control) {
  if (contents_) return *contents_;
  const std::vector<std::pair<QString, QString>> images(images_.begin(), images_.end());
  std::vector<QString> lines(images.size());
  forEachInParallel(static_cast<int>(images.size()), control, [&](int n) {
    const auto at = static_cast<std::size_t>(n);
    lines[at] = named(images[at].first, images[at].second);
  });
  if (control.isCancelled()) return JobControl::cancelledError();
  contents_ = hashOf(QStringList(lines.begin(), lines.end()) + otherFiles_);
  return *contents_;
}

}  // namespace uptake::convert
