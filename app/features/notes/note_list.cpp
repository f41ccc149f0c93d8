#include "app/features/notes/note_list.h"

#include "app/shell/theme/icons.h"

#include <QHeaderView>
#include <QItemSelectionModel>
#include <QMenu>
#include <QTreeView>
#include <QVBoxLayout>

namespace uptake {

NoteList::NoteList(Session& session, QWidget* parent)
    : AnnotationList(parent),
      session_(session),
      notes_(session.openCase().document().part<NotesPart>()),
      model_(new NoteModel(session.openCase().toolContext(), this)),
      view_(new QTreeView) {
  view_->setModel(model_);
  view_->setObjectName(QStringLiteral("notes"));
  view_->setAccessibleName(tr("Notes"));
  view_->setProperty("handbookChapter", QStringLiteral("measure#notes"));
  view_->setRootIsDecorated(false);
  view_->setUniformRowHeights(true);
  view_->setContextMenuPolicy(Qt::CustomContextMenu);
  view_->setEditTriggers(QAbstractItemView::EditKeyPressed | QAbstractItemView::DoubleClicked);
  view_->header()->setStretchLastSection(false);
  view_->header()->setSectionResizeMode(NoteModel::kText, QHeaderView::Stretch);
  view_->header()->setSectionResizeMode(NoteModel::kPlace, QHeaderView::ResizeToContents);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(view_);
  setMinimumHeight(84);

  const auto showWhenFilled = [this] {
    setVisible(!isEmpty());
    markSelection();
    Q_EMIT changed();
  };
  connect(model_, &QAbstractItemModel::rowsInserted, this, showWhenFilled);
  connect(model_, &QAbstractItemModel::rowsRemoved, this, showWhenFilled);
  // By the arrow keys too: what Delete takes is the row that is marked.
  connect(view_->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
          [this](const QModelIndex& current) {
            if (view_->hasFocus() && current.isValid())
              session_.openCase().selection().setMark(model_->idAt(current));
          });
  connect(view_, &QTreeView::clicked, this, &NoteList::activate);
  connect(view_, &QTreeView::activated, this, &NoteList::activate);
  connect(view_, &QWidget::customContextMenuRequested, this, &NoteList::showMenu);
  connect(&session_.openCase().selection(), &Selection::changed, this, &NoteList::markSelection);
  showWhenFilled();
}

bool NoteList::hasCurrent() const {
  return session_.openCase().selection().mark<NoteId>() != NoteId::None;
}

void NoteList::removeCurrent() {
  NoteEditor(session_.openCase().toolContext()).remove(session_.openCase().selection().mark<NoteId>());
}

void NoteList::markSelection() {
  const QModelIndex current = model_->indexOf(session_.openCase().selection().mark<NoteId>());
  if (current.row() != view_->currentIndex().row() || !current.isValid()) view_->setCurrentIndex(current);
}

void NoteList::activate(const QModelIndex& index) {
  const Note* note = notes_.note(model_->idAt(index));
  if (!note) return;
  const Point position = note->position;
  const QString frame = note->frameOfReferenceUid;
  session_.openCase().selection().setMark(note->id);
  if (session_.openCase().document().isOnImages(frame)) {
    Q_EMIT goTo(position);
    return;
  }
  const int series = session_.openCase().seriesInFrame(frame);
  if (series >= 0)
    Q_EMIT goToSeries(series, position);
  else
    Q_EMIT said(tr("The images that this note was written on are not among the opened ones."));
}

void NoteList::showMenu(const QPoint& position) {
  const QModelIndex index = view_->indexAt(position);
  if (!index.isValid()) return;
  session_.openCase().selection().setMark(model_->idAt(index));
  QMenu menu;
  menu.addAction(tr("Change the text"), this,
                 [this, index] { view_->edit(index.siblingAtColumn(NoteModel::kText)); });
  menu.addSeparator();
  menu.addAction(lineIcon(QStringLiteral("remove")), tr("Remove"), this, &NoteList::removeCurrent);
  menu.exec(view_->viewport()->mapToGlobal(position));
}

}  // namespace uptake
