#include "app/features/review/review_actions.h"

#include "annotation/review/lesion_mark.h"
#include "app/features/review/audit_dialog.h"
#include "app/features/review/worklist_view.h"
#include "app/session/annotations/kinds/masks.h"
#include "app/session/review/review_controller.h"
#include "app/session/review/review_texts.h"
#include "app/shell/actions/action_table.h"

#include <QCheckBox>
#include <QCoreApplication>
#include <QDialog>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

#include <memory>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::Review)
};

/// What the actions do; shared by them.
class Desk {
 public:
  explicit Desk(const ReviewActionsContext& context) : c_(context) {}

  void go(int step) {
    const int row = c_.worklist.neighbour(step);
    if (row < 0)
      return say(step > 0 ? Texts::tr("This is the last case of the list.")
                          : Texts::tr("This is the first case of the list."));
    open(row);
  }

  void open(int row) {
    if (row < 0) return;
    const WorklistModel& model = c_.worklist.model();
    // Copied: a scan that goes on while a person is asked may move the rows.
    const StudyRef study = model.cases()[static_cast<std::size_t>(row)].study;
    if (row == model.openRow() || !c_.mayLeave()) return;
    c_.session.openStudy(study);
  }

  void accept() {
    if (!isReady()) return;
    ReviewAct act = c_.review.actOfAccepting();
    if (act != ReviewAct::Verified && lesionsDrawn() == 0 &&
        !ask(QStringLiteral("noLesion"), Texts::tr("Nothing is drawn on this case."),
             Texts::tr("Record that it has no lesion?"), Texts::tr("No &lesion")))
      return;
    mark(act, {}, {}, [this, act] {
      // On: with what the list says next now.
      if (c_.worklist.neighbour(1) >= 0) return open(c_.worklist.neighbour(1));
      say(Texts::tr("Marked as %1. This was the last case of the list.").arg(actText(act, false)));
    });
  }

  void markWithComment(ReviewAct act, bool ofLesion) {
    if (!c_.session.openCase().study()) return;
    std::optional<ReviewLesion> lesion;
    if (ofLesion) {
      lesion = selectedLesion();
      if (!lesion) return say(Texts::tr("Select a lesion first."));
    }
    if (!isReady()) return;
    if (ofLesion) lesion = selectedLesion();  // saving may have named its file
    QString comment;
    if (act != ReviewAct::Verified && !askComment(act, lesion, comment)) return;
    mark(act, comment, lesion, [this, act, lesion] {
      say(lesion ? Texts::tr("%1 is marked as %2.").arg(lesion->name, actText(act, false))
                 : Texts::tr("The case is marked as %1.").arg(actText(act, false)));
    });
  }

  void withdraw() {
    if (!c_.session.openCase().study() || !hasReader()) return;
    if (const Result<void> done = c_.review.withdrawLast(); !done) return say(done.error().message);
    say(Texts::tr("Your last mark on this case is withdrawn."));
  }

  bool askReader() {
    bool ok = false;
    const QString name =
        QInputDialog::getText(&c_.window, Texts::tr("Reader"),
                              Texts::tr("Your name, as it stands in the review record for all to see:"),
                              QLineEdit::Normal, c_.review.reader(), &ok);
    if (!ok || readerKey(name).isEmpty()) return false;
    const bool isOther = readerKey(name) != readerKey(c_.review.reader());
    // Read blind, the case is another one for another reader; else it stays as it is, with what is drawn.
    const bool isOtherReading = isOther && c_.review.rule().blind && c_.session.openCase().study();
    if (isOtherReading && !c_.mayLeave()) return false;
    c_.review.setReader(name);
    if (isOtherReading) reopenForReading();
    return true;
  }

  void askRule() {
    QDialog dialog(&c_.window);
    dialog.setObjectName(QStringLiteral("reviewRule"));
    dialog.setWindowTitle(Texts::tr("Rule of the project"));
    auto* needed = new QSpinBox;
    needed->setObjectName(QStringLiteral("verifications"));
    needed->setRange(0, kMostVerifications);
    needed->setValue(c_.review.rule().verifications);
    auto* blind = new QCheckBox(Texts::tr("Each reader annotates &without seeing the others' work first"));
    blind->setObjectName(QStringLiteral("blind"));
    blind->setChecked(c_.review.rule().blind);
    auto* text = new QLabel(Texts::tr(
        "A case is final when so many readers who did not work on its annotation have verified it as "
        "it is, and no dispute is open. For Lung-PET-CT-Dx one annotated and four verified. The rule "
        "holds for all readers of the project, and who set it is in the record."));
    text->setWordWrap(true);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel);
    QObject::connect(buttons, &QDialogButtonBox::accepted, &dialog, &QDialog::accept);
    QObject::connect(buttons, &QDialogButtonBox::rejected, &dialog, &QDialog::reject);
    auto* form = new QFormLayout;
    form->addRow(Texts::tr("&Verifications"), needed);
    form->addRow(QString(), blind);
    auto* layout = new QVBoxLayout(&dialog);
    layout->addWidget(text);
    layout->addLayout(form);
    layout->addWidget(buttons);
    dialog.resize(460, 0);
    if (dialog.exec() != QDialog::Accepted || !hasReader()) return;
    const ReviewRule rule{needed->value(), blind->isChecked()};
    const bool otherReading = rule.blind != c_.review.rule().blind;
    if (otherReading && c_.session.openCase().study() && !c_.mayLeave()) return;
    c_.review.setRule(rule);
    if (otherReading) reopenForReading();
  }

  void choosePredictions() {
    const QString folder = QFileDialog::getExistingDirectory(&c_.window, Texts::tr("A folder of predictions"),
                                                             c_.session.project().index().roots.value(0));
    if (!folder.isEmpty()) c_.worklist.compareWith(folder);
  }

  void showAudit() {
    auto* dialog = new AuditDialog(c_.session, c_.review, &c_.window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->show();
  }

  /// A case that is read blind needs a reader, whose folder its annotation goes to.
  void askForBlindReader() {
    if (!c_.session.annotations().isReadBlind() || !c_.review.reader().isEmpty()) return;
    askReader();
  }

  void loadNextAhead() {
    const int row = c_.worklist.isVisible() ? c_.worklist.neighbour(1) : -1;
    if (row < 0) return c_.session.images().loadAhead(std::nullopt);
    c_.session.images().loadAhead(c_.worklist.model().cases()[static_cast<std::size_t>(row)].study);
  }

 private:
  void say(const QString& text) { c_.session.messages().say(text); }

  bool hasReader() { return !c_.review.reader().isEmpty() || askReader(); }

  /// A case, a reader, and nothing unsaved.
  bool isReady() {
    if (!c_.session.openCase().study()) {
      say(Texts::tr("Open a case first."));
      return false;
    }
    if (!c_.session.annotations().isRead()) {
      say(Texts::tr("The case is still being read."));
      return false;
    }
    if (!hasReader()) return false;
    return c_.save();
  }

  /// `marked` is called when it was.
  void mark(ReviewAct act, const QString& comment, const std::optional<ReviewLesion>& lesion,
            std::function<void()> marked) {
    c_.review.mark(act, comment, lesion, [this, marked = std::move(marked)](const Result<void>& done) {
      if (done) return marked();
      QMessageBox::warning(&c_.window, Texts::tr("Not marked"), done.error().message);
    });
  }

  int lesionsDrawn() const {
    int others = 0;
    for (const auto& mask : c_.session.openCase().document().masks())
      if (c_.session.annotations().kind<MasksKind>().otherReadings().contains(mask->id))
        others += lesionsIn(*mask);
    return lesionCount(c_.session.openCase().document()) - others;
  }
  static int lesionsIn(const MaskLayer& mask) {
    int count = 0;
    for (const Segment& segment : mask.segments) count += mask.labels.count(segment.number) > 0 ? 1 : 0;
    return count;
  }

  std::optional<ReviewLesion> selectedLesion() const {
    const Selection& selection = c_.session.openCase().selection();
    const CaseDocument& document = c_.session.openCase().document();
    if (selection.box() != BoxId::None) return reviewLesionOf(document, selection.box());
    return reviewLesionOf(document, selection.mask(), selection.segment());
  }

  bool ask(const QString& name, const QString& text, const QString& question, const QString& yes) {
    QMessageBox box(QMessageBox::Question, Texts::tr("Accept the case"), text, QMessageBox::Cancel,
                    &c_.window);
    box.setObjectName(name);
    box.setInformativeText(question);
    QPushButton* button = box.addButton(yes, QMessageBox::AcceptRole);
    box.setDefaultButton(button);
    box.exec();
    return box.clickedButton() == button;
  }

  bool askComment(ReviewAct act, const std::optional<ReviewLesion>& lesion, QString& comment) {
    QDialog dialog(&c_.window);
    dialog.setObjectName(QStringLiteral("reviewComment"));
    dialog.setWindowTitle(act == ReviewAct::Rejected ? Texts::tr("Reject") : Texts::tr("Dispute"));
    auto* label = new QLabel(lesion ? Texts::tr("What is wrong with %1?").arg(lesion->name)
                                    : Texts::tr("What is wrong with this case?"));
    auto* text = new QPlainTextEdit;
    text->setObjectName(QStringLiteral("comment"));
    text->setTabChangesFocus(true);
    label->setBuddy(text);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel);
    buttons->button(QDialogButtonBox::Ok)
        ->setText(act == ReviewAct::Rejected ? Texts::tr("&Reject") : Texts::tr("&Dispute"));
    QObject::connect(buttons, &QDialogButtonBox::accepted, &dialog, &QDialog::accept);
    QObject::connect(buttons, &QDialogButtonBox::rejected, &dialog, &QDialog::reject);
    auto* layout = new QVBoxLayout(&dialog);
    layout->addWidget(label);
    layout->addWidget(text);
    layout->addWidget(buttons);
    dialog.resize(420, 180);
    if (dialog.exec() != QDialog::Accepted) return false;
    comment = text->toPlainText();
    return true;
  }

  /// The open case once more, by what may be seen of it now.
  void reopenForReading() {
    if (c_.session.openCase().study()) c_.session.openStudy(c_.session.openCase().studyRef());
  }

  ReviewActionsContext c_;
};

}  // namespace

void addReviewActions(const ReviewActionsContext& context) {
  auto desk = std::make_shared<Desk>(context);
  Session& session = context.session;
  const auto add = [&context](const char* id, const QString& text, int group, std::function<void()> run,
                              const QList<QKeySequence>& keys = {}, Needs needs = Need::Study | Need::Dicom) {
    return context.actions.add({.id = QLatin1String(id),
                                .section = Texts::tr("Review"),
                                .text = text,
                                .keys = keys,
                                .needs = needs,
                                .places = {{"review", group}}},
                               &context.window, std::move(run));
  };
  add("review.previous", Texts::tr("&Previous case"), 1, [desk] { desk->go(-1); },
      {QKeySequence(Qt::CTRL | Qt::Key_PageUp)});
  add("review.next", Texts::tr("&Next case"), 1, [desk] { desk->go(1); },
      {QKeySequence(Qt::CTRL | Qt::Key_PageDown)});
  QAction* accept = add("review.accept", Texts::tr("&Accept, next case"), 1, [desk] { desk->accept(); },
                        {QKeySequence(Qt::CTRL | Qt::Key_Return), QKeySequence(Qt::CTRL | Qt::Key_Enter)});
  add("review.reject", Texts::tr("&Reject…"), 1,
      [desk] { desk->markWithComment(ReviewAct::Rejected, false); },
      {QKeySequence(Qt::CTRL | Qt::Key_Backspace)});
  add("review.dispute", Texts::tr("&Dispute…"), 1,
      [desk] { desk->markWithComment(ReviewAct::Disputed, false); });
  add("review.withdraw", Texts::tr("&Take my last mark back"), 1, [desk] { desk->withdraw(); });
  add("review.lesion.verify", Texts::tr("Lesion is ri&ght"), 2,
      [desk] { desk->markWithComment(ReviewAct::Verified, true); });
  add("review.lesion.dispute", Texts::tr("Dispute le&sion…"), 2,
      [desk] { desk->markWithComment(ReviewAct::Disputed, true); });
  add("review.lesion.reject", Texts::tr("Reject l&esion…"), 2,
      [desk] { desk->markWithComment(ReviewAct::Rejected, true); });
  add("review.predictions", Texts::tr("&Compare with predictions…"), 2,
      [desk] { desk->choosePredictions(); });
  add("review.audit", Texts::tr("Wh&o did what…"), 3, [desk] { desk->showAudit(); });
  add(
      "review.reader", Texts::tr("Reader's na&me…"), 3, [desk] { desk->askReader(); }, {}, Need::Dicom);
  add("review.rule", Texts::tr("R&ule of the project…"), 3, [desk] { desk->askRule(); });

  ReviewController& review = context.review;
  const auto sayWhat = [&session, &review, &actions = context.actions] {
    if (!session.openCase().study()) return;
    actions.setRemark(QStringLiteral("review.accept"),
                      review.reader().isEmpty()
                          ? QString()
                          : Texts::tr("%1 marks the case as %2.")
                                .arg(review.reader(),
                                     actText(review.actOfAccepting(), session.annotations().isReadBlind())));
  };
  QObject::connect(&review, &ReviewController::changed, accept, sayWhat);
  QObject::connect(&review, &ReviewController::caseChanged, accept, sayWhat);
  QObject::connect(&session.openCase(), &OpenCase::studyOpened, accept, sayWhat);
  QObject::connect(&context.worklist, &WorklistView::caseChosen, accept,
                   [desk](int row) { desk->open(row); });
  // Later: this signal comes from the middle of opening.
  QObject::connect(
      &session.annotations(), &Keeper::annotationsLoaded, accept, [desk] { desk->askForBlindReader(); },
      Qt::QueuedConnection);
  QObject::connect(
      &session.images(), &StudyImages::imagesLoaded, accept, [desk] { desk->loadNextAhead(); },
      Qt::QueuedConnection);
}

}  // namespace uptake
