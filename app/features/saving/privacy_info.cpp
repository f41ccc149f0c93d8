#include "app/features/saving/privacy_info.h"

#include "app/session/session.h"

#include <QCoreApplication>
#include <QDialogButtonBox>
#include <QLabel>
#include <QTextBrowser>
#include <QVBoxLayout>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::PrivacyInfo)
};

QString row(const QString& files, const QString& says) {
  return QStringLiteral(
             "<tr><td style=\"padding:4px 12px 4px 0\"><b>%1</b></td><td style=\"padding:4px 0\">%2"
             "</td></tr>")
      .arg(files, says);
}

QString table(const Session& session) {
  const PatientEntry* patient = session.openCase().patient();
  const QString name = patient ? patient->name.toHtmlEscaped() : QString();
  const QString id = patient ? patient->id.toHtmlEscaped() : QString();
  QString text;
  if (patient)
    text += Texts::tr("<p>Patient: <b>%1</b>, ID <b>%2</b></p>")
                .arg(name.isEmpty() ? QStringLiteral("–") : name, id);
  text += QStringLiteral("<table>");
  text += row(
      Texts::tr("Masks (DICOM SEG)"),
      Texts::tr("As the images state them: patient's name, ID and its issuer, birth date, sex, age, size, "
                "weight; study date and time, study ID, description, accession number, referring "
                "physician; the UIDs of study, series and images. Besides: the date and time of saving, "
                "the name of the mask and its lesions, and a creator's name if the mask came with one."));
  text +=
      row(Texts::tr("Boxes (PASCAL VOC)"),
          Texts::tr("The patient's ID as the folder's name; the image's UID as the file's name; folder, file "
                    "name and path of the image on this machine."));
  text +=
      row(Texts::tr("How boxes make lesions (JSON)"),
          Texts::tr("The patient's ID and the study's UID, in the file and in its name; UIDs of images."));
  text += row(
      Texts::tr("Measurements (JSON)"),
      Texts::tr("The patient's ID and the study's UID, in the file and in its name; names that you gave."));
  text +=
      row(Texts::tr("SUV corrections (JSON)"),
          Texts::tr("The UID of the series; the corrected values, such as weight and times; the name you are "
                    "logged in with."));
  for (const auto& kind : session.annotations().kinds())
    if (const FilePrivacy privacy = kind->privacy(); !privacy.files.isEmpty())
      text += row(privacy.files, privacy.says);
  text += row(Texts::tr("Earlier versions (Backups)"), Texts::tr("The same as the files they were."));
  text +=
      row(Texts::tr("Journal of unsaved work"),
          Texts::tr("Patient's name and ID, the UIDs, paths and everything drawn. It lies in your own data "
                    "folder, for you alone to read, and goes when the work is saved."));
  text += row(Texts::tr("Masks exported as NIfTI, NRRD, MetaImage"), Texts::tr("Nothing but the voxels."));
  text +=
      row(Texts::tr("Lesions as CSV"), Texts::tr("Their numbers and places, and the names that you gave."));
  text += row(
      Texts::tr("Report of lesions (PDF, HTML)"),
      Texts::tr("Pictures and numbers; patient's name and ID, dates, descriptions and names that you gave "
                "only if you untick “Without patient data”."));
  text += QStringLiteral("</table>");
  text += Texts::tr(
      "<p>“Export without patient data” in the File menu writes masks, boxes and measurements "
      "without any of this.</p>");
  return text;
}

}  // namespace

PrivacyInfo::PrivacyInfo(const Session& session, QWidget* parent) : QDialog(parent) {
  setWindowTitle(tr("What files say about the patient"));
  setObjectName(QStringLiteral("privacyInfo"));
  resize(680, 480);
  auto* text = new QTextBrowser;
  text->setObjectName(QStringLiteral("text"));
  text->setHtml(table(session));
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(text);
  layout->addWidget(buttons);
}

QLabel* makePrivacyLine(const Session& session, QWidget* window) {
  auto* line = new QLabel(
      QStringLiteral("%1 <a href=\"#\">%2</a>")
          .arg(Texts::tr("The files name the patient as the images do: name, ID, birth date, study date."),
               Texts::tr("What do these files say about the patient?")));
  line->setTextFormat(Qt::RichText);
  line->setObjectName(QStringLiteral("privacyLine"));
  line->setWordWrap(true);
  line->setTextInteractionFlags(Qt::LinksAccessibleByMouse | Qt::LinksAccessibleByKeyboard);
  QObject::connect(line, &QLabel::linkActivated, window,
                   [&session, window] { PrivacyInfo(session, window).exec(); });
  return line;
}

}  // namespace uptake
