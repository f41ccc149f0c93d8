#include "app/features/restore/restore_dialog.h"

#include "io/store/file_stamp.h"

#include <QCoreApplication>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileInfo>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QMessageBox>
#include <QPushButton>
#include <QScrollArea>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::RestoreDialog)
};

QString timeText(const QDateTime& time) {
  return QLocale().toString(time.toLocalTime(), QLocale::ShortFormat);
}

QString item(const QString& text) {
  return QStringLiteral("<li>%1</li>").arg(text.toHtmlEscaped());
}

QString stepText(const JournalStep& step) {
  switch (step.kind) {
    case JournalStep::Kind::Undone:
      return Texts::tr("Undo: %1").arg(step.text);
    case JournalStep::Kind::CarriedOver:
      return Texts::tr("Earlier unsaved work");
    case JournalStep::Kind::Done:
      break;
  }
  return step.text;
}

/// How many annotation files are not what they were when the work was done. Reads them all.
int changedFiles(const std::vector<JournalFileStamp>& files) {
  return static_cast<int>(std::ranges::count_if(files, [](const JournalFileStamp& file) {
    return stampOf(file.path) != FileStamp{file.size, file.hash};
  }));
}

QStringList warnings(const JournalState& summary, int changed) {
  QStringList lines;
  const auto isGone = [](const QString& path) { return !QFileInfo::exists(path); };
  if (std::ranges::any_of(summary.about.openedPaths, isGone))
    lines.append(Texts::tr("The images are no longer in %1. You will be asked where they are.")
                     .arg(QDir::toNativeSeparators(summary.about.openedPaths.value(0))));
  if (changed > 0)
    lines.append(
        Texts::tr("%n annotation file(s) changed since this work was done. Nothing of them is lost: "
                  "restored work is unsaved until you save it.",
                  nullptr, changed));
  if (!summary.isWhole)
    lines.append(Texts::tr("The end of the record is damaged; the work before it can be restored."));
  return lines + summary.warnings;
}

}  // namespace

QStringList journalDetails(const JournalState& summary, int changed) {
  QStringList lines{QStringLiteral("<b>%1</b><ul style=\"margin:0\">").arg(Texts::tr("What comes back"))};
  for (const QString& line : summary.lines()) lines.append(item(line));
  lines.append(QStringLiteral("</ul>"));
  constexpr int kStepsShown = 4;
  lines.append(QStringLiteral("<b>%1</b><ul style=\"margin:0\">").arg(Texts::tr("Last steps")));
  const auto count = static_cast<int>(summary.steps.size());
  for (int i = std::max(0, count - kStepsShown); i < count; ++i) {
    const JournalStep& step = summary.steps[static_cast<std::size_t>(i)];
    lines.append(item(QStringLiteral("%1  %2").arg(
        QLocale().toString(step.time.toLocalTime().time(), QLocale::ShortFormat), stepText(step))));
  }
  lines.append(QStringLiteral("</ul>"));
  for (const QString& warning : warnings(summary, changed))
    lines.append(QStringLiteral("<p>⚠ %1</p>").arg(warning.toHtmlEscaped()));
  return lines;
}

RestoreDialog::RestoreDialog(std::vector<LeftJournal>& journals, QWidget* parent)
    : QDialog(parent), journals_(journals), list_(new QTreeWidget), details_(new QLabel) {
  setWindowTitle(tr("Unsaved work"));
  setObjectName(QStringLiteral("restore"));
  resize(640, 460);
  auto* heading = new QLabel(
      tr("Work was left unsaved when the program ended. Restored, it is unsaved work of its case again, and "
         "one step to undo."));
  heading->setWordWrap(true);
  list_->setObjectName(QStringLiteral("journals"));
  list_->setAccessibleName(tr("Unsaved work"));
  list_->setHeaderLabels({tr("Patient"), tr("Study"), tr("Last change"), tr("Steps")});
  list_->setRootIsDecorated(false);
  list_->setUniformRowHeights(true);
  list_->header()->setStretchLastSection(false);
  list_->header()->setSectionResizeMode(QHeaderView::ResizeToContents);
  list_->header()->setSectionResizeMode(1, QHeaderView::Stretch);
  details_->setObjectName(QStringLiteral("details"));
  details_->setWordWrap(true);
  details_->setTextFormat(Qt::RichText);
  details_->setAlignment(Qt::AlignTop | Qt::AlignLeft);
  details_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  details_->setContentsMargins(8, 8, 8, 8);
  auto* scroll = new QScrollArea;
  scroll->setWidget(details_);
  scroll->setWidgetResizable(true);

  auto* buttons = new QDialogButtonBox;
  restore_ = buttons->addButton(tr("&Restore"), QDialogButtonBox::AcceptRole);
  QPushButton* later = buttons->addButton(tr("&Later"), QDialogButtonBox::RejectRole);
  throwAway_ = buttons->addButton(tr("&Throw away…"), QDialogButtonBox::DestructiveRole);
  restore_->setObjectName(QStringLiteral("restoreWork"));
  later->setObjectName(QStringLiteral("later"));
  throwAway_->setObjectName(QStringLiteral("throwAway"));
  restore_->setDefault(true);
  connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  connect(throwAway_, &QPushButton::clicked, this, &RestoreDialog::throwAway);
  connect(list_, &QTreeWidget::currentItemChanged, this, &RestoreDialog::showDetails);
  connect(list_, &QTreeWidget::itemDoubleClicked, this, &QDialog::accept);

  auto* layout = new QVBoxLayout(this);
  layout->addWidget(heading);
  layout->addWidget(list_, 1);
  layout->addWidget(scroll, 2);
  layout->addWidget(buttons);
  fill();
}

int RestoreDialog::chosen() const {
  return list_->indexOfTopLevelItem(list_->currentItem());
}

void RestoreDialog::fill() {
  list_->clear();
  for (const LeftJournal& journal : journals_) {
    const JournalState& summary = journal.summary();
    const JournalCase& about = summary.about;
    const QString name = about.patientName.isEmpty() || about.patientName == about.patientId
                             ? about.shownId()
                             : QStringLiteral("%1 (%2)").arg(about.patientName, about.patientId);
    const QString study = about.studyDescription.isEmpty() ? QFileInfo(about.openedPaths.value(0)).fileName()
                                                           : about.studyDescription;
    auto* row = new QTreeWidgetItem(
        list_, {name, study, timeText(summary.lastTime()), QString::number(summary.steps.size())});
    row->setToolTip(1, QDir::toNativeSeparators(about.openedPaths.join(QLatin1Char('\n'))));
    row->setTextAlignment(3, Qt::AlignRight | Qt::AlignVCenter);
  }
  list_->setCurrentItem(list_->topLevelItem(0));
  showDetails();
}

void RestoreDialog::showDetails() {
  const int position = chosen();
  const bool any = position >= 0 && position < static_cast<int>(journals_.size());
  restore_->setEnabled(any);
  throwAway_->setEnabled(any);
  changedJob_.discard();
  if (!any) return details_->clear();
  const JournalState& summary = journals_[static_cast<std::size_t>(position)].summary();
  details_->setText(journalDetails(summary, 0).join(QString()));
  changedJob_.start<int>(
      [files = summary.about.files](JobControl&) -> Result<int> { return changedFiles(files); },
      [this, position](const Result<int>& changed) {
        if (!changed || *changed == 0 || chosen() != position) return;
        details_->setText(journalDetails(journals_[static_cast<std::size_t>(position)].summary(), *changed)
                              .join(QString()));
      });
}

void RestoreDialog::throwAway() {
  const int position = chosen();
  if (position < 0) return;
  LeftJournal& journal = journals_[static_cast<std::size_t>(position)];
  QMessageBox question(QMessageBox::Warning, tr("Throw unsaved work away"),
                       tr("Throw away the unsaved work of %1?").arg(journal.summary().about.shownId()),
                       QMessageBox::Cancel, this);
  question.setInformativeText(
      tr("%n step(s) are lost for good.", nullptr, static_cast<int>(journal.summary().steps.size())));
  QPushButton* away = question.addButton(tr("&Throw away"), QMessageBox::DestructiveRole);
  away->setObjectName(QStringLiteral("away"));
  question.setDefaultButton(QMessageBox::Cancel);
  question.exec();
  if (question.clickedButton() != away) return;
  journal.remove();
  journals_.erase(journals_.begin() + position);
  if (journals_.empty()) return reject();
  fill();
}

}  // namespace uptake
