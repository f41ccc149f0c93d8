#include "app/features/export/export_dialog.h"

#include "app/session/session.h"
#include "app/shell/theme/theme.h"
#include "app/shell/views/view_area.h"

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
#include <QSpinBox>
#include <QStandardPaths>

namespace uptake {

namespace {

const QString kExportFolderKey = QStringLiteral("export/folder");

QString planeId(PlaneOrientation plane) {
  switch (plane) {
    case PlaneOrientation::Coronal:
      return QStringLiteral("coronal");
    case PlaneOrientation::Sagittal:
      return QStringLiteral("sagittal");
    case PlaneOrientation::Axial:
      break;
  }
  return QStringLiteral("axial");
}

/// A name for a file that says nothing about the patient: "axial-fused".
QString paneId(QWidget* pane) {
  const auto* view = qobject_cast<SliceView*>(pane);
  if (qobject_cast<VolumeView*>(pane)) return QStringLiteral("3d");
  if (!view) return QStringLiteral("mip");
  const QString content = view->content() == SliceContent::Ct    ? QStringLiteral("ct")
                          : view->content() == SliceContent::Pet ? QStringLiteral("pet")
                                                                 : QStringLiteral("fused");
  return planeId(view->orientation()) + QLatin1Char('-') + content;
}

/// For a row of several fields: its key goes to one of them.
QLabel* labelFor(const QString& text, QWidget* field) {
  auto* label = new QLabel(text);
  label->setBuddy(field);
  return label;
}

QString exportFolder() {
  const QString last = QSettings().value(kExportFolderKey).toString();
  if (QFileInfo(last).isDir()) return last;
  const QString pictures = QStandardPaths::writableLocation(QStandardPaths::PicturesLocation);
  return QFileInfo(pictures).isDir() ? pictures : QDir::homePath();
}

}  // namespace

ExportDialog::ExportDialog(Kind kind, const Session& session, const ViewArea& views, QWidget* parent)
    : QDialog(parent),
      kind_(kind),
      session_(session),
      views_(views),
      what_(new QComboBox),
      size_(new QComboBox),
      first_(new QSpinBox),
      last_(new QSpinBox),
      withoutPatient_(new QCheckBox(tr("Without &patient text"))),
      withoutCrosshair_(new QCheckBox(tr("Without &crosshair"))),
      film_(new QCheckBox(tr("A &film of them, too (MP4)"))),
      path_(new QLineEdit),
      name_(new QLineEdit),
      message_(new QLabel) {
  const bool isPicture = kind == Kind::Picture;
  setObjectName(QStringLiteral("exportDialog"));
  const bool isTurntable = kind == Kind::Turntable;
  setWindowTitle(isPicture     ? tr("Export picture")
                 : isTurntable ? tr("Export turntable")
                               : tr("Export scroll-through"));
  what_->setObjectName(QStringLiteral("what"));
  size_->setObjectName(QStringLiteral("size"));
  first_->setObjectName(QStringLiteral("first"));
  last_->setObjectName(QStringLiteral("last"));
  path_->setObjectName(QStringLiteral("path"));
  name_->setObjectName(QStringLiteral("name"));
  film_->setObjectName(QStringLiteral("film"));
  message_->setObjectName(QStringLiteral("message"));
  withoutPatient_->setObjectName(QStringLiteral("withoutPatient"));
  withoutCrosshair_->setObjectName(QStringLiteral("withoutCrosshair"));

  what_->addItem(tr("This view"));
  what_->addItem(tr("All views"));
  size_->addItem(QString(), 1);
  size_->addItem(QString(), 2);
  withoutPatient_->setChecked(true);
  withoutPatient_->setToolTip(tr("Leaves out the patient's name and number and the name of the series"));
  path_->setMinimumWidth(380);
  QWidget* pane = isPicture     ? views.activePane()
                  : isTurntable ? static_cast<QWidget*>(views.volume())
                                : views.activeView();
  if (isPicture) {
    path_->setText(
        QDir::toNativeSeparators(QDir(exportFolder()).filePath(paneId(pane) + QStringLiteral(".png"))));
  } else {
    path_->setText(QDir::toNativeSeparators(exportFolder()));
    name_->setText(isTurntable ? QStringLiteral("turntable") : paneId(pane));
  }
  if (isTurntable) {
    constexpr int kLeastPictures = 4;
    constexpr int kMostPictures = 720;
    constexpr int kPictures = 72;  // 5° apart
    last_->setRange(kLeastPictures, kMostPictures);
    last_->setValue(kPictures);
  } else if (!isPicture) {
    const int count = static_cast<int>(views.activeView()->slicePositions().size());
    for (QSpinBox* box : {first_, last_}) box->setRange(1, std::max(1, count));
    last_->setValue(count);
  }

  auto* browseButton = new QPushButton(tr("&Browse…"));
  connect(browseButton, &QPushButton::clicked, this, &ExportDialog::browse);
  auto* place = new QHBoxLayout;
  place->addWidget(path_, 1);
  place->addWidget(browseButton);
  auto* images = new QHBoxLayout;
  if (!isTurntable) {
    images->addWidget(first_);
    images->addWidget(new QLabel(tr("to")));
  }
  images->addWidget(last_);
  images->addStretch();

  auto* form = new QFormLayout(this);
  if (isPicture)
    form->addRow(tr("&What"), what_);
  else if (isTurntable)
    form->addRow(labelFor(tr("&Pictures once round"), last_), images);
  else
    form->addRow(labelFor(tr("&Images"), first_), images);
  form->addRow(tr("&Size"), size_);
  form->addRow(QString(), withoutPatient_);
  form->addRow(QString(), withoutCrosshair_);
  if (!isPicture) {
    form->addRow(QString(), film_);
    form->setRowVisible(film_, !filmProgram().isEmpty());
    form->addRow(tr("&Name"), name_);
  }
  form->addRow(labelFor(isPicture ? tr("&File") : tr("&Folder"), path_), place);
  message_->setWordWrap(true);
  QPalette attention = message_->palette();
  attention.setColor(QPalette::WindowText, attentionColour(attention));
  message_->setPalette(attention);
  form->addRow(message_);
  form->setRowVisible(message_, false);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Save | QDialogButtonBox::Cancel);
  connect(buttons, &QDialogButtonBox::accepted, this, &ExportDialog::accept);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  form->addRow(buttons);
  // Widgets that are in no row of this kind.
  for (QWidget* unused :
       {static_cast<QWidget*>(what_), static_cast<QWidget*>(first_), static_cast<QWidget*>(last_),
        static_cast<QWidget*>(film_), static_cast<QWidget*>(name_)})
    if (!unused->parentWidget()) {
      unused->setParent(this);
      unused->hide();
    }
  connect(what_, &QComboBox::currentIndexChanged, this, &ExportDialog::showSizes);
  connect(first_, &QSpinBox::valueChanged, last_, &QSpinBox::setMinimum);
  showSizes();
}

void ExportDialog::showSizes() {
  const QWidget* shown = what_->currentIndex() == 1 ? static_cast<const QWidget*>(&views_)
                         : kind_ == Kind::Picture   ? views_.activePane()
                         : kind_ == Kind::Turntable ? static_cast<const QWidget*>(views_.volume())
                                                    : views_.activeView();
  const QSize pixels = (QSizeF(shown->size()) * shown->devicePixelRatioF()).toSize();
  size_->setItemText(0, tr("As shown, %1 × %2").arg(pixels.width()).arg(pixels.height()));
  size_->setItemText(1, tr("Twice as fine, %1 × %2").arg(2 * pixels.width()).arg(2 * pixels.height()));
}

PictureOptions ExportDialog::options() const {
  return {.allViews = kind_ == Kind::Picture && what_->currentIndex() == 1,
          .scale = size_->currentData().toInt(),
          .patientText = !withoutPatient_->isChecked(),
          .crosshair = !withoutCrosshair_->isChecked()};
}

QString ExportDialog::file() const {
  QString path = QDir::fromNativeSeparators(path_->text().trimmed());
  if (!path.endsWith(QLatin1String(".png"), Qt::CaseInsensitive)) path += QStringLiteral(".png");
  return QFileInfo(path).absoluteFilePath();
}

QString ExportDialog::folder() const {
  return QFileInfo(QDir::fromNativeSeparators(path_->text().trimmed())).absoluteFilePath();
}

QString ExportDialog::name() const {
  return name_->text().trimmed();
}

ScrollExport::Range ExportDialog::range() const {
  return {kind_ == Kind::Turntable ? 1 : first_->value(), last_->value()};
}

bool ExportDialog::film() const {
  return film_->isChecked() && !filmProgram().isEmpty();
}

void ExportDialog::browse() {
  const QString start = path_->text();
  // Whether it may be replaced is asked at the end, for the names as they are then.
  const QString chosen =
      kind_ == Kind::Picture
          ? QFileDialog::getSaveFileName(this, windowTitle(), start, tr("PNG pictures (*.png)"), nullptr,
                                         QFileDialog::DontConfirmOverwrite)
          : QFileDialog::getExistingDirectory(this, windowTitle(), start);
  if (!chosen.isEmpty()) path_->setText(QDir::toNativeSeparators(chosen));
}

QString ExportDialog::refusal() const {
  if (path_->text().trimmed().isEmpty()) return tr("Say where to write it.");
  const QString target = kind_ == Kind::Picture ? file() : folder();
  if (AnnotationFolder(target).isInside(session_.project().index().roots))
    return tr("The opened folder is never written to. Choose another one.");
  if (kind_ == Kind::Picture) {
    if (!QFileInfo(target).absoluteDir().exists())
      return tr("There is no folder %1.").arg(QDir::toNativeSeparators(QFileInfo(target).absolutePath()));
    return {};
  }
  // It becomes part of names, and of a pattern that numbers are put into.
  if (name().isEmpty() || name().contains(QLatin1Char('/')) || name().contains(QLatin1Char('\\')) ||
      name().contains(QLatin1Char('%')))
    return tr("Give the pictures a name, without / \\ and %.");
  return {};
}

QStringList ExportDialog::existingFiles() const {
  QStringList files{file()};
  if (kind_ == Kind::ScrollThrough)
    files = ScrollExport(*views_.activeView(), options(), range(), folder(), name(), film()).files();
  if (kind_ == Kind::Turntable)
    files = ScrollExport(*views_.volume(), options(), last_->value(), folder(), name(), film()).files();
  files.removeIf([](const QString& each) { return !QFileInfo::exists(each); });
  return files;
}

void ExportDialog::accept() {
  const QString refused = refusal();
  message_->setText(refused);
  static_cast<QFormLayout*>(layout())->setRowVisible(message_, !refused.isEmpty());
  if (!refused.isEmpty()) return;
  const QStringList existing = existingFiles();
  if (!existing.isEmpty()) {
    QMessageBox question(QMessageBox::Question, windowTitle(),
                         tr("Replace %n file(s)?", nullptr, static_cast<int>(existing.size())),
                         QMessageBox::Cancel, this);
    question.setInformativeText(existing.size() == 1
                                    ? tr("%1 is there already.").arg(existing.front())
                                    : tr("%1 and others are there already.").arg(existing.front()));
    QPushButton* replace = question.addButton(tr("&Replace"), QMessageBox::AcceptRole);
    replace->setObjectName(QStringLiteral("replace"));
    question.setDefaultButton(QMessageBox::Cancel);
    question.exec();
    if (question.clickedButton() != replace) return;
  }
  QSettings().setValue(kExportFolderKey,
                       kind_ == Kind::Picture ? QFileInfo(file()).absolutePath() : folder());
  QDialog::accept();
}

}  // namespace uptake
