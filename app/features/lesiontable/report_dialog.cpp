#include "app/features/lesiontable/report_dialog.h"

#include "app/session/session.h"
#include "app/shell/theme/theme.h"
#include "io/store/annotation_folder.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QSettings>
#include <QStandardPaths>

namespace uptake {

namespace {

const QString kReportFolderKey = QStringLiteral("report/folder");
const QString kFormKey = QStringLiteral("report/form");

QString reportFolder() {
  const QString last = QSettings().value(kReportFolderKey).toString();
  if (QFileInfo(last).isDir()) return last;
  const QString documents = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
  return QFileInfo(documents).isDir() ? documents : QDir::homePath();
}

QString endingOf(ReportForm form) {
  return form == ReportForm::Pdf ? QStringLiteral(".pdf") : QStringLiteral(".html");
}

}  // namespace

ReportDialog::ReportDialog(const Session& session, QWidget* parent)
    : QDialog(parent),
      session_(session),
      form_(new QComboBox),
      withoutPatient_(new QCheckBox(tr("Without &patient data"))),
      path_(new QLineEdit),
      message_(new QLabel) {
  setObjectName(QStringLiteral("reportDialog"));
  setWindowTitle(tr("Report of lesions"));
  form_->setObjectName(QStringLiteral("form"));
  form_->addItem(tr("PDF, to print and send"), static_cast<int>(ReportForm::Pdf));
  form_->addItem(tr("HTML, one file with its pictures"), static_cast<int>(ReportForm::Html));
  form_->setCurrentIndex(QSettings().value(kFormKey).toString() == QLatin1String("html") ? 1 : 0);
  withoutPatient_->setObjectName(QStringLiteral("withoutPatient"));
  withoutPatient_->setChecked(true);
  withoutPatient_->setToolTip(tr("Leaves out names, IDs, dates, descriptions and names that you gave"));
  path_->setObjectName(QStringLiteral("path"));
  path_->setMinimumWidth(380);
  path_->setText(QDir::toNativeSeparators(QDir(reportFolder()).filePath(tr("lesions") + endingOf(form()))));
  auto* browseButton = new QPushButton(tr("&Browse…"));
  connect(browseButton, &QPushButton::clicked, this, &ReportDialog::browse);
  connect(form_, &QComboBox::currentIndexChanged, this, &ReportDialog::takeForm);
  auto* place = new QHBoxLayout;
  place->addWidget(path_, 1);
  place->addWidget(browseButton);
  auto* fileLabel = new QLabel(tr("&File"));
  fileLabel->setBuddy(path_);
  message_->setObjectName(QStringLiteral("message"));
  message_->setWordWrap(true);
  QPalette attention = message_->palette();
  attention.setColor(QPalette::WindowText, attentionColour(attention));
  message_->setPalette(attention);
  auto* layout = new QFormLayout(this);
  layout->addRow(tr("&Form"), form_);
  layout->addRow(QString(), withoutPatient_);
  layout->addRow(fileLabel, place);
  layout->addRow(message_);
  layout->setRowVisible(message_, false);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Save | QDialogButtonBox::Cancel);
  connect(buttons, &QDialogButtonBox::accepted, this, &ReportDialog::accept);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  layout->addRow(buttons);
}

ReportForm ReportDialog::form() const {
  return static_cast<ReportForm>(form_->currentData().toInt());
}

bool ReportDialog::namesPatient() const {
  return !withoutPatient_->isChecked();
}

QString ReportDialog::file() const {
  QString path = QDir::fromNativeSeparators(path_->text().trimmed());
  if (!path.endsWith(endingOf(form()), Qt::CaseInsensitive)) path += endingOf(form());
  return QFileInfo(path).absoluteFilePath();
}

void ReportDialog::takeForm() {
  QString path = path_->text();
  for (const ReportForm other : {ReportForm::Pdf, ReportForm::Html})
    if (path.endsWith(endingOf(other), Qt::CaseInsensitive)) {
      path.chop(endingOf(other).size());
      break;
    }
  path_->setText(path + endingOf(form()));
}

void ReportDialog::browse() {
  const QString filter = form() == ReportForm::Pdf ? tr("PDF (*.pdf)") : tr("HTML (*.html)");
  // Whether it may be replaced is asked at the end, for the name as it is then.
  const QString chosen = QFileDialog::getSaveFileName(this, windowTitle(), path_->text(), filter, nullptr,
                                                      QFileDialog::DontConfirmOverwrite);
  if (!chosen.isEmpty()) path_->setText(QDir::toNativeSeparators(chosen));
}

QString ReportDialog::refusal() const {
  if (path_->text().trimmed().isEmpty()) return tr("Say where to write it.");
  if (AnnotationFolder(file()).isInside(session_.project().index().roots))
    return tr("The opened folder is never written to. Choose another one.");
  if (!QFileInfo(file()).absoluteDir().exists())
    return tr("There is no folder %1.").arg(QDir::toNativeSeparators(QFileInfo(file()).absolutePath()));
  return {};
}

void ReportDialog::accept() {
  const QString refused = refusal();
  message_->setText(refused);
  static_cast<QFormLayout*>(layout())->setRowVisible(message_, !refused.isEmpty());
  if (!refused.isEmpty()) return;
  if (QFileInfo::exists(file())) {
    QMessageBox question(QMessageBox::Question, windowTitle(), tr("Replace the file?"), QMessageBox::Cancel,
                         this);
    question.setInformativeText(tr("%1 is there already.").arg(QDir::toNativeSeparators(file())));
    QPushButton* replace = question.addButton(tr("&Replace"), QMessageBox::AcceptRole);
    replace->setObjectName(QStringLiteral("replace"));
    question.setDefaultButton(QMessageBox::Cancel);
    question.exec();
    if (question.clickedButton() != replace) return;
  }
  QSettings().setValue(kReportFolderKey, QFileInfo(file()).absolutePath());
  QSettings().setValue(kFormKey, form() == ReportForm::Html ? QStringLiteral("html") : QStringLiteral("pdf"));
  QDialog::accept();
}

}  // namespace uptake
