#include "app/features/boxes/class_scheme_dialog.h"

#include "io/store/label_scheme_file.h"

#include <QColorDialog>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QInputDialog>
#include <QLabel>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace uptake {

namespace {

enum ClassColumn { kClassName, kFullName, kColour, kKey, kCode, kMeaning, kClassColumns };

QString fileFilter() {
  return ClassSchemeDialog::tr("Class schemes (*.json)");
}

Rgb rgbOf(const QColor& colour) {
  return {static_cast<std::uint8_t>(colour.red()), static_cast<std::uint8_t>(colour.green()),
          static_cast<std::uint8_t>(colour.blue())};
}

QPushButton* makeButton(const QString& text, const char* name) {
  auto* button = new QPushButton(text);
  button->setObjectName(QLatin1String(name));
  button->setAutoDefault(false);
  return button;
}

}  // namespace

ClassSchemeDialog::ClassSchemeDialog(ClassSchemes& schemes, QWidget* parent)
    : QDialog(parent),
      schemes_(schemes),
      chosen_(new QComboBox),
      table_(new QTableWidget(0, kClassColumns)),
      message_(new QLabel),
      rename_(makeButton(tr("Re&name…"), "rename")),
      removeScheme_(makeButton(tr("&Delete"), "removeScheme")),
      addClass_(makeButton(tr("&Add class"), "addClass")),
      removeClass_(makeButton(tr("&Remove class"), "removeClass")),
      export_(makeButton(tr("E&xport…"), "export")) {
  setWindowTitle(tr("Class schemes"));
  resize(760, 420);
  for (const LabelScheme& scheme : schemes_.all())
    drafts_.push_back({scheme.name(), scheme.classes(), ClassSchemes::isSupplied(scheme.name())});
  message_->setTextFormat(Qt::RichText);
  chosen_->setObjectName(QStringLiteral("scheme"));
  chosen_->setAccessibleName(tr("Class scheme"));
  table_->setObjectName(QStringLiteral("classes"));
  table_->setHorizontalHeaderLabels({tr("Name in files"), tr("Full name"), tr("Colour"), tr("Key"),
                                     tr("SNOMED CT code"), tr("Its meaning")});
  table_->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
  table_->horizontalHeader()->setSectionResizeMode(kFullName, QHeaderView::Stretch);
  table_->horizontalHeader()->setSectionResizeMode(kMeaning, QHeaderView::Stretch);
  table_->verticalHeader()->hide();
  table_->setSelectionBehavior(QAbstractItemView::SelectRows);
  message_->setWordWrap(true);
  message_->setObjectName(QStringLiteral("message"));

  QPushButton* copy = makeButton(tr("&Copy"), "copy");
  copy->setToolTip(tr("A scheme of your own that begins as this one"));
  QPushButton* import = makeButton(tr("&Import…"), "import");
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel);
  ok_ = buttons->button(QDialogButtonBox::Ok);
  connect(buttons, &QDialogButtonBox::accepted, this, &ClassSchemeDialog::accept);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  connect(chosen_, &QComboBox::activated, this, [this](int position) {
    takeTable();
    shown_ = static_cast<std::size_t>(position);
    showDraft();
  });
  connect(copy, &QPushButton::clicked, this, &ClassSchemeDialog::copyDraft);
  connect(removeScheme_, &QPushButton::clicked, this, &ClassSchemeDialog::removeDraft);
  connect(rename_, &QPushButton::clicked, this, [this] {
    bool isMeant = false;
    const QString name = QInputDialog::getText(this, windowTitle(), tr("Name of the scheme"),
                                               QLineEdit::Normal, drafts_[shown_].name, &isMeant)
                             .trimmed();
    if (!isMeant || name.isEmpty() || name == drafts_[shown_].name) return;
    takeTable();
    drafts_[shown_].name = freeName(name);
    showDraft();
  });
  connect(import, &QPushButton::clicked, this, [this] {
    const QString file = QFileDialog::getOpenFileName(this, tr("Import class scheme"), {}, fileFilter());
    if (!file.isEmpty()) importFrom(file);
  });
  connect(export_, &QPushButton::clicked, this, [this] {
    QString file = QFileDialog::getSaveFileName(this, tr("Export class scheme"),
                                                drafts_[shown_].name + QStringLiteral(".json"), fileFilter());
    if (!file.isEmpty()) exportTo(file);
  });
  connect(addClass_, &QPushButton::clicked, this, [this] {
    addRow({{}, {}, lesionColour(table_->rowCount() + 1), {}, {}});
    table_->setCurrentCell(table_->rowCount() - 1, kClassName);
    table_->editItem(table_->item(table_->rowCount() - 1, kClassName));
    check();
  });
  connect(removeClass_, &QPushButton::clicked, this, [this] {
    table_->removeRow(table_->currentRow());
    check();
  });
  connect(table_, &QTableWidget::cellChanged, this, &ClassSchemeDialog::check);
  connect(table_, &QTableWidget::currentCellChanged, this, &ClassSchemeDialog::check);
  connect(table_, &QTableWidget::cellActivated, this, [this](int row, int column) {
    if (column == kColour) chooseColour(row);
  });

  auto* top = new QHBoxLayout;
  top->addWidget(chosen_, 1);
  for (QPushButton* each : {copy, rename_, removeScheme_, import, export_}) top->addWidget(each);
  auto* side = new QHBoxLayout;
  side->addWidget(addClass_);
  side->addWidget(removeClass_);
  side->addStretch();
  auto* layout = new QVBoxLayout(this);
  layout->addLayout(top);
  layout->addWidget(table_);
  layout->addLayout(side);
  layout->addWidget(message_);
  layout->addWidget(buttons);
  const auto current = std::ranges::find(drafts_, schemes_.current().name(), &Draft::name);
  shown_ = static_cast<std::size_t>(current - drafts_.begin());
  showDraft();
}

void ClassSchemeDialog::showDraft() {
  const Draft& draft = drafts_[shown_];
  chosen_->clear();
  for (const Draft& each : drafts_) chosen_->addItem(each.name);
  chosen_->setCurrentIndex(static_cast<int>(shown_));
  table_->setRowCount(0);
  for (const LabelClass& each : draft.classes) addRow(each);
  table_->setEditTriggers(draft.supplied
                              ? QAbstractItemView::NoEditTriggers
                              : QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed |
                                    QAbstractItemView::AnyKeyPressed);
  for (QPushButton* each : {rename_, removeScheme_, addClass_}) each->setEnabled(!draft.supplied);
  check();
}

void ClassSchemeDialog::addRow(const LabelClass& each) {
  const QSignalBlocker blocker(table_);
  const int row = table_->rowCount();
  table_->insertRow(row);
  table_->setItem(row, kClassName, new QTableWidgetItem(each.name));
  table_->setItem(row, kFullName, new QTableWidgetItem(each.fullName));
  table_->setItem(row, kKey, new QTableWidgetItem(each.key));
  table_->setItem(row, kCode, new QTableWidgetItem(each.code.value));
  table_->setItem(row, kMeaning, new QTableWidgetItem(each.code.meaning));
  auto* colour = new QTableWidgetItem;
  colour->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable);
  colour->setBackground(QColor(each.colour.red, each.colour.green, each.colour.blue));
  colour->setToolTip(tr("Double click to change the colour"));
  table_->setItem(row, kColour, colour);
}

/// What the table says becomes the draft.
void ClassSchemeDialog::takeTable() {
  Draft& draft = drafts_[shown_];
  if (draft.supplied) return;
  draft.classes.clear();
  const auto text = [this](int row, int column) { return table_->item(row, column)->text().trimmed(); };
  for (int row = 0; row < table_->rowCount(); ++row) {
    LabelClass each{text(row, kClassName),
                    text(row, kFullName),
                    rgbOf(table_->item(row, kColour)->background().color()),
                    text(row, kKey),
                    {}};
    if (const QString code = text(row, kCode); !code.isEmpty())
      each.code = {code, QStringLiteral("SCT"), text(row, kMeaning)};
    draft.classes.push_back(std::move(each));
  }
}

void ClassSchemeDialog::chooseColour(int row) {
  if (drafts_[shown_].supplied) return;
  QTableWidgetItem* item = table_->item(row, kColour);
  const QColor colour = QColorDialog::getColor(item->background().color(), this, tr("Class colour"));
  if (colour.isValid()) item->setBackground(colour);
}

void ClassSchemeDialog::check() {
  takeTable();
  QString reason;
  for (const Draft& draft : drafts_)
    if (const auto scheme = LabelScheme::create(draft.name, draft.classes); !scheme && reason.isEmpty())
      reason = scheme.error().message;
  if (reason.isEmpty())
    reason = drafts_[shown_].supplied
                 ? tr("This scheme came with the program: copy it to change it.")
                 : tr("The key is pressed after C for a box, after Shift+C for its lesion. Boxes of classes "
                      "that a scheme does not know stay as they are.");
  else
    reason = QStringLiteral("<b>%1</b>").arg(reason.toHtmlEscaped());
  message_->setText(reason);
  const bool isValid = !reason.startsWith(QLatin1Char('<'));
  ok_->setEnabled(isValid);
  export_->setEnabled(isValid);
  removeClass_->setEnabled(!drafts_[shown_].supplied && table_->currentRow() >= 0);
}

QString ClassSchemeDialog::freeName(const QString& base) const {
  QString name = base;
  const auto isTaken = [this](const QString& wanted) {
    return std::ranges::find(drafts_, wanted, &Draft::name) != drafts_.end();
  };
  for (int number = 2; isTaken(name); ++number) name = QStringLiteral("%1 %2").arg(base).arg(number);
  return name;
}

void ClassSchemeDialog::copyDraft() {
  takeTable();
  Draft copy = drafts_[shown_];
  copy.name = freeName(tr("%1 (yours)").arg(copy.name));
  copy.supplied = false;
  drafts_.push_back(std::move(copy));
  shown_ = drafts_.size() - 1;
  showDraft();
}

void ClassSchemeDialog::removeDraft() {
  drafts_.erase(drafts_.begin() + static_cast<std::ptrdiff_t>(shown_));
  shown_ = 0;
  showDraft();
}

void ClassSchemeDialog::importFrom(const QString& file) {
  const Result<LabelScheme> scheme = readLabelScheme(file);
  if (!scheme) {
    message_->setText(QStringLiteral("<b>%1</b>").arg(scheme.error().text().toHtmlEscaped()));
    return;
  }
  takeTable();
  drafts_.push_back({freeName(scheme->name()), scheme->classes(), false});
  shown_ = drafts_.size() - 1;
  showDraft();
}

void ClassSchemeDialog::exportTo(const QString& file) {
  const Draft& draft = drafts_[shown_];
  const Result<LabelScheme> scheme = LabelScheme::create(draft.name, draft.classes);
  if (!scheme) return;  // the message says why
  const Result<void> written = writeLabelScheme(file, *scheme);
  message_->setText(written ? tr("Written: %1").arg(file.toHtmlEscaped())
                            : QStringLiteral("<b>%1</b>").arg(written.error().text().toHtmlEscaped()));
}

void ClassSchemeDialog::accept() {
  takeTable();
  std::vector<LabelScheme> own;
  for (const Draft& draft : drafts_)
    if (auto scheme = LabelScheme::create(draft.name, draft.classes)) own.push_back(scheme.take());
  schemes_.set(own, drafts_[shown_].name);
  QDialog::accept();
}

}  // namespace uptake
