#include "annotation/review/case_review.h"
#include "annotation/review/lesion_mark.h"
#include "annotation/review/review_order.h"
#include "tests/support/test_support.h"

#include <QCryptographicHash>

using namespace uptake;

namespace {

const QByteArray kFirst = "aa";
const QByteArray kSecond = "bb";

/// The lines of one case as they are written one after the other, a minute apart.
class History {
 public:
  QString add(const char* reader, ReviewAct act, const QByteArray& digest = kFirst) {
    ReviewEvent event;
    event.id = QStringLiteral("line%1").arg(events_.size() + 1);
    event.reader = QString::fromLatin1(reader);
    event.sequence = static_cast<int>(events_.size()) + 1;
    event.time = QDateTime(QDate(2026, 1, 5), QTime(8, 0), Qt::UTC).addSecs(60 * event.sequence);
    event.act = act;
    event.studyInstanceUid = QStringLiteral("1.2.3");
    event.digest = digest;
    events_.push_back(event);
    return event.id;
  }
  ReviewEvent& last() { return events_.back(); }
  void withdraw(const char* reader, const QString& id) {
    add(reader, ReviewAct::Withdrawn, {});
    last().withdraws = id;
  }
  void dispute(const char* reader, const char* lesion, ReviewAct act = ReviewAct::Disputed) {
    add(reader, act);
    last().lesion = {QString::fromLatin1(lesion), QString::fromLatin1(lesion), {}};
  }
  CaseReview review(const QByteArray& now = kFirst, ReviewRule rule = {}, bool isEmpty = false) const {
    std::vector<const ReviewEvent*> lines;
    for (const ReviewEvent& event : events_) lines.push_back(&event);
    return reviewCase(lines, rule, CaseContent{now, isEmpty});
  }
  CaseState state(const QByteArray& now = kFirst) const { return review(now).state; }

 private:
  std::vector<ReviewEvent> events_;
};

ReviewEvent lineOf(const char* reader, int sequence, int minute, std::map<QString, int> after = {}) {
  ReviewEvent event;
  event.reader = QString::fromLatin1(reader);
  event.sequence = sequence;
  event.id = QStringLiteral("%1%2").arg(event.reader).arg(sequence);
  event.time = QDateTime(QDate(2026, 1, 5), QTime(8, 0), Qt::UTC).addSecs(60 * minute);
  event.after = std::move(after);
  return event;
}

QStringList idsOf(const std::vector<ReviewEvent>& events) {
  QStringList ids;
  for (const ReviewEvent& event : events) ids.append(event.id);
  return ids;
}

}  // namespace

/// The rules by which marks make a case annotated, verified, disputed or final.
class TestReview : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void oneAnnotatesFourVerify();
  void theNumberIsTheProjects();
  void noAuthorVerifies();
  void whoEditsIsAnAuthor();
  void aChangeOutdatesVerifications();
  void anUnfinishedChangeIsSaid();
  void aDisputeIsOpenUntilItsReaderEndsIt();
  void aDisputedLesionKeepsTheCaseOpen();
  void rejectedUntilAnnotatedAgain();
  void adjudicationClosesWhatWasOpen();
  void blindReadingsAreNoFinalAnnotation();
  void marksAreTakenBackByTheirReaderAlone();
  void anEmptyCaseIsAnnotatedToo();
  void filesWithoutMarksAreBegun();
  void withoutKnownFilesTheLastMarkStands();
  void whoMayMark();
  void orderOutlivesWrongClocks();
  void orderEndsForLinesThatWaitForEachOther();
  void theRuleThatWasSetLast();
  void lesionsAreNamedByTheirFiles();
};

void TestReview::oneAnnotatesFourVerify() {
  History history;
  QCOMPARE(history.review(QByteArray(), {}, true).state, CaseState::Untouched);
  history.add("Ann", ReviewAct::Annotated);
  QCOMPARE(history.state(), CaseState::Annotated);
  for (const char* reader : {"Bob", "Cem", "Dora"}) {
    history.add(reader, ReviewAct::Verified);
    QCOMPARE(history.state(), CaseState::Verifying);
  }
  history.add("dora ", ReviewAct::Verified);  // the same person again
  QCOMPARE(history.state(), CaseState::Verifying);
  history.add("Eve", ReviewAct::Verified);
  const CaseReview review = history.review();
  QCOMPARE(review.state, CaseState::Final);
  QCOMPARE(review.annotator, QStringLiteral("Ann"));
  QCOMPARE(review.verifiedBy.size(), 4);
  QCOMPARE(review.readers, QStringList({QStringLiteral("Ann"), QStringLiteral("Bob"), QStringLiteral("Cem"),
                                        QStringLiteral("Dora"), QStringLiteral("Eve")}));
}

void TestReview::theNumberIsTheProjects() {
  History history;
  history.add("Ann", ReviewAct::Annotated);
  QCOMPARE(history.review(kFirst, {0, false}).state, CaseState::Final);
  QCOMPARE(history.review(kSecond, {0, false}).state, CaseState::Changed);
  history.add("Bob", ReviewAct::Verified);
  QCOMPARE(history.review(kFirst, {1, false}).state, CaseState::Final);
  QCOMPARE(history.review(kFirst, {2, false}).state, CaseState::Verifying);
}

void TestReview::noAuthorVerifies() {
  History history;
  history.add("Ann", ReviewAct::Annotated);
  history.add("Ann", ReviewAct::Verified);
  history.add("ANN", ReviewAct::Verified);
  QCOMPARE(history.state(), CaseState::Annotated);
  QVERIFY(history.review().verifiedBy.isEmpty());
}

void TestReview::whoEditsIsAnAuthor() {
  History history;
  history.add("Ann", ReviewAct::Annotated);
  history.add("Bob", ReviewAct::Verified);
  QCOMPARE(history.review().verifiedBy.size(), 1);
  history.add("Bob", ReviewAct::Edited, kSecond);
  const CaseReview review = history.review(kSecond);
  QVERIFY(review.verifiedBy.isEmpty());
  QVERIFY(review.isAuthor(QStringLiteral("bob")));
  QCOMPARE(review.annotator, QStringLiteral("Ann"));
  QCOMPARE(review.state, CaseState::Changed);
}

void TestReview::aChangeOutdatesVerifications() {
  History history;
  history.add("Ann", ReviewAct::Annotated);
  for (const char* reader : {"Bob", "Cem", "Dora", "Eve"}) history.add(reader, ReviewAct::Verified);
  QCOMPARE(history.state(), CaseState::Final);
  // Ann changes the files and calls them finished again.
  history.add("Ann", ReviewAct::Annotated, kSecond);
  CaseReview review = history.review(kSecond);
  QCOMPARE(review.state, CaseState::Changed);
  QCOMPARE(review.outdated.size(), 4);
  QVERIFY(!review.changed);
  for (const char* reader : {"Bob", "Cem", "Dora"}) history.add(reader, ReviewAct::Verified, kSecond);
  QCOMPARE(history.state(kSecond), CaseState::Verifying);
  history.add("Eve", ReviewAct::Verified, kSecond);
  QCOMPARE(history.state(kSecond), CaseState::Final);
  // Back to the files of before: the verifications of the second state count for nothing there.
  QCOMPARE(history.state(kFirst), CaseState::Changed);
}

void TestReview::anUnfinishedChangeIsSaid() {
  History history;
  history.add("Ann", ReviewAct::Annotated);
  history.add("Bob", ReviewAct::Verified);
  const CaseReview review = history.review(kSecond);
  QCOMPARE(review.state, CaseState::Changed);
  QVERIFY(review.changed);
  QCOMPARE(review.outdated, QStringList(QStringLiteral("Bob")));
}

void TestReview::aDisputeIsOpenUntilItsReaderEndsIt() {
  History history;
  history.add("Ann", ReviewAct::Annotated);
  for (const char* reader : {"Bob", "Cem", "Dora", "Eve"}) history.add(reader, ReviewAct::Verified);
  const QString dispute = history.add("Fay", ReviewAct::Disputed);
  QCOMPARE(history.state(), CaseState::Disputed);
  QCOMPARE(history.review().disputes.front().reader, QStringLiteral("Fay"));
  history.add("Ann", ReviewAct::Annotated, kSecond);  // an answer is not yet an agreement
  QCOMPARE(history.state(kSecond), CaseState::Disputed);
  History verified = history;
  verified.add("Fay", ReviewAct::Verified, kSecond);
  QCOMPARE(verified.state(kSecond), CaseState::Verifying);
  history.withdraw("Fay", dispute);
  QCOMPARE(history.state(kFirst), CaseState::Final);
}

void TestReview::aDisputedLesionKeepsTheCaseOpen() {
  History history;
  history.add("Ann", ReviewAct::Annotated);
  for (const char* reader : {"Bob", "Cem", "Dora", "Eve"}) history.add(reader, ReviewAct::Verified);
  history.dispute("Bob", "mask.dcm#2");
  QCOMPARE(history.state(), CaseState::Disputed);
  QCOMPARE(history.review().verifiedBy.size(), 4);  // the case is one thing, the lesion another
  QCOMPARE(history.review().disputes.front().lesion->key, QStringLiteral("mask.dcm#2"));
  history.dispute("Bob", "mask.dcm#3", ReviewAct::Rejected);
  QCOMPARE(history.review().disputes.size(), std::size_t{2});
  QCOMPARE(history.state(), CaseState::Disputed);  // a lesion is rejected, not the case
  history.dispute("Bob", "mask.dcm#2", ReviewAct::Verified);
  QCOMPARE(history.review().disputes.size(), std::size_t{1});
  history.dispute("Cem", "mask.dcm#3", ReviewAct::Verified);  // not Cem's dispute
  QCOMPARE(history.review().disputes.size(), std::size_t{1});
  history.add("Bob", ReviewAct::Verified);
  QCOMPARE(history.state(), CaseState::Final);
}

void TestReview::rejectedUntilAnnotatedAgain() {
  History history;
  history.add("Ann", ReviewAct::Annotated);
  history.add("Bob", ReviewAct::Rejected);
  history.last().comment = QStringLiteral("wrong patient");
  QCOMPARE(history.state(), CaseState::Rejected);
  QCOMPARE(history.review().disputes.front().comment, QStringLiteral("wrong patient"));
  // Bob does it better.
  history.add("Bob", ReviewAct::Annotated, kSecond);
  QCOMPARE(history.state(kSecond), CaseState::Annotated);
  QCOMPARE(history.review(kSecond).annotator, QStringLiteral("Bob"));
  QVERIFY(history.review(kSecond).isAuthor(QStringLiteral("Ann")));
}

void TestReview::adjudicationClosesWhatWasOpen() {
  History history;
  history.add("Ann", ReviewAct::Annotated);
  history.add("Bob", ReviewAct::Disputed);
  history.dispute("Cem", "mask.dcm#1");
  history.add("Dora", ReviewAct::Verified);
  history.add("Eve", ReviewAct::Adjudicated, kSecond);
  const CaseReview review = history.review(kSecond);
  QCOMPARE(review.state, CaseState::Changed);  // Dora saw something else
  QVERIFY(review.disputes.empty());
  QCOMPARE(review.outdated, QStringList(QStringLiteral("Dora")));
  history.add("Bob", ReviewAct::Disputed, kSecond);
  QCOMPARE(history.state(kSecond), CaseState::Disputed);
}

void TestReview::blindReadingsAreNoFinalAnnotation() {
  History history;
  for (const char* reader : {"Ann", "Bob"}) {
    history.add(reader, ReviewAct::Annotated, reader);
    history.last().own = true;
  }
  CaseReview review = history.review(QByteArray(), {1, true}, true);
  QCOMPARE(review.state, CaseState::Read);
  QCOMPARE(review.readBy.size(), 2);
  QVERIFY(review.authors.isEmpty());
  QVERIFY(!mayMark(review, QStringLiteral("Cem"), ReviewAct::Verified));
  history.add("Cem", ReviewAct::Adjudicated, kSecond);
  QCOMPARE(history.review(kSecond, {1, true}).state, CaseState::Annotated);
  history.add("Ann", ReviewAct::Verified, kSecond);
  QCOMPARE(history.review(kSecond, {1, true}).state, CaseState::Final);
}

void TestReview::marksAreTakenBackByTheirReaderAlone() {
  History history;
  const QString annotated = history.add("Ann", ReviewAct::Annotated);
  const QString verified = history.add("Bob", ReviewAct::Verified);
  history.withdraw("Cem", verified);
  QCOMPARE(history.review().verifiedBy.size(), 1);
  QCOMPARE(history.review().lastMark.at(QStringLiteral("bob")), verified);
  history.withdraw("Bob", verified);
  QVERIFY(history.review().verifiedBy.isEmpty());
  QVERIFY(!history.review().lastMark.contains(QStringLiteral("bob")));
  history.withdraw("Ann", annotated);
  QCOMPARE(history.review(QByteArray(), {}, true).state, CaseState::Untouched);
}

void TestReview::anEmptyCaseIsAnnotatedToo() {
  History history;
  const QByteArray none = digestOf({});
  QCOMPARE(none, QCryptographicHash::hash({}, QCryptographicHash::Sha256).toHex());
  history.add("Ann", ReviewAct::Annotated, none);
  history.last().lesions = 0;
  CaseReview review = history.review(none, {1, false}, true);
  QCOMPARE(review.state, CaseState::Annotated);
  QCOMPARE(review.lesions, std::optional<int>(0));
  history.add("Bob", ReviewAct::Verified, none);
  QCOMPARE(history.review(none, {1, false}, true).state, CaseState::Final);
  // Someone draws a lesion after all.
  QCOMPARE(history.review(kFirst, {1, false}).state, CaseState::Changed);
}

void TestReview::filesWithoutMarksAreBegun() {
  History history;
  QCOMPARE(history.state(), CaseState::Begun);
  // Annotations that came with the images are verified without anyone of us being their author.
  QVERIFY(mayMark(history.review(), QStringLiteral("Ann"), ReviewAct::Verified));
  history.add("Ann", ReviewAct::Verified);
  QCOMPARE(history.review(kFirst, {1, false}).state, CaseState::Final);
  QCOMPARE(history.review(kSecond, {1, false}).state, CaseState::Changed);
}

void TestReview::withoutKnownFilesTheLastMarkStands() {
  History history;
  history.add("Ann", ReviewAct::Annotated);
  history.add("Bob", ReviewAct::Verified);
  std::vector<ReviewEvent> copies;
  ReviewEvent annotated;
  annotated.id = QStringLiteral("a");
  annotated.reader = QStringLiteral("Ann");
  annotated.digest = kFirst;
  ReviewEvent verified = annotated;
  verified.id = QStringLiteral("b");
  verified.reader = QStringLiteral("Bob");
  verified.act = ReviewAct::Verified;
  const CaseReview review = reviewCase({&annotated, &verified}, {1, false}, std::nullopt);
  QCOMPARE(review.state, CaseState::Final);
}

void TestReview::whoMayMark() {
  History history;
  CaseReview review = history.review(QByteArray(), {}, true);
  QVERIFY(!mayMark(review, QStringLiteral("  "), ReviewAct::Annotated));
  QVERIFY(!mayMark(review, QStringLiteral("Ann"), ReviewAct::Verified));
  QVERIFY(mayMark(review, QStringLiteral("Ann"), ReviewAct::Annotated));
  QVERIFY(!mayMark(review, QStringLiteral("Ann"), ReviewAct::Withdrawn));
  history.add("Ann", ReviewAct::Annotated);
  review = history.review();
  QVERIFY(!mayMark(review, QStringLiteral("ann"), ReviewAct::Verified));
  QVERIFY(mayMark(review, QStringLiteral("Bob"), ReviewAct::Verified));
  QVERIFY(mayMark(review, QStringLiteral("Ann"), ReviewAct::Withdrawn));
}

void TestReview::orderOutlivesWrongClocks() {
  // Bob's clock is an hour behind; he answers Ann's second line.
  const std::vector<ReviewEvent> ordered = inOrder(
      {{lineOf("Ann", 1, 0), lineOf("Ann", 2, 10), lineOf("Ann", 3, 5)},
       {lineOf("Bob", 1, -60), lineOf("Bob", 2, -50, {{QStringLiteral("ann"), 2}}), lineOf("Bob", 3, -40)},
       {lineOf("Cem", 1, 7)}});
  QCOMPARE(idsOf(ordered),
           QStringList({QStringLiteral("Bob1"), QStringLiteral("Ann1"), QStringLiteral("Cem1"),
                        QStringLiteral("Ann2"), QStringLiteral("Bob2"), QStringLiteral("Bob3"),
                        QStringLiteral("Ann3")}));
  // What was kept elsewhere meanwhile counts once.
  QCOMPARE(inOrder({{lineOf("Ann", 1, 0)}, {lineOf("Ann", 1, 0)}}).size(), std::size_t{1});
  // A line that is not there keeps nobody waiting.
  QCOMPARE(inOrder({{lineOf("Bob", 1, 0, {{QStringLiteral("ann"), 9}})}, {lineOf("Ann", 1, 1)}}).size(),
           std::size_t{2});
}

void TestReview::orderEndsForLinesThatWaitForEachOther() {
  const std::vector<ReviewEvent> ordered = inOrder({{lineOf("Ann", 1, 1, {{QStringLiteral("bob"), 1}})},
                                                    {lineOf("Bob", 1, 0, {{QStringLiteral("ann"), 1}})}});
  QCOMPARE(idsOf(ordered), QStringList({QStringLiteral("Bob1"), QStringLiteral("Ann1")}));
}

void TestReview::theRuleThatWasSetLast() {
  QCOMPARE(ruleOf({}), (ReviewRule{4, false}));
  ReviewEvent first = lineOf("Ann", 1, 0);
  first.act = ReviewAct::RuleSet;
  first.rule = ReviewRule{2, true};
  ReviewEvent second = first;
  second.rule = ReviewRule{1, false};
  QCOMPARE(ruleOf({first, second}), (ReviewRule{1, false}));
}

void TestReview::lesionsAreNamedByTheirFiles() {
  CaseDocument document;
  const ImageGrid grid = *ImageGrid::create({8, 6, 4}, {1, 1, 1}, Point::Zero(), Eigen::Matrix3d::Identity());
  auto mask = std::unique_ptr<MaskLayer>(
      new MaskLayer{MaskId::None, QStringLiteral("Mask"), LabelMap::create(grid).take(), {}, {}, {}, {}});
  Segment segment;
  segment.number = 2;
  segment.label = QStringLiteral("Left");
  mask->segments.push_back(segment);
  mask->provenance.file = QStringLiteral("/somewhere/SEG/P/1.2/Mask.dcm");
  const MaskId id = document.insertMask(std::move(mask));
  QVERIFY(!reviewLesionOf(document, id, 1));
  const ReviewLesion empty = *reviewLesionOf(document, id, 2);
  QCOMPARE(empty.key, QStringLiteral("Mask.dcm#2"));
  QCOMPARE(empty.name, QStringLiteral("Left"));
  QCOMPARE(lesionCount(document), 0);
  const LabelEdit run{10, 3, 0, 2};
  document.applyRuns(id, std::span(&run, 1));
  const ReviewLesion drawn = *reviewLesionOf(document, id, 2);
  QCOMPARE(drawn.key, empty.key);
  QVERIFY(drawn.digest != empty.digest);
  QCOMPARE(lesionCount(document), 1);

  Box box;
  box.sopInstanceUid = QStringLiteral("1.9");
  box.className = QStringLiteral("A");
  box.rect = {1, 2, 3, 4};
  const BoxId boxId = document.insertBox(box);
  const ReviewLesion boxes = *reviewLesionOf(document, boxId);
  QCOMPARE(boxes.key, QStringLiteral("1.9:1,2,3,4"));
  QCOMPARE(lesionCount(document), 2);
  box.id = boxId;
  box.className = QStringLiteral("B");
  document.updateBox(box);
  QVERIFY(reviewLesionOf(document, boxId)->digest != boxes.digest);
}

QTEST_GUILESS_MAIN(TestReview)
#include "tst_review.moc"
