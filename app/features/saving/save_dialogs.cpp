#include "app/features/saving/save_dialogs.h"

#include "app/features/saving/privacy_info.h"
#include "app/session/session.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QVBoxLayout>

namespace uptake {

namespace {

constexpr int kWidth = 560;

}  // namespace

SaveFolderDialog::SaveFolderDialog(Kind kind, const Session& session, QWidget* parent)
    : QDialog(parent),
      session_(session),
      folder_(new QLineEdit),
      refusal_(new QLabel),
      buttons_(new QDialogButtonBox(QDialogButtonBox::Save | QDialogButtonBox::Cancel)) {
  const bool without = kind == Kind::WithoutPatient;
  setWindowTitle(without ? tr("Export without patient data") : tr("Save annotations in"));
  setObjectName(QStringLiteral("saveFolder"));
  folder_->setObjectName(QStringLiteral("folder"));
  const QString now = session.annotations().folder().path();
  folder_->setText(QDir::toNativeSeparators(
      without ? QFileInfo(now).dir().filePath(QStringLiteral("without-patient-data")) : now));
  auto* browse = new QPushButton(tr("&Browse…"));
  connect(browse, &QPushButton::clicked, this, [this] {
    const QString chosen = QFileDialog::getExistingDirectory(this, windowTitle(), QFileInfo(folder()).path());
    if (!chosen.isEmpty()) folder_->setText(QDir::toNativeSeparators(chosen));
  });
  auto* place = new QHBoxLayout;
  place->addWidget(folder_, 1);
  place->addWidget(browse);
  auto* form = new QFormLayout;
  auto* placeLabel = new QLabel(tr("&Folder"));
  placeLabel->setBuddy(folder_);  // a layout has none
  form->addRow(placeLabel, place);
  if (without) {
    patient_ = new QLineEdit(QStringLiteral("Anonymous"));
    patient_->setObjectName(QStringLiteral("patient"));
    form->addRow(tr("&Patient ID in the files"), patient_);
    keepUids_ = new QCheckBox(tr("&Keep UIDs, so that the files still fit the images"));
    keepUids_->setObjectName(QStringLiteral("keepUids"));
    form->addRow(QString(), keepUids_);
    connect(patient_, &QLineEdit::textChanged, this, &SaveFolderDialog::check);
  }
  refusal_->setObjectName(QStringLiteral("refusal"));
  refusal_->setWordWrap(true);
  buttons_->button(QDialogButtonBox::Save)->setText(without ? tr("&Export") : tr("&Save here"));
  connect(buttons_, &QDialogButtonBox::accepted, this, &QDialog::accept);
  connect(buttons_, &QDialogButtonBox::rejected, this, &QDialog::reject);
  connect(folder_, &QLineEdit::textChanged, this, &SaveFolderDialog::check);

  auto* layout = new QVBoxLayout(this);
  layout->addLayout(form);
  if (without) {
    auto* line = new QLabel(tr(
        "Written are all masks, boxes and measurements. Names, IDs, dates, descriptions and names that you "
        "gave are left out; UIDs are replaced, the same one always by the same other one, unless you keep "
        "them. The voxels of a mask and where it lies stay what they are."));
    line->setWordWrap(true);
    layout->addWidget(line);
  } else {
    layout->addWidget(makePrivacyLine(session, this));
  }
  layout->addWidget(refusal_);
  layout->addStretch();
  layout->addWidget(buttons_);
  resize(kWidth, 0);
  check();
}

QString SaveFolderDialog::folder() const {
  return QDir::cleanPath(QDir::fromNativeSeparators(folder_->text().trimmed()));
}

QString SaveFolderDialog::patientId() const {
  return patient_ ? patient_->text().trimmed() : QString();
}

bool SaveFolderDialog::keepsUids() const {
  return keepUids_ && keepUids_->isChecked();
}

void SaveFolderDialog::check() {
  QString reason;
  const AnnotationFolder chosen(folder());
  if (folder_->text().trimmed().isEmpty() || !QDir::isAbsolutePath(folder()))
    reason = tr("Give a folder with its whole path.");
  else if (chosen.isInside(session_.project().index().roots))
    reason = tr("The folder lies inside the opened one, which is never written to. Choose one beside it.");
  else if (!chosen.isWritable())
    reason = tr("You may not write there.");
  else if (patient_ && patientId().isEmpty())
    reason = tr("Give an ID that stands for the patient.");
  else if (patient_ && session_.openCase().patient() && patientId() == session_.openCase().patient()->id)
    reason = tr("This is the patient's own ID.");
  refusal_->setText(reason);
  refusal_->setVisible(!reason.isEmpty());
  // Texts that wrap are as high as the width makes them, which a window does not see to by itself.
  layout()->activate();
  setMinimumHeight(layout()->totalHeightForWidth(width()));
  buttons_->button(QDialogButtonBox::Save)->setEnabled(reason.isEmpty());
}

bool chooseAnnotationFolder(Session& session, QWidget& window) {
  SaveFolderDialog dialog(SaveFolderDialog::Kind::Annotations, session, &window);
  if (dialog.exec() != QDialog::Accepted) return false;
  const Result<void> chosen = session.setAnnotationFolder(dialog.folder());
  if (!chosen) QMessageBox::warning(&window, dialog.windowTitle(), chosen.error().text());
  return chosen.ok();
}

void askAfterFailedSave(Session& session, QWidget& window) {
  const SaveFailure failure = session.annotations().saveFailure();
  const bool isConflict = !failure.conflicts.isEmpty();
  QMessageBox box(QMessageBox::Warning, SaveFolderDialog::tr("Not saved"),
                  isConflict ? SaveFolderDialog::tr("Someone else changed annotations of this case.")
                             : SaveFolderDialog::tr("The annotations could not all be saved."),
                  QMessageBox::Close, &window);
  box.setObjectName(QStringLiteral("saveFailure"));
  QString text = failure.reason;
  if (isConflict) {
    QStringList names;
    for (const QString& file : failure.conflicts) names.append(QDir::toNativeSeparators(file));
    text = SaveFolderDialog::tr("Nothing was replaced. Changed since they were read here:\n%1")
               .arg(names.mid(0, 5).join(QLatin1Char('\n')));
    if (names.size() > 5)
      text += SaveFolderDialog::tr("\nand %n more", nullptr, static_cast<int>(names.size() - 5));
  }
  box.setInformativeText(text + QStringLiteral("\n\n") +
                         SaveFolderDialog::tr("Your work stays open and unsaved; nothing of it is lost."));
  const auto add = [&](const QString& label, QMessageBox::ButtonRole role, const char* name) {
    QPushButton* button = box.addButton(label, role);
    button->setObjectName(QLatin1String(name));
    return button;
  };
  const auto* elsewhere = add(SaveFolderDialog::tr("Save &elsewhere…"), QMessageBox::AcceptRole, "elsewhere");
  const QAbstractButton* asNew = nullptr;
  const QAbstractButton* replace = nullptr;
  if (isConflict) {
    if (failure.onlyMasks)
      asNew = add(SaveFolderDialog::tr("Save as &new"), QMessageBox::AcceptRole, "asNew");
    replace = add(SaveFolderDialog::tr("&Replace, keep a backup"), QMessageBox::DestructiveRole, "replace");
  }
  box.setDefaultButton(QMessageBox::Close);
  box.exec();
  const QAbstractButton* clicked = box.clickedButton();
  if (clicked == elsewhere) {
    if (chooseAnnotationFolder(session, window) && session.openCase().hasUnsavedChanges())
      session.annotations().save();
  } else if (asNew && clicked == asNew) {
    session.annotations().save(SaveMode::AsNew);
  } else if (replace && clicked == replace) {
    session.annotations().save(SaveMode::Replace);
  }
}

}  // namespace uptake
