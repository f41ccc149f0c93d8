#include "app/features/studies/pairing_dialog.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace uptake {

PairingDialog::PairingDialog(const Session& session, QWidget* parent)
    : QDialog(parent), kernels_(new QPlainTextEdit) {
  setWindowTitle(tr("CT for the PET"));
  auto* rule = new QLabel(
      tr("Of the CTs in the PET's frame of reference, one that covers it is taken; thin slices before thick; "
         "then the convolution kernel that comes first below. \"*\" stands for any characters, \"?\" for "
         "one."));
  rule->setWordWrap(true);
  kernels_->setObjectName(QStringLiteral("kernels"));
  kernels_->setAccessibleName(tr("Convolution kernels, the most wanted first"));
  kernels_->setTabChangesFocus(true);
  kernels_->setPlainText(session.project().pairingPreferences().kernels.join(QLatin1Char('\n')));
  auto* present = new QLabel(kernelsOfStudy(session));
  present->setWordWrap(true);

  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel);
  const auto addPreset = [&](const QString& text, const QString& name, const QStringList& kernels) {
    QPushButton* button = buttons->addButton(text, QDialogButtonBox::ActionRole);
    button->setObjectName(name);
    connect(button, &QPushButton::clicked, this,
            [this, kernels] { kernels_->setPlainText(kernels.join(QLatin1Char('\n'))); });
  };
  addPreset(tr("Soft tissue first"), QStringLiteral("softTissueFirst"),
            PairingPreferences::softTissueFirst());
  addPreset(tr("Lung first"), QStringLiteral("lungFirst"), PairingPreferences::lungFirst());
  connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);

  auto* layout = new QVBoxLayout(this);
  layout->addWidget(rule);
  layout->addWidget(kernels_);
  layout->addWidget(present);
  layout->addWidget(buttons);
  resize(460, 520);
}

PairingPreferences PairingDialog::preferences() const {
  QStringList kernels;
  for (const QString& line : kernels_->toPlainText().split(QLatin1Char('\n')))
    if (const QString kernel = line.trimmed(); !kernel.isEmpty()) kernels.append(kernel);
  return {kernels};
}

QString PairingDialog::kernelsOfStudy(const Session& session) const {
  QStringList kernels;
  if (session.openCase().study())
    for (const SeriesEntry& series : session.openCase().study()->series)
      if (series.isVolume() && !series.convolutionKernel.isEmpty())
        kernels.append(tr("%1 (series %2)").arg(series.convolutionKernel).arg(series.number));
  return kernels.isEmpty() ? tr("The open study states no kernel.")
                           : tr("In the open study: %1").arg(kernels.join(QStringLiteral(", ")));
}

}  // namespace uptake
