#include "app/review/review_controller.h"

#include "annotation/review/lesion_mark.h"
#include "annotation/review/review_order.h"
#include "app/review/review_mark.h"
#include "app/review/review_texts.h"
#include "io/review/review_record.h"
#include "io/voc/voc_file.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFileInfo>
#include <QSettings>
#include <QStandardPaths>
#include <QUuid>

#include <algorithm>
#include <set>

namespace uptake {

namespace {

const QString kReaderKey = QStringLiteral("review/reader");
/// Folders on other machines tell nobody that they changed.
constexpr int kPollMs = 10000;
constexpr int kSoonMs = 100;

QString keyOf(const QString& patientId, const QString& studyUid) {
  return patientId + QLatin1Char('\n') + studyUid;
}

struct History {
  std::vector<ReviewEvent> events;
  std::vector<FileProblem> problems;
};

}  // namespace

ReviewController::ReviewController(CaseController& cases, QObject* parent)
    : QObject(parent),
      cases_(cases),
      reader_(QSettings().value(kReaderKey).toString()),
      keptFolder_(QStandardPaths::writableLocation(QStandardPaths::AppLocalDataLocation) +
                  QStringLiteral("/review")) {
  poll_.setInterval(kPollMs);
  soon_.setSingleShot(true);
  soon_.setInterval(kSoonMs);
  connect(&poll_, &QTimer::timeout, this, &ReviewController::readIfChanged);
  connect(&soon_, &QTimer::timeout, this, &ReviewController::readIfChanged);
  connect(&watcher_, &QFileSystemWatcher::directoryChanged, &soon_, qOverload<>(&QTimer::start));
  connect(&watcher_, &QFileSystemWatcher::fileChanged, &soon_, qOverload<>(&QTimer::start));
  connect(&cases_, &CaseController::scanned, this, &ReviewController::indexScanned);
  connect(&cases_, &CaseController::annotationFolderChanged, this, &ReviewController::openProject);
  connect(&cases_, &CaseController::annotationsLoaded, this, [this] {
    if (!cases_.study()) return;
    openFiles_.clear();
    for (const JudgedFile& file : openCaseFiles()) openFiles_.insert(file.file);
    checkSoon(cases_.patient()->id, cases_.study()->uid);
  });
  connect(&cases_, &CaseController::saved, this, &ReviewController::caseSaved);
  connect(&writer_, &ReviewWriter::written, this, [this](const QStringList& ids) {
    std::erase_if(pending_, [&](const ReviewEvent& event) { return ids.contains(event.id); });
    soon_.start();
  });
  connect(&writer_, &ReviewWriter::keptElsewhere, this, [this](const QString& reason, const QString& kept) {
    Q_EMIT said(kept.isEmpty() ? tr("The mark is in this window alone: %1").arg(reason)
                               : tr("The mark is kept in %1 until the project takes it: %2")
                                     .arg(QDir::toNativeSeparators(kept), reason));
  });
  connect(&writer_, &ReviewWriter::broughtBack, this, [this](int marks) {
    Q_EMIT said(tr("%n mark(s) that had been kept are in the project now.", nullptr, marks));
    soon_.start();
  });
  cases_.setReadingPlan(
      [this](const QString& patientId, const QString& studyUid) { return planFor(patientId, studyUid); });
}

ReviewController::~ReviewController() {
  cases_.setReadingPlan({});
}

QString ReviewController::recordFolder() const {
  return reviewFolder(project_);
}

QString ReviewController::keptFolder() const {
  const QByteArray name =
      QCryptographicHash::hash(project_.toUtf8(), QCryptographicHash::Sha256).toHex().left(16);
  return keptFolder_ + QLatin1Char('/') + QString::fromLatin1(name);
}

QString ReviewController::ownFolder(const QString& reader) const {
  return QStringLiteral("%1/readers/%2").arg(project_, vocPatientFolder(readerKey(reader)));
}

void ReviewController::setReader(const QString& name) {
  reader_ = name.simplified();
  QSettings().setValue(kReaderKey, reader_);
  Q_EMIT changed();
}

/// Another project is open: its record is another one.
void ReviewController::openProject() {
  if (cases_.projectFolder().path() == project_) return;
  readJob_.discard();
  checkJob_.discard();
  checks_.clear();
  project_ = cases_.projectFolder().path();
  listing_.clear();
  history_.clear();
  byCase_.clear();
  contents_.clear();
  reviews_.clear();
  pending_.clear();
  problems_.clear();
  rule_ = {};
  if (const QStringList watched = watcher_.files() + watcher_.directories(); !watched.isEmpty())
    watcher_.removePaths(watched);
  // The little that decides what of the first case may be read is read at once.
  ReviewRecords records = readReviewRecords({recordFolder(), keptFolder()});
  problems_ = std::move(records.problems);
  listing_ = listing();
  adopt(inOrder(std::move(records.readers)));
  writer_.bringBack(recordFolder(), keptFolder());
  poll_.start();
}

void ReviewController::indexScanned() {
  openProject();
  vocFiles_.clear();
  for (const QString& file : cases_.index().vocFiles) vocFiles_.insert(vocImageName(file), file);
  places_.clear();
  const auto& patients = cases_.index().patients;
  for (std::size_t p = 0; p < patients.size(); ++p)
    for (std::size_t s = 0; s < patients[p].studies.size(); ++s)
      places_.insert(keyOf(patients[p].id, patients[p].studies[s].uid),
                     {static_cast<int>(p), static_cast<int>(s)});
  if (cases_.isScanning()) return;
  // All, not only those with marks: whether there is an annotation at all is the first thing to know.
  std::set<QString> waiting;
  for (const CaseKey& key : checks_) waiting.insert(keyOf(key.patientId, key.studyUid));
  for (const PatientEntry& patient : patients)
    for (const StudyEntry& study : patient.studies)
      if (const QString key = keyOf(patient.id, study.uid);
          !contents_.contains(key) && !waiting.contains(key))
        checks_.push_back({patient.id, study.uid});
  if (!checkJob_.isRunning()) checkNext();
}

QByteArray ReviewController::listing() const {
  QByteArray text;
  for (const QFileInfo& file : QDir(recordFolder()).entryInfoList({QStringLiteral("*.jsonl")}, QDir::Files))
    text += file.fileName().toUtf8() + ' ' + QByteArray::number(file.size()) + ' ' +
            QByteArray::number(file.lastModified().toMSecsSinceEpoch()) + '\n';
  return text;
}

void ReviewController::readIfChanged() {
  if (project_.isEmpty() || readJob_.isRunning()) return;
  const QByteArray now = listing();
  if (now == listing_) return;
  listing_ = now;
  read();
}

void ReviewController::read() {
  readJob_.start<std::shared_ptr<History>>(
      [folders = QStringList{recordFolder(), keptFolder()}](JobControl&) -> Result<std::shared_ptr<History>> {
        ReviewRecords records = readReviewRecords(folders);
        return std::make_shared<History>(
            History{inOrder(std::move(records.readers)), std::move(records.problems)});
      },
      [this](Result<std::shared_ptr<History>> result) {
        if (!result) return;
        problems_ = std::move((*result)->problems);
        adopt(std::move((*result)->events));
        soon_.start();  // more may have come meanwhile
      });
}

void ReviewController::adopt(std::vector<ReviewEvent> history) {
  std::set<QString> known;
  for (const ReviewEvent& event : history_) known.insert(event.id);
  std::set<QString> found;
  for (const ReviewEvent& event : history) found.insert(event.id);
  history_ = std::move(history);
  std::erase_if(pending_, [&](const ReviewEvent& event) { return found.contains(event.id); });
  history_.insert(history_.end(), pending_.begin(), pending_.end());
  sortHistory();
  for (const ReviewEvent& event : history_)
    if (!event.studyInstanceUid.isEmpty() && !known.contains(event.id))
      checkSoon(event.patientId, event.studyInstanceUid);
  // Other files show whose marks they are.
  if (QDir(recordFolder()).exists() && !watcher_.directories().contains(recordFolder()))
    watcher_.addPath(recordFolder());
  for (const QFileInfo& file : QDir(recordFolder()).entryInfoList({QStringLiteral("*.jsonl")}, QDir::Files))
    if (!watcher_.files().contains(file.filePath())) watcher_.addPath(file.filePath());
  Q_EMIT changed();
}

void ReviewController::sortHistory() {
  byCase_.clear();
  reviews_.clear();
  for (std::size_t n = 0; n < history_.size(); ++n)
    if (!history_[n].studyInstanceUid.isEmpty())
      byCase_[keyOf(history_[n].patientId, history_[n].studyInstanceUid)].push_back(n);
  rule_ = ruleOf(history_);
}

CaseFilesQuery ReviewController::queryOf(const PatientEntry& patient, const StudyEntry& study) const {
  return caseFilesQuery(patient, study, vocFiles_);
}

void ReviewController::checkSoon(const QString& patientId, const QString& studyUid) {
  const auto isSame = [&](const CaseKey& key) {
    return key.patientId == patientId && key.studyUid == studyUid;
  };
  if (std::ranges::none_of(checks_, isSame)) checks_.push_back({patientId, studyUid});
  if (!checkJob_.isRunning()) checkNext();
}

void ReviewController::checkNext() {
  while (!checks_.empty() && !checkJob_.isRunning()) {
    const CaseKey key = checks_.front();
    checks_.pop_front();
    const auto place = places_.find(keyOf(key.patientId, key.studyUid));
    if (place == places_.end()) continue;  // not in what is open
    const PatientEntry& patient = cases_.index().patients[static_cast<std::size_t>(place->first)];
    const StudyEntry& study = patient.studies[static_cast<std::size_t>(place->second)];
    checkJob_.start<CaseContent>(
        [folder = AnnotationFolder(project_),
         query = queryOf(patient, study)](JobControl&) -> Result<CaseContent> {
          const std::vector<JudgedFile> files = judgedFiles(folder, query);
          return CaseContent{digestOf(files), files.empty()};
        },
        [this, key](const Result<CaseContent>& content) {
          if (content) {
            const QString name = keyOf(key.patientId, key.studyUid);
            contents_[name] = *content;
            reviews_.remove(name);
            Q_EMIT caseChanged(key.patientId, key.studyUid);
          }
          // The job has not quite ended yet.
          QMetaObject::invokeMethod(this, &ReviewController::checkNext, Qt::QueuedConnection);
        });
    return;
  }
}

std::vector<JudgedFile> ReviewController::openCaseFiles() const {
  CaseFilesQuery query = queryOf(*cases_.patient(), *cases_.study());
  if (cases_.isReadBlind()) query.sourceVoc = query.sourceMasks = {};
  return judgedFiles(cases_.annotationFolder(), query);
}

bool ReviewController::isChecked(const QString& patientId, const QString& studyUid) const {
  return contents_.contains(keyOf(patientId, studyUid));
}

const CaseReview& ReviewController::reviewOf(const QString& patientId, const QString& studyUid) const {
  const QString key = keyOf(patientId, studyUid);
  const auto known = reviews_.find(key);
  if (known != reviews_.end()) return *known;
  std::vector<const ReviewEvent*> events;
  for (const std::size_t n : byCase_.value(key)) events.push_back(&history_[n]);
  const auto content = contents_.find(key);
  return *reviews_.insert(
      key, reviewCase(events, rule_,
                      content == contents_.end() ? std::nullopt : std::optional<CaseContent>(*content)));
}

CaseReview ReviewController::current() const {
  return cases_.study() ? reviewOf(cases_.patient()->id, cases_.study()->uid) : CaseReview();
}

bool ReviewController::isHidden(const QString& patientId, const QString& studyUid) const {
  if (!rule_.blind) return false;
  const CaseReview& review = reviewOf(patientId, studyUid);
  // A final annotation, once there is one, is for everyone to verify.
  return !review.hasRead(reader_) && review.annotator.isEmpty();
}

ReadingPlan ReviewController::planFor(const QString& patientId, const QString& studyUid) const {
  ReadingPlan plan;
  if (!rule_.blind) return plan;
  if (isHidden(patientId, studyUid)) {
    // Without a name yet, the reading is nobody's until it is given one.
    plan.own = ownFolder(reader_.isEmpty() ? tr("unnamed") : reader_);
    return plan;
  }
  for (const QString& reader : reviewOf(patientId, studyUid).readBy) plan.others[reader] = ownFolder(reader);
  return plan;
}

ReviewAct ReviewController::actOfAccepting() const {
  const CaseReview review = current();
  if (cases_.isReadBlind()) return ReviewAct::Annotated;
  if (rule_.blind && review.annotator.isEmpty() && !review.readBy.isEmpty()) return ReviewAct::Adjudicated;
  // Who drew before giving a name is an author, too.
  const bool drewHere =
      cases_.study() && unsigned_.contains(keyOf(cases_.patient()->id, cases_.study()->uid));
  return !drewHere && mayMark(review, reader_, ReviewAct::Verified) ? ReviewAct::Verified
                                                                    : ReviewAct::Annotated;
}

ReviewEvent ReviewController::newEvent(ReviewAct act) const {
  ReviewEvent event;
  event.id = QUuid::createUuid().toString(QUuid::WithoutBraces);
  event.reader = reader_;
  event.time = QDateTime::currentDateTimeUtc();
  event.act = act;
  const QString own = readerKey(reader_);
  for (const ReviewEvent& known : history_) {
    const QString key = readerKey(known.reader);
    if (key == own)
      event.sequence = std::max(event.sequence, known.sequence);
    else
      event.after[key] = std::max(event.after[key], known.sequence);
  }
  ++event.sequence;
  return event;
}

void ReviewController::append(ReviewEvent event) {
  history_.push_back(event);
  pending_.push_back(event);
  sortHistory();
  const QString patientId = event.patientId;
  const QString studyUid = event.studyInstanceUid;
  writer_.write(recordFolder(), keptFolder(), {std::move(event)});
  if (!studyUid.isEmpty()) Q_EMIT caseChanged(patientId, studyUid);
  Q_EMIT changed();
}

void ReviewController::setRule(const ReviewRule& rule) {
  if (rule == rule_ || reader_.isEmpty() || project_.isEmpty()) return;
  ReviewEvent event = newEvent(ReviewAct::RuleSet);
  event.rule = rule;
  append(std::move(event));
}

Result<void> ReviewController::mark(ReviewAct act, const QString& comment,
                                    const std::optional<ReviewLesion>& lesion) {
  const StudyEntry* study = cases_.study();
  if (!study || !cases_.areAnnotationsRead())
    return Error{ErrorKind::Inconsistent, tr("The case is still being read."), {}};
  if (cases_.hasUnsavedChanges())
    return Error{
        ErrorKind::Inconsistent, tr("What is drawn is unsaved: save it before you mark the case."), {}};
  // What is judged is what was read, and nothing that someone changed since.
  const std::vector<JudgedFile> files = openCaseFiles();
  for (const JudgedFile& file : files) {
    const QString path = cases_.annotationFolder().path() + QLatin1Char('/') + file.file;
    const auto stamp = cases_.stamps().find(path);
    // Some were there and are not shown: earlier versions of others, damaged ones, what came with the images.
    const bool isAsRead = stamp == cases_.stamps().end() ? openFiles_.contains(file.file)
                                                         : stamp->second.hash.toHex() == file.sha256;
    if (!isAsRead)
      return Error{ErrorKind::Inconsistent,
                   tr("Someone else changed the annotations since you opened the case. Open it again, then "
                      "mark what you see."),
                   path};
  }
  const QByteArray digest = digestOf(files);
  if (!cases_.isReadBlind()) {
    contents_[keyOf(cases_.patient()->id, study->uid)] = {digest, files.empty()};
    reviews_.remove(keyOf(cases_.patient()->id, study->uid));
  }
  if (!lesion)
    if (const Result<void> allowed = mayMark(current(), reader_, act); !allowed) return allowed;
  if (reader_.isEmpty()) return Error{ErrorKind::Inconsistent, tr("A mark needs a reader's name."), {}};
  ReviewEvent event = newEvent(act);
  event.patientId = cases_.patient()->id;
  event.studyInstanceUid = study->uid;
  event.comment = comment.trimmed();
  event.lesion = lesion;
  event.digest = digest;
  event.own = cases_.isReadBlind();
  if (!lesion) event.judged = files;
  if (!lesion && (act == ReviewAct::Annotated || act == ReviewAct::Adjudicated)) {
    int others = 0;
    for (const auto& mask : cases_.document().masks())
      if (cases_.isOtherReading(mask->id))
        others += static_cast<int>(std::ranges::count_if(
            mask->segments, [&](const Segment& each) { return mask->labels.count(each.number) > 0; }));
    event.lesions = lesionCount(cases_.document()) - others;
  }
  append(event);
  const QString what = actText(act, event.own);
  cases_.undoStack().push(new ReviewMark(
      *this, event,
      lesion ? tr("mark %1 as %2").arg(lesion->name, what) : tr("mark the case as %1").arg(what)));
  cases_.noteStepWithoutChange();
  return {};
}

void ReviewController::withdraw(const QString& id) {
  const auto found = std::ranges::find(history_, id, &ReviewEvent::id);
  if (found == history_.end()) return;
  const ReviewEvent taken = *found;
  ReviewEvent event = newEvent(ReviewAct::Withdrawn);
  event.reader = taken.reader;  // whoever sits here now: it is that reader's undo step
  event.patientId = taken.patientId;
  event.studyInstanceUid = taken.studyInstanceUid;
  event.own = taken.own;
  event.withdraws = id;
  append(std::move(event));
}

Result<void> ReviewController::withdrawLast() {
  const CaseReview review = current();
  if (const Result<void> allowed = mayMark(review, reader_, ReviewAct::Withdrawn); !allowed) return allowed;
  withdraw(review.lastMark.at(readerKey(reader_)));
  return {};
}

/// Saved changes make their reader one of the annotation's authors.
void ReviewController::caseSaved() {
  if (cases_.sliceTable()) return;  // no case of a project
  const StudyEntry* study = cases_.study();
  if (!study || cases_.isReadBlind()) return;
  const QString key = keyOf(cases_.patient()->id, study->uid);
  const std::vector<JudgedFile> files = openCaseFiles();
  const QByteArray digest = digestOf(files);
  const auto known = contents_.find(key);
  const bool isChange = known == contents_.end() || known->digest != digest;
  contents_[key] = {digest, files.empty()};
  reviews_.remove(key);
  Q_EMIT caseChanged(cases_.patient()->id, study->uid);
  if (!isChange) return;  // a measurement
  if (reader_.isEmpty()) {
    unsigned_.insert(key);
    return;
  }
  ReviewEvent event = newEvent(ReviewAct::Edited);
  event.patientId = cases_.patient()->id;
  event.studyInstanceUid = study->uid;
  event.digest = digest;
  event.judged = files;
  append(std::move(event));
}

}  // namespace uptake
