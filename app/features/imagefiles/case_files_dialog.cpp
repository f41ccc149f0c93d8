#include "app/features/imagefiles/case_files_dialog.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

namespace uptake {

namespace {

enum FileColumn { kFileName, kFileRole, kFileUnit, kFileColumns };

QComboBox* comboOf(const QString& name, const QString& accessible,
                   const std::vector<std::pair<QString, int>>& choices, int chosen) {
  auto* combo = new QComboBox;
  combo->setObjectName(name);
  combo->setAccessibleName(accessible);
  for (const auto& [text, value] : choices) combo->addItem(text, value);
  combo->setCurrentIndex(combo->findData(chosen));
  return combo;
}

}  // namespace

CaseFilesDialog::CaseFilesDialog(std::vector<CaseFile> files, const QStringList& uncertain, QWidget* parent)
    : QDialog(parent),
      files_(std::move(files)),
      table_(new QTableWidget(static_cast<int>(files_.size()), kFileColumns)) {
  setObjectName(QStringLiteral("caseFiles"));
  setWindowTitle(tr("What the files are"));
  setProperty("handbookChapter", QStringLiteral("open#nifti-nnu-net-and-other-image-files"));
  auto* rule = new QLabel(
      tr("It holds for all cases of the folder, for the files that are named alike, and is remembered. The "
         "files stay as they are."));
  rule->setWordWrap(true);
  table_->setHorizontalHeaderLabels({tr("File"), tr("Is"), tr("Unit of a PET")});
  table_->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
  table_->horizontalHeader()->setSectionResizeMode(kFileName, QHeaderView::Stretch);
  table_->verticalHeader()->hide();
  table_->setSelectionMode(QAbstractItemView::NoSelection);
  table_->setTextElideMode(Qt::ElideLeft);
  for (int row = 0; row < static_cast<int>(files_.size()); ++row) addRow(row);
  enableUnits();
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel);
  QPushButton* reset = buttons->addButton(tr("&As their names say"), QDialogButtonBox::ResetRole);
  reset->setObjectName(QStringLiteral("reset"));
  connect(reset, &QPushButton::clicked, this, [this] {
    isReset_ = true;
    accept();
  });
  connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  auto* layout = new QVBoxLayout(this);
  if (!uncertain.isEmpty()) {
    auto* question =
        new QLabel(tr("Nothing says what this is: %1. It is shown in the numbers of its file until you "
                      "say so.")
                       .arg(uncertain.join(QStringLiteral(", "))));
    question->setObjectName(QStringLiteral("question"));
    question->setTextFormat(Qt::PlainText);
    question->setWordWrap(true);
    layout->addWidget(question);
  }
  layout->addWidget(rule);
  layout->addWidget(table_);
  layout->addWidget(buttons);
  resize(640, 320);
}

void CaseFilesDialog::addRow(int row) {
  const auto role = [](CaseFileRole each) { return static_cast<int>(each); };
  const auto unit = [](ImageUnit each) { return static_cast<int>(each); };
  const std::vector<std::pair<QString, int>> roles{
      {tr("CT"), role(CaseFileRole::Ct)},           {tr("PET"), role(CaseFileRole::Pet)},
      {tr("MR"), role(CaseFileRole::Mr)},           {tr("another image"), role(CaseFileRole::OtherImage)},
      {tr("a mask"), role(CaseFileRole::Mask)},     {tr("a prediction"), role(CaseFileRole::Prediction)},
      {tr("left out"), role(CaseFileRole::LeftOut)}};
  const std::vector<std::pair<QString, int>> units{{tr("not known"), unit(ImageUnit::Unknown)},
                                                   {tr("SUV by body weight"), unit(ImageUnit::SuvBodyWeight)},
                                                   {tr("Bq/ml"), unit(ImageUnit::BecquerelPerMillilitre)}};
  const CaseFile& file = files_[static_cast<std::size_t>(row)];
  auto* item = new QTableWidgetItem(file.name);
  item->setToolTip(tr("%1\nand all that are named %2").arg(file.name, file.kind));
  item->setFlags(Qt::ItemIsEnabled);
  table_->setItem(row, kFileName, item);
  roles_.push_back(comboOf(QStringLiteral("role%1").arg(row), tr("What %1 is").arg(file.name), roles,
                           static_cast<int>(file.what.role)));
  units_.push_back(comboOf(QStringLiteral("unit%1").arg(row), tr("Unit of %1").arg(file.name), units,
                           static_cast<int>(file.what.unit)));
  table_->setCellWidget(row, kFileRole, roles_.back());
  table_->setCellWidget(row, kFileUnit, units_.back());
  connect(roles_.back(), &QComboBox::currentIndexChanged, this, &CaseFilesDialog::enableUnits);
}

void CaseFilesDialog::enableUnits() {
  for (std::size_t row = 0; row < files_.size(); ++row)
    units_[row]->setEnabled(roles_[row]->currentData().toInt() == static_cast<int>(CaseFileRole::Pet));
}

StatedFiles CaseFilesDialog::stated(StatedFiles before) const {
  if (isReset_) return {};
  for (std::size_t row = 0; row < files_.size(); ++row) {
    const auto role = static_cast<CaseFileRole>(roles_[row]->currentData().toInt());
    const auto unit = role == CaseFileRole::Pet ? static_cast<ImageUnit>(units_[row]->currentData().toInt())
                                                : ImageUnit::Unknown;
    if (StatedFile{role, unit} != files_[row].what) before[files_[row].kind] = {role, unit};
  }
  return before;
}

}  // namespace uptake
