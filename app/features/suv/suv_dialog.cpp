#include "app/features/suv/suv_dialog.h"

#include "app/features/suv/suv_form.h"
#include "app/shell/theme/theme.h"
#include "io/dicom/suv_evidence.h"

#include <QClipboard>
#include <QDialogButtonBox>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QTextBrowser>
#include <QVBoxLayout>

namespace uptake {

namespace {

constexpr int kFormWidth = 330;

QString coloured(const QString& text, const QColor& colour) {
  return QStringLiteral("<span style=\"color:%1\">%2</span>").arg(colour.name(), text.toHtmlEscaped());
}

/// One table, so that all sections share their columns.
QString html(const std::vector<SuvEvidenceSection>& evidence, const QPalette& palette) {
  const QColor quiet = palette.color(QPalette::PlaceholderText);
  QString rows;
  for (const SuvEvidenceSection& section : evidence) {
    rows +=
        QStringLiteral("<tr><td colspan=3 style=\"padding-top:%1px; padding-bottom:2px\"><b>%2</b></td></tr>")
            .arg(rows.isEmpty() ? 0 : 12)
            .arg(section.title.toHtmlEscaped());
    for (const SuvEvidenceRow& row : section.rows) {
      const QString value = row.edited || row.warning ? coloured(row.value, attentionColour(palette))
                                                      : coloured(row.value, palette.color(QPalette::Text));
      rows += QStringLiteral(
                  "<tr><td style=\"white-space:nowrap; padding-right:12px\">%1</td><td "
                  "style=\"white-space:nowrap; padding-right:12px\">%2</td><td>%3</td></tr>")
                  .arg(row.name.toHtmlEscaped(), coloured(row.tag, quiet), value);
    }
  }
  return QStringLiteral("<table width=\"100%\" cellspacing=0 cellpadding=1>%1</table>").arg(rows);
}

}  // namespace

SuvDialog::SuvDialog(Session& session, QWidget* parent)
    : QDialog(parent),
      session_(session),
      title_(new QLabel),
      evidence_(new QTextBrowser),
      form_(new SuvForm),
      preview_(new QLabel),
      apply_(new QPushButton(tr("&Apply"))),
      reset_(new QPushButton(tr("&Reset to the file's values"))) {
  setObjectName(QStringLiteral("suvDialog"));
  setWindowTitle(tr("SUV evidence"));
  resize(1080, 690);
  title_->setWordWrap(true);
  evidence_->setObjectName(QStringLiteral("evidence"));
  evidence_->setAccessibleName(tr("Evidence"));
  evidence_->setFrameShape(QFrame::NoFrame);
  evidence_->document()->setDocumentMargin(10);
  preview_->setObjectName(QStringLiteral("preview"));
  preview_->setWordWrap(true);
  preview_->setAlignment(Qt::AlignTop | Qt::AlignLeft);
  apply_->setObjectName(QStringLiteral("apply"));
  reset_->setObjectName(QStringLiteral("reset"));

  auto* side = new QWidget;
  side->setFixedWidth(kFormWidth);
  auto* sideLayout = new QVBoxLayout(side);
  sideLayout->setContentsMargins(14, 0, 0, 0);
  auto* heading = new QLabel(tr("<b>Corrections</b>"));
  heading->setTextFormat(Qt::RichText);
  preview_->setTextFormat(Qt::RichText);
  auto* note = new QLabel(tr("For this program alone; the DICOM files stay as they are."));
  note->setWordWrap(true);
  note->setForegroundRole(QPalette::PlaceholderText);
  sideLayout->addWidget(heading);
  sideLayout->addWidget(note);
  sideLayout->addSpacing(4);
  sideLayout->addWidget(form_);
  sideLayout->addWidget(preview_, 1);
  sideLayout->addWidget(apply_);
  sideLayout->addWidget(reset_);

  auto* middle = new QHBoxLayout;
  middle->addWidget(evidence_, 1);
  middle->addWidget(side);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
  QPushButton* copy = buttons->addButton(tr("&Copy"), QDialogButtonBox::ActionRole);
  copy->setObjectName(QStringLiteral("copy"));
  copy->setToolTip(tr("Copy the evidence as text with tabs"));
  for (QPushButton* button : {copy, apply_, reset_}) button->setAutoDefault(false);
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(title_);
  layout->addLayout(middle, 1);
  layout->addWidget(buttons);

  connect(copy, &QPushButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(plainText()); });
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  connect(form_, &SuvForm::edited, this, &SuvDialog::preview);
  connect(apply_, &QPushButton::clicked, this, &SuvDialog::apply);
  connect(reset_, &QPushButton::clicked, this, [this] {
    if (entry()) (void)session_.suv().edit(series_, {});
  });
  connect(&session_.suv(), &SuvSession::suvChanged, this, &SuvDialog::refresh);
  connect(&session_.openCase(), &OpenCase::studyChanged, this, [this] { showSeries(-1); });
  // The colours in the texts; what was typed into the form stays.
  whenColoursChange(*this, [this] {
    if (!entry()) return;
    const SuvEdit* edit = session_.suv().editOf(series_);
    evidence_->setHtml(
        html(suvEvidence(*session_.suv().scaleOf(series_), edit ? edit->byWhom() : QString()), palette()));
    preview();
  });
}

const SeriesEntry* SuvDialog::entry() const {
  if (!session_.openCase().study() || series_ < 0 ||
      series_ >= static_cast<int>(session_.openCase().study()->series.size()))
    return nullptr;
  const SeriesEntry& series = session_.openCase().study()->series[static_cast<std::size_t>(series_)];
  return series.suv ? &series : nullptr;
}

void SuvDialog::showSeries(int series) {
  series_ = series < 0 ? session_.images().shown().pet : series;
  refresh();
}

QString SuvDialog::plainText() const {
  const SuvScale* scale = entry() ? session_.suv().scaleOf(series_) : nullptr;
  if (!scale) return {};
  const SuvEdit* edit = session_.suv().editOf(series_);
  return title_->text() + QLatin1Char('\n') +
         suvEvidenceText(suvEvidence(*scale, edit ? edit->byWhom() : QString()));
}

void SuvDialog::refresh() {
  const SeriesEntry* series = entry();
  // Image files that are no DICOM state nothing that could be corrected.
  form_->setEnabled(series && series->petValues);
  reset_->setEnabled(series && session_.suv().editOf(series_));
  if (!series) {
    title_->setText(tr("No PET is shown."));
    evidence_->clear();
    preview_->clear();
    apply_->setEnabled(false);
    return;
  }
  const QString name = series->source.seriesDescription;
  const QString patient = series->source.patientId;
  title_->setTextFormat(Qt::PlainText);
  title_->setText(
      series->petValues
          ? tr("%1, series %2: %3").arg(patient).arg(series->number).arg(name.isEmpty() ? tr("PET") : name)
          : name);
  const SuvEdit* edit = session_.suv().editOf(series_);
  evidence_->setHtml(
      html(suvEvidence(*session_.suv().scaleOf(series_), edit ? edit->byWhom() : QString()), palette()));
  if (series->petValues) form_->setValues(*series->petValues, edit ? edit->overrides : SuvOverrides());
  preview();
}

void SuvDialog::preview() {
  const SeriesEntry* series = entry();
  if (!series || !series->petValues) {
    preview_->clear();
    apply_->setEnabled(false);
    return;
  }
  const auto warn = [this](const QString& text) {
    preview_->setText(coloured(text, attentionColour(palette())));
    apply_->setEnabled(false);
  };
  const Result<SuvOverrides> overrides = form_->overrides();
  if (!overrides) return warn(overrides.error().message);
  const SuvEdit* edit = session_.suv().editOf(series_);
  if (*overrides == (edit ? edit->overrides : SuvOverrides())) {
    preview_->clear();
    apply_->setEnabled(false);
    return;
  }
  const SuvScale scale = computeSuv(*series->petValues, *overrides);
  if (!scale.isValid() && !overrides->isEmpty()) return warn(scale.refused);
  apply_->setEnabled(true);
  QStringList lines;
  if (scale.factor) lines.append(tr("SUVbw = value × %1").arg(*scale.factor, 0, 'g', 8));
  const SuvScale& now = *session_.suv().scaleOf(series_);
  if (scale.factor && now.isValid() && now.factor)
    lines.append(tr("%1 × what is shown now").arg(*scale.factor / *now.factor, 0, 'g', 6));
  lines.append(scale.warnings);
  preview_->setText(
      lines.join(QLatin1Char('\n')).toHtmlEscaped().replace(QLatin1Char('\n'), QStringLiteral("<br>")));
}

void SuvDialog::apply() {
  const Result<SuvOverrides> overrides = form_->overrides();
  if (!overrides || !entry() || !entry()->petValues) return;
  if (const Result<void> done = session_.suv().edit(series_, *overrides); !done)
    preview_->setText(coloured(done.error().message, attentionColour(palette())));
}

}  // namespace uptake
