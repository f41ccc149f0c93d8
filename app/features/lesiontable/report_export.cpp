#include "app/features/lesiontable/report_export.h"

#include "app/features/lesiontable/lesion_export.h"
#include "app/features/lesiontable/lesion_panel.h"
#include "app/features/lesiontable/lesion_picture.h"
#include "io/dicom/suv_evidence.h"
#include "io/store/study_record.h"
#include "viewer/overlay/value_text.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QDate>
#include <QDir>
#include <QPointer>
#include <QProgressDialog>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::LesionReport)
};

QString studyDate(const QString& dicom) {
  const QDate date = QDate::fromString(dicom, QStringLiteral("yyyyMMdd"));
  return date.isValid() ? date.toString(Qt::ISODate) : dicom;
}

/// One report on its way: figures in a job, pictures one a turn of the event loop, the file in a job.
class ReportRun : public QObject {
 public:
  ReportRun(LesionPanel& table, Session& session, const ViewState& state, ReportForm form, bool namesPatient,
            QString file, std::function<void(Result<QString>)> done)
      : QObject(&table),
        table_(table),
        session_(session),
        state_(state),
        form_(form),
        namesPatient_(namesPatient),
        file_(std::move(file)),
        done_(std::move(done)) {}

  void start() {
    table_.findings().settleNow();
    snapshot_ = lesionSnapshot(table_.findings(), table_.model());
    if (snapshot_.lesions.empty())
      return end(Error{ErrorKind::NotSupported, Texts::tr("there are no lesions to report"), {}});
    // What the table and the pictures show must not change on the way.
    progress_ = new QProgressDialog(Texts::tr("Writing the report…"), Texts::tr("Cancel"), 0,
                                    static_cast<int>(snapshot_.lesions.size()) + 2, table_.window());
    progress_->setObjectName(QStringLiteral("reportProgress"));
    progress_->setWindowModality(Qt::WindowModal);
    progress_->setMinimumDuration(150);
    progress_->setAutoClose(false);
    progress_->setAutoReset(false);
    progress_->setValue(0);
    connect(progress_, &QProgressDialog::canceled, this, [this] {
      job_.cancel();
      isCancelled_ = true;
    });
    job_.start<LesionFiguresTable>(
        [snapshot = snapshot_](JobControl& control) -> Result<LesionFiguresTable> {
          LesionFiguresTable figures = snapshot.measure(control);
          if (control.isCancelled()) return JobControl::cancelledError();
          return figures;
        },
        [this](Result<LesionFiguresTable> figures) {
          if (!figures) return end(figures.error());
          figures_ = figures.take();
          describe();
          takeNext();
        });
  }

  ~ReportRun() override { delete progress_; }

 private:
  const LesionTableAspect& aspect() const { return table_.model().aspect(); }

  QString nameOf(std::size_t lesion) const {
    if (!namesPatient_) return Texts::tr("Lesion %1").arg(figures_.lesions[lesion].label);
    return snapshot_.names.names.at(figures_.lesions[lesion].label);
  }

  std::vector<LesionColumn> columns() const {
    std::vector<LesionColumn> shown;
    for (int column = 0; column < kLesionColumns; ++column)
      if (isLesionColumnShown(static_cast<LesionColumn>(column), aspect()))
        shown.push_back(static_cast<LesionColumn>(column));
    return shown;
  }

  void describe() {
    content_.title = Texts::tr("Report of lesions");
    describeSubject();
    for (const LesionColumn column : columns()) {
      content_.columns.append(lesionColumnTitle(column, aspect()));
      content_.definitions.push_back(
          {content_.columns.back(),
           lesionColumnDefinition(column, aspect()).replace(QLatin1Char('\n'), QLatin1Char(' '))});
    }
    for (std::size_t n = 0; n < figures_.lesions.size(); ++n) addRow(nameOf(n), figures_.lesions[n], false);
    addRow(Texts::tr("All (%n)", nullptr, static_cast<int>(figures_.lesions.size())), figures_.all, true);
    describePictures();
    describeEvidence();
    const QString version = QCoreApplication::applicationVersion();
    content_.footer = version.isEmpty() ? QStringLiteral("Uptake") : QStringLiteral("Uptake %1").arg(version);
    if (namesPatient_) content_.footer += QStringLiteral(", ") + QDate::currentDate().toString(Qt::ISODate);
    content_.footer += Texts::tr(". For research and teaching; not a medical device.");
  }

  void describeSubject() {
    const PatientEntry* patient = session_.openCase().patient();
    const StudyEntry* study = session_.openCase().study();
    auto& about = content_.about;
    if (namesPatient_ && patient && study) {
      SeriesSource named;
      named.patientId = patient->id;
      named.patientName = patient->name;
      about.push_back({Texts::tr("Patient"), patientText(named)});
      about.push_back(
          {Texts::tr("Study"),
           QStringList{studyDate(study->date), study->description}.join(QLatin1Char(' ')).trimmed()});
      about.push_back({Texts::tr("Lesions of"), table_.sourceName()});
    } else {
      about.push_back({Texts::tr("Patient"), Texts::tr("left out, as are dates and names")});
      about.push_back({Texts::tr("Lesions of"), aspect().isBoxes   ? Texts::tr("boxes")
                                                : aspect().isOnPet ? Texts::tr("a mask on the PET's voxels")
                                                                   : Texts::tr("a mask on the CT's voxels")});
    }
    const auto series = [&](const QString& name, const std::shared_ptr<const Volume>& image) {
      if (!image) return;
      const Eigen::Vector3d& spacing = image->grid().spacing();
      const QString voxels =
          Texts::tr("voxels of %1 × %2 × %3 mm")
              .arg(numberText(spacing.x(), 2), numberText(spacing.y(), 2), numberText(spacing.z(), 2));
      const QString& described = image->source().seriesDescription;
      about.push_back({name, namesPatient_ && !described.isEmpty()
                                 ? QStringLiteral("%1, %2").arg(described, voxels)
                                 : voxels});
    };
    series(Texts::tr("PET"), snapshot_.pet);
    series(Texts::tr("CT"), snapshot_.ct);
    if (!aspect().notMeasured.isEmpty()) about.push_back({Texts::tr("Note"), aspect().notMeasured});
  }

  void addRow(const QString& name, const LesionFigures& figures, bool isAll) {
    QStringList row{name};
    for (const LesionColumn column : columns()) {
      if (column == LesionColumn::Name) continue;
      const LesionCell cell = lesionCell(column, &figures, isAll, aspect());
      row.append(cell.text);
      if (!cell.why.isEmpty())
        content_.remarks.append(
            QStringLiteral("%1, %2: %3").arg(name, lesionColumnTitle(column, aspect()), cell.why));
    }
    content_.rows.push_back(row);
  }

  void describePictures() {
    const CaseDocument& document = session_.openCase().document();
    QStringList windows;
    if (document.ct()) windows.append(ctWindowText(state_.ctWindow(), *document.ct()));
    if (document.pet()) windows.append(petWindowText(state_, *document.pet()));
    const QString beneath = document.ct() ? imageKindText(*document.ct()) : QString();
    const QString what = document.ct() && document.pet() ? Texts::tr("PET on %1").arg(beneath)
                         : document.ct()                 ? beneath
                                                         : Texts::tr("PET");
    content_.pictureNote =
        Texts::tr(
            "Axial sections where each lesion is largest, %1 (%2), seen from the feet, with the outlines "
            "of all lesions of the set.")
            .arg(what, windows.join(QStringLiteral(", ")));
  }

  void describeEvidence() {
    const SuvScale* scale = session_.images().shownSuv();
    if (!scale || !snapshot_.pet) return;
    const std::vector<SuvEvidenceSection> all = suvEvidence(*scale);
    for (std::size_t n = 0; n < all.size(); ++n) {
      // The result is first; the inputs and what follows from them state dates and times.
      if (n > 0 && !namesPatient_) break;
      for (const SuvEvidenceRow& row : all[n].rows)
        content_.evidence.push_back(
            {row.tag.isEmpty() ? row.name : QStringLiteral("%1 %2").arg(row.name, row.tag), row.value});
    }
    if (!namesPatient_) {
      content_.evidence.push_back({Texts::tr("Rule and inputs"),
                                   Texts::tr("left out: they state dates, times and the patient's weight")});
    }
  }

  void takeNext() {
    if (isCancelled_) return end(JobControl::cancelledError());
    const std::size_t n = content_.pictures.size();
    if (n == figures_.lesions.size()) return write();
    const LesionFigures& lesion = figures_.lesions[n];
    ReportPicture picture{nameOf(n), {}, {}};
    // Many pictures need not be as fine.
    constexpr std::size_t kFew = 60;
    QBuffer buffer(&picture.png);
    buffer.open(QIODevice::WriteOnly);
    lesionPicture(session_.openCase().document(), state_, table_.findings().source(), *lesion.shape,
                  figures_.lesions.size() > kFew ? 1 : 2)
        .save(&buffer, "PNG");
    const auto text = [&](LesionColumn column) {
      return QStringLiteral("%1 %2").arg(lesionColumnTitle(column, aspect()),
                                         lesionCell(column, &lesion, false, aspect()).text);
    };
    picture.lines.append(text(LesionColumn::Volume));
    if (aspect().hasPet)
      picture.lines.append(text(LesionColumn::Maximum) + QStringLiteral(", ") + text(LesionColumn::Peak));
    if (aspect().hasCt) picture.lines.append(text(LesionColumn::HuMean));
    picture.lines.append(Texts::tr("%1 × %2 mm, image %3")
                             .arg(numberText(lesion.shape->longest.lengthMm(), 1),
                                  numberText(lesion.shape->perpendicular.lengthMm(), 1),
                                  lesionCell(LesionColumn::Image, &lesion, false, aspect()).text));
    content_.pictures.push_back(std::move(picture));
    progress_->setValue(static_cast<int>(content_.pictures.size()) + 1);
    QMetaObject::invokeMethod(
        this, [this] { takeNext(); }, Qt::QueuedConnection);
  }

  void write() {
    job_.start<bool>(
        [content = std::move(content_), form = form_, file = file_](JobControl&) -> Result<bool> {
          const Result<void> written = form == ReportForm::Pdf ? writeReportPdf(content, file)
                                                               : writeWholeFile(file, reportHtml(content));
          if (!written) return written.error();
          return true;
        },
        [this](Result<bool> written) {
          if (written)
            end(file_);
          else
            end(written.error());
        });
  }

  void end(Result<QString> result) {
    delete progress_;
    done_(std::move(result));
    deleteLater();
  }

  LesionPanel& table_;
  Session& session_;
  const ViewState& state_;
  ReportForm form_;
  bool namesPatient_;
  QString file_;
  std::function<void(Result<QString>)> done_;
  QPointer<QProgressDialog> progress_;
  LesionSnapshot snapshot_;
  LesionFiguresTable figures_;
  ReportContent content_;
  bool isCancelled_ = false;
  JobRunner job_;
};

}  // namespace

void writeReport(LesionPanel& table, Session& session, const ViewState& state, ReportForm form,
                 bool namesPatient, const QString& file, std::function<void(Result<QString>)> done) {
  (new ReportRun(table, session, state, form, namesPatient, file, std::move(done)))->start();
}

void exportReport(LesionPanel& table, Session& session, const ViewState& state) {
  table.findings().settleNow();
  if (table.findings().lesions().empty()) {
    session.messages().say(Texts::tr("There are no lesions to report."));
    return;
  }
  if (!session.isSettled()) {
    session.messages().say(Texts::tr("Not everything is read yet; try again in a moment."));
    return;
  }
  ReportDialog dialog(session, table.window());
  if (dialog.exec() != QDialog::Accepted) return;
  writeReport(table, session, state, dialog.form(), dialog.namesPatient(), dialog.file(),
              [&session](const Result<QString>& file) {
                session.messages().say(
                    file ? Texts::tr("The report was written to %1.").arg(QDir::toNativeSeparators(*file))
                         : Texts::tr("The report was not written: %1").arg(file.error().text()));
              });
}

}  // namespace uptake
