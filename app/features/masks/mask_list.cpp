#include "app/features/masks/mask_list.h"

#include "annotation/commands/new_lesion.h"
#include "app/shell/panels/annotation_panel.h"
#include "app/shell/theme/icons.h"

#include <QEvent>
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>

namespace uptake {

namespace {

constexpr int kIconSize = 16;
constexpr int kIconColumn = 26;

/// The eye and the lock: faint while things are as usual, so that what is hidden or locked stands out.
class StateDelegate : public QStyledItemDelegate {
 public:
  using QStyledItemDelegate::QStyledItemDelegate;

  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
    QStyledItemDelegate::paint(painter, option, index);
    const bool unusual = index.data(MaskModel::kUnusualRole).toBool();
    const bool hovered = (option.state & QStyle::State_MouseOver) != 0;
    const bool isEye = index.column() == MaskModel::kShown;
    if (!isEye && !unusual && !hovered) return;
    QRect rect(0, 0, kIconSize, kIconSize);
    rect.moveCenter(option.rect.center());
    painter->save();
    painter->setOpacity(unusual ? 1.0 : hovered ? 0.7 : 0.35);
    lineIcon(isEye ? (unusual ? QStringLiteral("hidden") : QStringLiteral("shown"))
                   : (unusual ? QStringLiteral("locked") : QStringLiteral("unlocked")))
        .paint(painter, rect);
    painter->restore();
  }
};

}  // namespace

MaskList::MaskList(Session& session, QWidget* parent)
    : AnnotationList(parent),
      session_(session),
      editor_(session.openCase().toolContext()),
      model_(new MaskModel(session.openCase().toolContext(), this)),
      view_(new QTreeView) {
  view_->setModel(model_);
  view_->setObjectName(QStringLiteral("masks"));
  view_->setAccessibleName(tr("Masks and lesions"));
  view_->setIndentation(12);
  view_->setUniformRowHeights(true);
  view_->setMouseTracking(true);
  view_->setContextMenuPolicy(Qt::CustomContextMenu);
  view_->setEditTriggers(QAbstractItemView::EditKeyPressed | QAbstractItemView::DoubleClicked);
  QHeaderView* header = view_->header();
  header->setStretchLastSection(false);
  header->setMinimumSectionSize(kIconColumn);
  header->setSectionResizeMode(MaskModel::kName, QHeaderView::Stretch);
  header->setSectionResizeMode(MaskModel::kWhere, QHeaderView::ResizeToContents);
  for (const int column : {MaskModel::kShown, MaskModel::kLocked}) {
    header->setSectionResizeMode(column, QHeaderView::Fixed);
    header->resizeSection(column, kIconColumn);
    view_->setItemDelegateForColumn(column, new StateDelegate(view_));
  }
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(view_);

  const auto showWhenFilled = [this] {
    setVisible(model_->rowCount() > 0);
    view_->expandAll();
    markSelection();
    Q_EMIT changed();
  };
  connect(model_, &QAbstractItemModel::rowsInserted, this, showWhenFilled);
  connect(model_, &QAbstractItemModel::rowsRemoved, this, showWhenFilled);
  connect(&session_.openCase().selection(), &Selection::changed, this, [this] {
    markSelection();
    noteLesion();
  });
  connect(view_->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
          [this](const QModelIndex& now) {
            // By the arrow keys too: what a key or menu acts upon is the row that is marked.
            const LesionRef lesion = model_->at(now);
            if (view_->hasFocus() && lesion.number != 0)
              session_.openCase().selection().setSegment(lesion.mask, lesion.number);
            Q_EMIT changed();
          });
  connect(view_, &QTreeView::clicked, this, [this](const QModelIndex& index) {
    if (index.column() == MaskModel::kShown || index.column() == MaskModel::kLocked)
      model_->toggle(index);
    else
      activate(model_->at(index));
  });
  connect(view_, &QTreeView::activated, this, [this](const QModelIndex& index) {
    if (index.column() < MaskModel::kShown) activate(model_->at(index));
  });
  connect(view_, &QWidget::customContextMenuRequested, this, &MaskList::showMenu);
  view_->installEventFilter(this);
  showWhenFilled();
}

bool MaskList::eventFilter(QObject* watched, QEvent* event) {
  if (watched == view_ && event->type() == QEvent::KeyPress &&
      static_cast<QKeyEvent*>(event)->key() == Qt::Key_Space && view_->currentIndex().isValid()) {
    model_->toggle(view_->currentIndex().siblingAtColumn(MaskModel::kShown));
    return true;
  }
  return QWidget::eventFilter(watched, event);
}

void MaskList::setMenus(QMenu* lesionMenu, QMenu* maskMenu) {
  lesionMenu_ = lesionMenu;
  maskMenu_ = maskMenu;
}

/// The row that is marked; nothing while a box is selected.
LesionRef MaskList::current() const {
  return model_->at(view_->currentIndex());
}

/// All lesions in the order of the list.
std::vector<LesionRef> MaskList::lesions() const {
  std::vector<LesionRef> result;
  for (const auto& mask : session_.openCase().document().masks())
    for (const Segment& segment : mask->segments) result.push_back({mask->id, segment.number});
  return result;
}

/// The middle of a lesion's extent; nothing when it has no voxels.
std::optional<Point> MaskList::centreOf(LesionRef lesion) const {
  const MaskLayer* mask = session_.openCase().document().mask(lesion.mask);
  if (!mask) return std::nullopt;
  if (mask->source.isTable) return std::nullopt;  // its middle would lie on some other image
  const IndexBox extent = mask->labels.extent(lesion.number);
  if (extent.isEmpty()) return std::nullopt;
  return mask->labels.grid().toPatient((extent.first + extent.last).cast<double>() / 2.0);
}

void MaskList::activate(LesionRef lesion) {
  const MaskLayer* mask = session_.openCase().document().mask(lesion.mask);
  if (!mask) return;
  Selection& selection = session_.openCase().selection();
  selection.clearMarks();
  if (lesion.number == 0) {
    if (selection.mask() != mask->id)
      selection.setSegment(mask->id, mask->segments.empty() ? Label{0} : mask->segments.front().number);
    view_->setCurrentIndex(model_->indexOf(lesion));
    return;
  }
  selection.setSegment(lesion.mask, lesion.number);
  view_->setCurrentIndex(model_->indexOf(lesion));
  if (const auto position = centreOf(lesion)) Q_EMIT goTo(*position);
}

void MaskList::markSelection() {
  const Selection& selection = session_.openCase().selection();
  const LesionRef selected{selection.mask(), selection.segment()};
  QModelIndex wanted;
  if (selection.box() == BoxId::None) {
    // A mask's own row stays marked as long as the mask is the selected one.
    const LesionRef marked = current();
    const bool maskIsMarked =
        marked.number == 0 && marked.mask != MaskId::None && marked.mask == selected.mask;
    wanted = model_->indexOf(maskIsMarked ? marked : selected);
  }
  if (!wanted.isValid() || wanted.row() != view_->currentIndex().row() ||
      wanted.parent() != view_->currentIndex().parent())
    view_->setCurrentIndex(wanted);
}

void MaskList::removeCurrent() {
  const LesionRef lesion = current();
  const MaskLayer* mask = session_.openCase().document().mask(lesion.mask);
  if (!mask) return;
  const QString locked = mask->locks.all                ? mask->name
                         : mask->segment(lesion.number) ? mask->segment(lesion.number)->label
                                                        : QString();
  if (mask->locks.all || (lesion.number != 0 && !mask->locks.allows(lesion.number))) {
    Q_EMIT said(tr("%1 is locked.").arg(locked));
    return;
  }
  if (lesion.number != 0) return editor_.removeSegment(lesion.mask, lesion.number);
  if (mask->source.isTable) {
    Q_EMIT said(tr("The mask of a table of slices stays; its lesions can be removed."));
    return;
  }
  if (!mask->provenance.predecessorUid.isEmpty())
    Q_EMIT said(
        tr("\"%1\" came with the opened folder, which is never changed: it is listed again when the study "
           "is opened anew.")
            .arg(mask->name));
  editor_.removeMask(mask->id);
}

bool MaskList::isEmpty() const {
  return session_.openCase().document().masks().empty();
}

bool MaskList::hasCurrent() const {
  return current().mask != MaskId::None;
}

int MaskList::lesionCount() const {
  return static_cast<int>(lesions().size());
}

int MaskList::lastLesion() const {
  const std::vector<LesionRef> all = lesions();
  const auto found = std::ranges::find(all, last_);
  return found == all.end() ? -1 : static_cast<int>(found - all.begin());
}

void MaskList::goToLesion(int position) {
  activate(lesions()[static_cast<std::size_t>(position)]);
}

void MaskList::noteLesion() {
  const LesionRef lesion{session_.openCase().selection().mask(), session_.openCase().selection().segment()};
  const bool isAnother = !(lesion == last_);
  last_ = lesion;
  if (isAnother && session_.openCase().selection().box() == BoxId::None) Q_EMIT lesionSelected();
}

void MaskList::addMask(bool onPet) {
  const auto& image = onPet ? session_.openCase().document().pet() : session_.openCase().document().ct();
  if (!image) return;
  const QString name = newMaskName(session_.openCase().document(), onPet ? ImageKind::Pet : ImageKind::Ct);
  const Result<MaskId> added = editor_.addMask(name, *image);
  if (!added) Q_EMIT said(added.error().text());
}

void MaskList::addLesion() {
  if (session_.openCase().document().mask(session_.openCase().selection().mask()))
    editor_.addSegment(session_.openCase().selection().mask());
}

QToolButton* MaskList::makeMaskButton() {
  QToolButton* button = annotationButton(QStringLiteral("add"), tr("Mask"), tr("Add a mask"));
  button->setPopupMode(QToolButton::InstantPopup);
  auto* menu = new QMenu(button);
  QAction* onPet = menu->addAction(tr("On the PET grid"), this, [this] { addMask(true); });
  QAction* onCt = menu->addAction(tr("On the CT grid"), this, [this] { addMask(false); });
  connect(menu, &QMenu::aboutToShow, this, [this, onPet, onCt] {
    onPet->setEnabled(session_.openCase().document().pet() != nullptr);
    onCt->setEnabled(session_.openCase().document().ct() != nullptr);
  });
  button->setMenu(menu);
  const auto enable = [this, button] {
    const CaseDocument& document = session_.openCase().document();
    button->setEnabled((document.ct() || document.pet()) && !session_.openCase().sliceTable());
  };
  connect(&session_.openCase().document(), &CaseDocument::imagesChanged, button, enable);
  enable();
  return button;
}

QToolButton* MaskList::makeLesionButton() {
  QToolButton* button =
      annotationButton(QStringLiteral("add"), tr("Lesion"), tr("Add a lesion to the selected mask"));
  connect(button, &QToolButton::clicked, this, &MaskList::addLesion);
  const auto enable = [this, button] {
    button->setEnabled(session_.openCase().document().mask(session_.openCase().selection().mask()) !=
                       nullptr);
  };
  connect(&session_.openCase().selection(), &Selection::changed, button, enable);
  connect(&session_.openCase().document(), &CaseDocument::masksChanged, button, enable);
  enable();
  return button;
}

void MaskList::showMenu(const QPoint& position) {
  const QModelIndex index = view_->indexAt(position);
  const LesionRef lesion = model_->at(index);
  if (lesion.mask == MaskId::None) return;
  view_->setCurrentIndex(index.siblingAtColumn(MaskModel::kName));
  Selection& selection = session_.openCase().selection();
  selection.clearMarks();
  if (lesion.number != 0)
    selection.setSegment(lesion.mask, lesion.number);
  else if (const MaskLayer* mask = session_.openCase().document().mask(lesion.mask);
           mask && selection.mask() != mask->id)
    selection.setSegment(mask->id, mask->segments.empty() ? Label{0} : mask->segments.front().number);
  QMenu menu;
  menu.addAction(
      tr("Rename"), this,
      [this, name = QPersistentModelIndex(index.siblingAtColumn(MaskModel::kName))] { view_->edit(name); });
  menu.addAction(lineIcon(QStringLiteral("remove")), tr("Remove"), this, &MaskList::removeCurrent);
  menu.addSeparator();
  if (const QMenu* more = lesion.number != 0 ? lesionMenu_ : maskMenu_) menu.addActions(more->actions());
  menu.exec(view_->viewport()->mapToGlobal(position));
}

}  // namespace uptake
