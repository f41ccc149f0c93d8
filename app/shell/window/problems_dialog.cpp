#include "app/shell/window/problems_dialog.h"

#include <QClipboard>
#include <QDialogButtonBox>
#include <QGuiApplication>
#include <QHeaderView>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace uptake {

ProblemsDialog::ProblemsDialog(const std::vector<FileProblem>& problems, QWidget* parent) : QDialog(parent) {
  setWindowTitle(tr("Problems"));
  resize(820, 420);
  auto* tree = new QTreeWidget;
  tree->setHeaderLabels({tr("File"), tr("Reason")});
  tree->setRootIsDecorated(false);
  tree->setWordWrap(true);
  tree->setTextElideMode(Qt::ElideLeft);
  QString text;
  for (const FileProblem& problem : problems) {
    auto* item = new QTreeWidgetItem(tree, {problem.file, problem.reason});
    item->setToolTip(0, problem.file);
    item->setToolTip(1, problem.reason);
    text += problem.file + QLatin1Char('\t') + problem.reason + QLatin1Char('\n');
  }
  tree->header()->resizeSection(0, 300);

  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
  QPushButton* copy = buttons->addButton(tr("Copy"), QDialogButtonBox::ActionRole);
  connect(copy, &QPushButton::clicked, this, [text] { QGuiApplication::clipboard()->setText(text); });
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(tree);
  layout->addWidget(buttons);
}

}  // namespace uptake
