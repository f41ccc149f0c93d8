#include "app/session/review/review_controller.h"

#include "annotation/review/lesion_mark.h"
#include "annotation/review/review_order.h"
#include "app/session/annotations/kinds/masks.h"
#include "app/session/review/review_mark.h"
#include "app/session/review/review_texts.h"
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

/// As records name a case.
QString keyOf(const StudyRef& study) {
  return study.patientId + QLatin1Char('\n') + study.studyUid;
}

StudyRef caseOf(const ReviewEvent& event) {
  return {event.patientId, event.studyInstanceUid};
}

}  // namespace

/// What the record of a project says.
struct ReviewController::Records {
  QString project;
  QByteArray listing;  ///< of its files: tells whether one changed
  QStringList places;  ///< its files and their folder
  std::vector<ReviewEvent> events;
  std::vector<FileProblem> problems;
};

/// Nothing when the files are those of the listing. Reads them all: not for the UI thread.
std::shared_ptr<const ReviewController::Records> ReviewController::recordsOf(
    const QString& project, const QString& kept, const std::optional<QByteArray>& known) {
  auto records = std::make_shared<Records>();
  records->project = project;
  const QDir folder(reviewFolder(project));
  if (folder.exists()) records->places.append(folder.path());
  for (const QFileInfo& file : folder.entryInfoList({QStringLiteral("*.jsonl")}, QDir::Files)) {
    records->places.append(file.filePath());
    records->listing += file.fileName().toUtf8() + ' ' + QByteArray::number(file.size()) + ' ' +
                        QByteArray::number(file.lastModified().toMSecsSinceEpoch()) + '\n';
  }
  if (known == records->listing) return nullptr;
  ReviewRecords read = readReviewRecords({folder.path(), kept});
  records->events = inOrder(std::move(read.readers));
  records->problems = std::move(read.problems);
  return records;
}

ReviewController::ReviewController(Session& session, QObject* parent)
    : QObject(parent),
      session_(session),
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
  connect(&session_.project(), &Project::scanned, this, &ReviewController::indexScanned);
  connect(&session_.annotations(), &Keeper::folderChanged, this, &ReviewController::openProject);
  connect(&session_.annotations(), &Keeper::annotationsLoaded, this, &ReviewController::caseOpened);
  connect(&session_.annotations(), &Keeper::saved, this,
          [this](const QStringList&, const QStringList&, const StudyRef& study) { caseSaved(study); });
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
  session_.annotations().setReadingPlan([this](const QString& patientId, const QString& studyUid) {
    return planFor({patientId, studyUid});
  });
  readProjectsAhead();
}

ReviewController::~ReviewController() {
  session_.annotations().setReadingPlan({});
  session_.project().setReader({});
}

QString ReviewController::recordFolder() const {
  return reviewFolder(project_);
}

QString ReviewController::keptFolderOf(const QString& kept, const QString& project) {
  const QByteArray name =
      QCryptographicHash::hash(project.toUtf8(), QCryptographicHash::Sha256).toHex().left(16);
  return kept + QLatin1Char('/') + QString::fromLatin1(name);
}

QString ReviewController::ownFolder(const QString& reader) const {
  return QStringLiteral("%1/readers/%2").arg(project_, vocPatientFolder(readerKey(reader)));
}

void ReviewController::setKeptFolder(const QString& folder) {
  keptFolder_ = folder;
  readProjectsAhead();
}

/// The record decides what of the first case may be read.
void ReviewController::readProjectsAhead() {
  // On another thread: only values are touched.
  session_.project().setReader([this, kept = keptFolder_](const QString& project) -> std::function<void()> {
    auto records = recordsOf(project, keptFolderOf(kept, project), std::nullopt);
    return [this, records = std::move(records)] { readAhead_ = records; };
  });
}

void ReviewController::setReader(const QString& name) {
  reader_ = name.simplified();
  QSettings().setValue(kReaderKey, reader_);
  Q_EMIT changed();
}

/// Another project is open: its record is another one.
void ReviewController::openProject() {
  if (session_.annotations().projectFolder().path() == project_) return;
  readJob_.discard();
  checkJob_.discard();
  checks_.clear();
  project_ = session_.annotations().projectFolder().path();
  listing_.reset();
  history_.clear();
  byCase_.clear();
  contents_.clear();
  reviews_.clear();
  pending_.clear();
  problems_.clear();
  rule_ = {};
  if (const QStringList watched = watcher_.files() + watcher_.directories(); !watched.isEmpty())
    watcher_.removePaths(watched);
  const auto ahead = std::exchange(readAhead_, nullptr);
  const QString kept = keptFolderOf(keptFolder_, project_);
  if (ahead && ahead->project == project_)
    adopt(*ahead);
  else if (session_.openCase().study())
    readIfChanged();  // the case that is open is read already
  else
    adopt(*recordsOf(project_, kept, std::nullopt));
  writer_.bringBack(recordFolder(), kept);
  poll_.start();
}

void ReviewController::indexScanned() {
  openProject();
  vocFiles_.clear();
  for (const QString& file : session_.project().index().vocFiles) vocFiles_.insert(vocImageName(file), file);
  if (session_.project().isScanning()) return;
  // All, not only those with marks: whether there is an annotation at all is the first thing to know.
  const std::set<StudyRef> waiting(checks_.begin(), checks_.end());
  for (const PatientEntry& patient : session_.project().index().patients)
    for (const StudyEntry& study : patient.studies)
      if (const StudyRef ref = patient.refOf(study);
          !contents_.contains(keyOf(ref)) && !waiting.contains(ref))
        checks_.push_back(ref);
  if (!checkJob_.isRunning()) checkNext();
}

void ReviewController::readIfChanged() {
  if (project_.isEmpty() || readJob_.isRunning()) return;
  readJob_.start<std::shared_ptr<const Records>>(
      [project = project_, kept = keptFolderOf(keptFolder_, project_), known = listing_](
          JobControl&) -> Result<std::shared_ptr<const Records>> { return recordsOf(project, kept, known); },
      [this](const Result<std::shared_ptr<const Records>>& records) {
        if (!records || !*records) return;
        adopt(**records);
        soon_.start();  // more may have come meanwhile
      });
}

void ReviewController::adopt(const Records& records) {
  std::set<QString> known;
  for (const ReviewEvent& event : history_) known.insert(event.id);
  std::set<QString> found;
  for (const ReviewEvent& event : records.events) found.insert(event.id);
  listing_ = records.listing;
  problems_ = records.problems;
  history_ = records.events;
  std::erase_if(pending_, [&](const ReviewEvent& event) { return found.contains(event.id); });
  history_.insert(history_.end(), pending_.begin(), pending_.end());
  sortHistory();
  for (const ReviewEvent& event : history_)
    if (!event.studyInstanceUid.isEmpty() && !known.contains(event.id)) checkSoon(caseOf(event));
  // Other files show whose marks they are.
  for (const QString& place : records.places)
    if (!watcher_.files().contains(place) && !watcher_.directories().contains(place)) watcher_.addPath(place);
  Q_EMIT changed();
}

void ReviewController::sortHistory() {
  byCase_.clear();
  reviews_.clear();
  for (std::size_t n = 0; n < history_.size(); ++n)
    if (!history_[n].studyInstanceUid.isEmpty()) byCase_[keyOf(caseOf(history_[n]))].push_back(n);
  rule_ = ruleOf(history_);
}

CaseFilesQuery ReviewController::queryOf(const PatientEntry& patient, const StudyEntry& study) const {
  return caseFilesQuery(patient, study, vocFiles_);
}

void ReviewController::checkSoon(const StudyRef& study) {
  if (std::ranges::find(checks_, study) == checks_.end()) checks_.push_back(study);
  if (!checkJob_.isRunning()) checkNext();
}

void ReviewController::checkNext() {
  while (!checks_.empty() && !checkJob_.isRunning()) {
    const StudyRef study = checks_.front();
    checks_.pop_front();
    const StudyIndex::Found found = session_.project().index().find(study);
    if (!found) continue;  // not in what is open
    checkJob_.start<CaseContent>(
        [folder = AnnotationFolder(project_),
         query = queryOf(*found.patient, *found.study)](JobControl&) -> Result<CaseContent> {
          const std::vector<JudgedFile> files = judgedFiles(folder, query);
          return CaseContent{digestOf(files), files.empty()};
        },
        [this, study](const Result<CaseContent>& content) {
          if (content) {
            contents_[keyOf(study)] = *content;
            reviews_.remove(keyOf(study));
            Q_EMIT caseChanged(study);
          }
          // The job has not quite ended yet.
          QMetaObject::invokeMethod(this, &ReviewController::checkNext, Qt::QueuedConnection);
        });
    return;
  }
}

void ReviewController::lookAtOpenCase(JobRunner& job, std::function<void(Files)> done) {
  CaseFilesQuery query = queryOf(*session_.openCase().patient(), *session_.openCase().study());
  if (session_.annotations().isReadBlind()) query.sourceVoc = query.sourceMasks = {};
  job.start<std::vector<JudgedFile>>([folder = session_.annotations().folder(), query = std::move(query)](
                                         JobControl&) -> Files { return judgedFiles(folder, query); },
                                     std::move(done));
}

void ReviewController::caseOpened() {
  openFiles_.clear();
  openJob_.discard();
  if (!session_.openCase().study()) return;
  lookAtOpenCase(openJob_, [this](const Files& files) {
    if (!files) return;
    for (const JudgedFile& file : *files) openFiles_.insert(file.file);
  });
  checkSoon(session_.openCase().studyRef());
}

bool ReviewController::isChecked(const StudyRef& study) const {
  return contents_.contains(keyOf(study));
}

const CaseReview& ReviewController::reviewOf(const StudyRef& study) const {
  const QString key = keyOf(study);
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
  return session_.openCase().study() ? reviewOf(session_.openCase().studyRef()) : CaseReview();
}

bool ReviewController::isHidden(const StudyRef& study) const {
  if (!rule_.blind) return false;
  const CaseReview& review = reviewOf(study);
  // A final annotation, once there is one, is for everyone to verify.
  return !review.hasRead(reader_) && review.annotator.isEmpty();
}

ReadingPlan ReviewController::planFor(const StudyRef& study) const {
  ReadingPlan plan;
  if (!rule_.blind) return plan;
  if (isHidden(study)) {
    // Without a name yet, the reading is nobody's until it is given one.
    plan.own = ownFolder(reader_.isEmpty() ? tr("unnamed") : reader_);
    return plan;
  }
  for (const QString& reader : reviewOf(study).readBy) plan.others[reader] = ownFolder(reader);
  return plan;
}

ReviewAct ReviewController::actOfAccepting() const {
  const CaseReview review = current();
  if (session_.annotations().isReadBlind()) return ReviewAct::Annotated;
  if (rule_.blind && review.annotator.isEmpty() && !review.readBy.isEmpty()) return ReviewAct::Adjudicated;
  // Who drew before giving a name is an author, too.
  const bool drewHere =
      session_.openCase().study() && unsigned_.contains(keyOf(session_.openCase().studyRef()));
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
  const StudyRef study = caseOf(event);
  writer_.write(recordFolder(), session_.project().index().roots, keptFolderOf(keptFolder_, project_),
                {std::move(event)});
  if (!study.studyUid.isEmpty()) Q_EMIT caseChanged(study);
  Q_EMIT changed();
}

void ReviewController::setRule(const ReviewRule& rule) {
  if (rule == rule_ || reader_.isEmpty() || project_.isEmpty()) return;
  ReviewEvent event = newEvent(ReviewAct::RuleSet);
  event.rule = rule;
  append(std::move(event));
}

void ReviewController::mark(ReviewAct act, const QString& comment, const std::optional<ReviewLesion>& lesion,
                            std::function<void(const Result<void>&)> done) {
  if (!session_.openCase().study() || !session_.annotations().isRead() || openJob_.isRunning())
    return done(Error{ErrorKind::Inconsistent, tr("The case is still being read."), {}});
  if (markJob_.isRunning())
    return done(Error{ErrorKind::Inconsistent, tr("Another mark is just being made."), {}});
  if (savedJob_.isRunning()) {
    // What was saved comes first in the record.
    connect(
        &savedJob_, &JobRunner::finished, this,
        [this, act, comment, lesion, done = std::move(done)] { mark(act, comment, lesion, done); },
        static_cast<Qt::ConnectionType>(Qt::QueuedConnection | Qt::SingleShotConnection));
    return;
  }
  ReviewEvent wanted;
  wanted.act = act;
  wanted.comment = comment.trimmed();
  wanted.lesion = lesion;
  wanted.patientId = session_.openCase().patient()->id;
  wanted.studyInstanceUid = session_.openCase().study()->uid;
  lookAtOpenCase(markJob_, [this, wanted, study = session_.openCase().studyRef(),
                            done = std::move(done)](const Files& files) {
    if (!files) return done(files.error());
    if (!session_.openCase().isOpen(study) || !session_.annotations().isRead())
      return done(Error{ErrorKind::Inconsistent, tr("Another case was opened before it was marked."), {}});
    done(markAs(wanted, *files));
  });
}

Result<void> ReviewController::markAs(const ReviewEvent& wanted, const std::vector<JudgedFile>& files) {
  const ReviewAct act = wanted.act;
  const std::optional<ReviewLesion>& lesion = wanted.lesion;
  if (session_.openCase().hasUnsavedChanges())
    return Error{
        ErrorKind::Inconsistent, tr("What is drawn is unsaved: save it before you mark the case."), {}};
  // What is judged is what was read, and nothing that someone changed since.
  for (const JudgedFile& file : files) {
    const QString path = session_.annotations().folder().path() + QLatin1Char('/') + file.file;
    const auto stamp = session_.annotations().stamps().find(path);
    // Some were there and are not shown: earlier versions of others, damaged ones, what came with the images.
    const bool isAsRead = stamp == session_.annotations().stamps().end()
                              ? openFiles_.contains(file.file)
                              : stamp->second.hash.toHex() == file.sha256;
    if (!isAsRead)
      return Error{ErrorKind::Inconsistent,
                   tr("Someone else changed the annotations since you opened the case. Open it again, then "
                      "mark what you see."),
                   path};
  }
  const QByteArray digest = digestOf(files);
  if (!session_.annotations().isReadBlind()) {
    contents_[keyOf(session_.openCase().studyRef())] = {digest, files.empty()};
    reviews_.remove(keyOf(session_.openCase().studyRef()));
  }
  if (!lesion)
    if (const Result<void> allowed = mayMark(current(), reader_, act); !allowed) return allowed;
  if (reader_.isEmpty()) return Error{ErrorKind::Inconsistent, tr("A mark needs a reader's name."), {}};
  ReviewEvent event = newEvent(act);
  event.patientId = wanted.patientId;
  event.studyInstanceUid = wanted.studyInstanceUid;
  event.comment = wanted.comment;
  event.lesion = lesion;
  event.digest = digest;
  event.own = session_.annotations().isReadBlind();
  if (!lesion) event.judged = files;
  if (!lesion && (act == ReviewAct::Annotated || act == ReviewAct::Adjudicated)) {
    int others = 0;
    for (const auto& mask : session_.openCase().document().masks())
      if (session_.annotations().kind<MasksKind>().otherReadings().contains(mask->id))
        others += static_cast<int>(std::ranges::count_if(
            mask->segments, [&](const Segment& each) { return mask->labels.count(each.number) > 0; }));
    event.lesions = lesionCount(session_.openCase().document()) - others;
  }
  append(event);
  const QString what = actText(act, event.own);
  session_.openCase().undoStack().push(new ReviewMark(
      *this, event,
      lesion ? tr("mark %1 as %2").arg(lesion->name, what) : tr("mark the case as %1").arg(what)));
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
void ReviewController::caseSaved(const StudyRef& study) {
  if (!session_.openCase().isOpen(study)) return checkSoon(study);
  if (session_.openCase().sliceTable() || session_.annotations().isReadBlind())
    return;  // no case of a project, or nobody else's
  lookAtOpenCase(savedJob_, [this, study](const Files& files) {
    if (!files) return;
    const QString key = keyOf(study);
    const QByteArray digest = digestOf(*files);
    const auto known = contents_.find(key);
    const bool isChange = known == contents_.end() || known->digest != digest;
    contents_[key] = {digest, files->empty()};
    reviews_.remove(key);
    Q_EMIT caseChanged(study);
    if (!isChange) return;  // a measurement
    if (reader_.isEmpty()) {
      unsigned_.insert(key);
      return;
    }
    ReviewEvent event = newEvent(ReviewAct::Edited);
    event.patientId = study.patientId;
    event.studyInstanceUid = study.studyUid;
    event.digest = digest;
    event.judged = *files;
    append(std::move(event));
  });
}

}  // namespace uptake
