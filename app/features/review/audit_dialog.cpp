#include "app/features/review/audit_dialog.h"

#include "app/session/review/review_controller.h"
#include "app/session/review/review_texts.h"
#include "core/identity/image_key.h"
#include "io/store/study_record.h"

#include <QAbstractTableModel>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QMessageBox>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>
#include <map>

namespace uptake {

namespace {

enum AuditColumn { kTime, kReader, kAct, kPatient, kLesion, kComment, kAuditColumns };

class AuditModel : public QAbstractTableModel {
 public:
  using QAbstractTableModel::QAbstractTableModel;

  void set(AuditReport report) {
    beginResetModel();
    report_ = std::move(report);
    withdrawn_ = withdrawnLines(report_.events);
    endResetModel();
  }

  int rowCount(const QModelIndex& parent = {}) const override {
    return parent.isValid() ? 0 : static_cast<int>(report_.events.size());
  }
  int columnCount(const QModelIndex& parent = {}) const override {
    return parent.isValid() ? 0 : kAuditColumns;
  }

  QVariant data(const QModelIndex& index, int role) const override {
    // The latest first.
    const std::size_t n = report_.events.size() - 1 - static_cast<std::size_t>(index.row());
    const ReviewEvent& event = report_.events[n];
    if (role == Qt::FontRole && withdrawn_[n]) {
      QFont font;
      font.setStrikeOut(true);
      return font;
    }
    if (role == Qt::ToolTipRole && index.column() == kPatient) return shownId(event.studyInstanceUid);
    if (role == Qt::ToolTipRole && index.column() == kTime) return event.time.toString(Qt::ISODateWithMs);
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole) return {};
    switch (index.column()) {
      case kTime:
        return QLocale().toString(event.time.toLocalTime(), QLocale::ShortFormat);
      case kReader:
        return event.reader;
      case kAct:
        return actText(event.act, event.own);
      case kPatient:
        return event.patientId.isEmpty() ? imageKeyName(event.studyInstanceUid) : event.patientId;
      case kLesion:
        if (event.lesion) return event.lesion->name;
        return event.lesions ? AuditDialog::tr("%n lesion(s)", nullptr, *event.lesions) : QString();
      default:
        if (event.rule)
          return event.rule->blind
                     ? AuditDialog::tr("%n verification(s), blind", nullptr, event.rule->verifications)
                     : AuditDialog::tr("%n verification(s)", nullptr, event.rule->verifications);
        return role == Qt::ToolTipRole ? event.comment : event.comment.simplified();
    }
  }

  QVariant headerData(int section, Qt::Orientation orientation, int role) const override {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    const QString names[kAuditColumns] = {AuditDialog::tr("When"),    AuditDialog::tr("Who"),
                                          AuditDialog::tr("What"),    AuditDialog::tr("Patient"),
                                          AuditDialog::tr("Lesions"), AuditDialog::tr("Comment")};
    return names[section];
  }

 private:
  AuditReport report_;
  std::vector<bool> withdrawn_;
};

}  // namespace

AuditDialog::AuditDialog(Session& session, ReviewController& review, QWidget* parent)
    : QDialog(parent), session_(session), review_(review), table_(new QTreeView), filter_(new QLineEdit) {
  setObjectName(QStringLiteral("auditDialog"));
  setWindowTitle(tr("Who did what"));
  auto* model = new AuditModel(this);
  auto* order = new QSortFilterProxyModel(this);
  order->setSourceModel(model);
  order->setFilterKeyColumn(-1);
  order->setFilterCaseSensitivity(Qt::CaseInsensitive);
  table_->setModel(order);
  table_->setObjectName(QStringLiteral("auditTable"));
  table_->setAccessibleName(windowTitle());
  table_->setRootIsDecorated(false);
  table_->setUniformRowHeights(true);
  table_->header()->setStretchLastSection(true);
  const std::pair<int, int> widths[] = {
      {kTime, 140}, {kReader, 130}, {kAct, 100}, {kPatient, 150}, {kLesion, 120}};
  for (const auto& [column, width] : widths) table_->header()->resizeSection(column, width);
  filter_->setPlaceholderText(tr("Filter"));
  filter_->setAccessibleName(tr("Filter"));
  filter_->setClearButtonEnabled(true);
  connect(filter_, &QLineEdit::textChanged, order, &QSortFilterProxyModel::setFilterFixedString);
  auto* problems = new QLabel;
  problems->setWordWrap(true);
  problems->setTextFormat(Qt::PlainText);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
  QPushButton* save = buttons->addButton(tr("&Export…"), QDialogButtonBox::ActionRole);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  connect(save, &QPushButton::clicked, this, [this] {
    const QString start =
        QFileInfo(session_.annotations().projectFolder().path()).dir().filePath(QStringLiteral("audit.csv"));
    const QString file = QFileDialog::getSaveFileName(this, tr("Export who did what"), start,
                                                      QStringLiteral("CSV (*.csv);;JSON (*.json)"));
    if (file.isEmpty()) return;
    if (const Result<void> written = exportTo(file); !written)
      QMessageBox::warning(this, windowTitle(), written.error().text());
  });
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(filter_);
  layout->addWidget(table_, 1);
  layout->addWidget(problems);
  layout->addWidget(buttons);
  resize(860, 460);
  const auto fill = [this, model, problems] {
    const AuditReport now = report();
    problems->setVisible(!now.problems.empty());
    if (!now.problems.empty())
      problems->setText(
          tr("%n line(s) of the record do not count. %1", nullptr, static_cast<int>(now.problems.size()))
              .arg(now.problems.front().file + QStringLiteral(": ") + now.problems.front().reason));
    model->set(now);
  };
  connect(&review_, &ReviewController::changed, this, fill);
  connect(&session_.openCase(), &OpenCase::studyOpened, this, fill);
  fill();
}

AuditReport AuditDialog::report() const {
  AuditReport report;
  report.project = session_.annotations().projectFolder().path();
  report.rule = review_.rule();
  report.problems = review_.problems();
  std::map<std::pair<QString, QString>, bool> shown;
  for (const ReviewEvent& event : review_.history()) {
    const auto key = std::pair(event.patientId, event.studyInstanceUid);
    const bool isOwn = readerKey(event.reader) == readerKey(review_.reader());
    if (!event.studyInstanceUid.isEmpty() && !shown.contains(key))
      shown[key] = !review_.isHidden({event.patientId, event.studyInstanceUid});
    if (event.studyInstanceUid.isEmpty() || shown[key] || isOwn) report.events.push_back(event);
  }
  for (const auto& [key, isShown] : shown)
    if (isShown) report.cases.push_back({key.first, key.second, review_.reviewOf({key.first, key.second})});
  return report;
}

Result<void> AuditDialog::exportTo(const QString& file) const {
  if (AnnotationFolder(QFileInfo(file).absoluteFilePath()).isInside(session_.project().index().roots))
    return Error{ErrorKind::Inconsistent, tr("The opened folder is never written to. Choose another one."),
                 file};
  const bool json = file.endsWith(QLatin1String(".json"), Qt::CaseInsensitive);
  return writeWholeFile(file, json ? auditJson(report()) : auditCsv(report()));
}

}  // namespace uptake
