#include "app/features/compare/box_comparison.h"

#include "annotation/case_editor.h"
#include "annotation/commands/box_edit.h"
#include "app/session/session.h"

#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <map>

namespace uptake {

BoxComparisonModel::BoxComparisonModel(const CaseDocument& document, QObject* parent)
    : QAbstractTableModel(parent), document_(document) {
  connect(&document, &CaseDocument::predictedBoxesChanged, this, &BoxComparisonModel::update);
  connect(&document, &CaseDocument::boxesChanged, this, [this] {
    if (!document_.predictedBoxes().empty()) update();
  });
}

void BoxComparisonModel::update() {
  beginResetModel();
  images_.clear();
  readerOf_.clear();
  readers_.clear();
  agreement_ = {};
  std::map<QString, std::map<QString, BoxesOfImage>> byReader;
  for (const ScoredBox& box : document_.predictedBoxes())
    byReader[box.reader][box.box.sopInstanceUid].predicted.push_back(box);
  std::vector<std::pair<QString, BoxesOfImage>> images;
  for (auto& [reader, byImage] : byReader) {
    if (!reader.isEmpty()) readers_.append(reader);
    for (const auto& [id, box] : document_.boxes()) byImage[box.sopInstanceUid].truth.push_back(box);
    for (auto& [image, boxes] : byImage) {
      boxes.image = image;
      images.emplace_back(reader, std::move(boxes));
    }
  }
  // As people go through the images.
  const ImageStacks& stacks = document_.imageStacks();
  std::ranges::stable_sort(images, {}, [&](const auto& image) {
    const auto place = stacks.find(image.second.image);
    return place ? std::pair(place->stack, place->slice) : std::pair(1'000'000, 0);
  });
  for (auto& [reader, boxes] : images) {
    readerOf_.push_back(reader);
    images_.push_back(std::move(boxes));
  }
  agreement_ = compareBoxes(images_, kThreshold);
  endResetModel();
}

const Box& BoxComparisonModel::boxAt(int row) const {
  const BoxMatch& match = agreement_.matches[static_cast<std::size_t>(row)];
  const BoxesOfImage& image = images_[static_cast<std::size_t>(match.image)];
  const bool isTrue = match.fate == BoxFate::Detected || match.predicted < 0;
  return isTrue ? image.truth[static_cast<std::size_t>(match.truth)]
                : image.predicted[static_cast<std::size_t>(match.predicted)].box;
}

const Box* BoxComparisonModel::predictedAt(int row) const {
  const BoxMatch& match = agreement_.matches[static_cast<std::size_t>(row)];
  if (match.predicted < 0) return nullptr;
  return &images_[static_cast<std::size_t>(match.image)]
              .predicted[static_cast<std::size_t>(match.predicted)]
              .box;
}

const QString& BoxComparisonModel::readerAt(int row) const {
  return readerOf_[static_cast<std::size_t>(agreement_.matches[static_cast<std::size_t>(row)].image)];
}

int BoxComparisonModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(agreement_.matches.size());
}

int BoxComparisonModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : kColumns;
}

QVariant BoxComparisonModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  if (role == Qt::TextAlignmentRole)
    return index.column() == kIou || index.column() == kScore ? QVariant(Qt::AlignRight | Qt::AlignVCenter)
                                                              : QVariant(Qt::AlignLeft | Qt::AlignVCenter);
  if (role != Qt::DisplayRole) return {};
  const BoxMatch& match = agreement_.matches[static_cast<std::size_t>(index.row())];
  const BoxesOfImage& image = images_[static_cast<std::size_t>(match.image)];
  switch (index.column()) {
    case kClass:
      return boxAt(index.row()).className;
    case kImage: {
      const auto place = document_.imageStacks().find(image.image);
      return place ? tr("Im %1").arg(document_.imageStacks().at(*place).grid.sliceNumber(place->slice))
                   : QString();
    }
    case kFate:
      switch (match.fate) {
        case BoxFate::Detected:
          return readers_.isEmpty() ? tr("found") : tr("agree");
        case BoxFate::Missed:
          return readers_.isEmpty() ? tr("missed") : tr("only yours");
        case BoxFate::Ignored:
          return tr("difficult");
        case BoxFate::FalsePositive:
          return readers_.isEmpty() ? tr("false positive") : tr("only theirs");
      }
      return {};
    case kIou:
      return QLocale().toString(match.iou, 'f', 2);
    default: {
      if (!readers_.isEmpty()) return readerAt(index.row());
      if (match.predicted < 0) return QStringLiteral("–");
      const auto& score = image.predicted[static_cast<std::size_t>(match.predicted)].score;
      return score ? QLocale().toString(*score, 'f', 2) : QStringLiteral("–");
    }
  }
}

QVariant BoxComparisonModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return {};
  const bool isNumber = section == kIou || section == kScore;
  if (role == Qt::TextAlignmentRole)
    return isNumber ? QVariant(Qt::AlignRight | Qt::AlignVCenter)
                    : QVariant(Qt::AlignLeft | Qt::AlignVCenter);
  if (role == Qt::ToolTipRole && section == kIou)
    return tr("Intersection over union of the pixels, both ends of a box included; with the box that it "
              "overlaps "
              "most. Found from %1 on.")
        .arg(QLocale().toString(kThreshold));
  if (role != Qt::DisplayRole) return {};
  switch (section) {
    case kClass:
      return tr("Class");
    case kImage:
      return tr("Image");
    case kFate:
      return tr("Fate");
    case kIou:
      return tr("IoU");
    default:
      return readers_.isEmpty() ? tr("Score") : tr("Reader");
  }
}

BoxComparison::BoxComparison(Session& session, QWidget* parent)
    : QWidget(parent),
      session_(session),
      model_(new BoxComparisonModel(session.openCase().document(), this)),
      figures_(new QLabel),
      table_(new QTableView) {
  figures_->setObjectName(QStringLiteral("boxFigures"));
  figures_->setTextFormat(Qt::RichText);
  figures_->setContentsMargins(8, 4, 8, 4);
  figures_->setToolTip(
      tr("Average precision of this case's boxes by the rules of PASCAL VOC 2010 and later;\n"
         "boxes of equal score count together."));
  table_->setObjectName(QStringLiteral("comparedBoxes"));
  table_->setAccessibleName(tr("Boxes of the comparison"));
  table_->setModel(model_);
  table_->setSelectionBehavior(QAbstractItemView::SelectRows);
  table_->setSelectionMode(QAbstractItemView::SingleSelection);
  table_->setShowGrid(false);
  table_->setFrameShape(QFrame::NoFrame);
  table_->setTabKeyNavigation(false);
  table_->verticalHeader()->hide();
  table_->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 6);
  table_->horizontalHeader()->setHighlightSections(false);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(figures_);
  column->addWidget(table_, 1);
  connect(model_, &QAbstractItemModel::modelReset, this, &BoxComparison::showFigures);
  connect(table_, &QTableView::clicked, this, [this](const QModelIndex& index) { goTo(index.row()); });
  connect(table_, &QTableView::activated, this, [this](const QModelIndex& index) { goTo(index.row()); });
  showFigures();
}

/// Of each other reader, against what is drawn here.
QString BoxComparison::readerFigures() const {
  QStringList parts;
  for (const QString& reader : model_->readers()) {
    int same = 0;
    int missed = 0;
    int alone = 0;
    for (int row = 0; row < model_->rowCount(); ++row) {
      if (model_->readerAt(row) != reader) continue;
      const BoxFate fate = model_->agreement().matches[static_cast<std::size_t>(row)].fate;
      same += fate == BoxFate::Detected;
      missed += fate == BoxFate::Missed;
      alone += fate == BoxFate::FalsePositive;
    }
    parts.append(tr("<b>%1</b>: %2 agree, %3 drawn by them alone, %4 by you alone", "boxes of a reader")
                     .arg(reader.toHtmlEscaped())
                     .arg(same)
                     .arg(alone)
                     .arg(missed));
  }
  parts.append(tr("IoU from %1 on").arg(QLocale().toString(BoxComparisonModel::kThreshold)));
  return parts.join(QStringLiteral(" &nbsp; "));
}

void BoxComparison::showFigures() {
  if (!model_->readers().isEmpty()) return figures_->setText(readerFigures());
  const BoxAgreement& agreement = model_->agreement();
  int truth = 0;
  int found = 0;
  int invented = 0;
  QStringList parts;
  const auto shown = [](const std::optional<double>& ap) {
    return ap ? QLocale().toString(*ap, 'f', 3) : QStringLiteral("–");
  };
  for (const ClassAgreement& each : agreement.classes) {
    truth += each.truth;
    found += each.detected;
    invented += each.falsePositives;
    parts.append(tr("%1 AP <b>%2</b>").arg(each.name.toHtmlEscaped(), shown(each.ap)));
  }
  if (agreement.classes.size() > 1) parts.prepend(tr("mean AP <b>%1</b>").arg(shown(agreement.meanAp)));
  parts.append(tr("%1 of %2 found, %3 false positive").arg(found).arg(truth).arg(invented));
  parts.append(tr("IoU from %1 on").arg(QLocale().toString(BoxComparisonModel::kThreshold)));
  figures_->setText(parts.join(QStringLiteral(" &nbsp; ")));
}

void BoxComparison::goTo(int row) {
  if (row < 0 || row >= model_->rowCount()) return;
  const Box box = model_->boxAt(row);
  const ImageStacks& stacks = session_.openCase().document().imageStacks();
  const auto place = stacks.find(box.sopInstanceUid);
  if (!place) return;
  const int series = session_.openCase().seriesOf(box.sopInstanceUid);
  const ImagePair shown = session_.images().shown();
  if (series >= 0 && series != shown.ct && series != shown.pet) session_.images().showSeries(series);
  // Of a predicted box, no other one is left selected.
  if (session_.openCase().document().box(box.id))
    session_.openCase().selection().setBox(box.id);
  else
    session_.openCase().selection().clearMarks();
  Q_EMIT reached(SeenPlace::of(stacks.at(*place).grid, {{box.rect.xmin, box.rect.ymin, place->slice},
                                                        {box.rect.xmax, box.rect.ymax, place->slice}}));
}

void BoxComparison::step(int direction) {
  const auto& matches = model_->agreement().matches;
  const int count = static_cast<int>(matches.size());
  int row = table_->currentIndex().isValid() ? table_->currentIndex().row() : direction > 0 ? -1 : count;
  for (row += direction; row >= 0 && row < count; row += direction) {
    const BoxFate fate = matches[static_cast<std::size_t>(row)].fate;
    if (fate != BoxFate::Missed && fate != BoxFate::FalsePositive) continue;
    table_->selectRow(row);
    return goTo(row);
  }
  session_.messages().say(direction > 0 ? tr("There is no box that differs after this one.")
                                        : tr("There is no box that differs before this one."));
}

void BoxComparison::takeOver() {
  const int row = table_->currentIndex().isValid() ? table_->currentIndex().row() : -1;
  const Box* predicted = row < 0 ? nullptr : model_->predictedAt(row);
  if (!predicted) {
    session_.messages().say(row < 0 ? tr("Choose a box of the comparison first.")
                                    : tr("There is no other box here to take over."));
    return;
  }
  const BoxMatch match = model_->agreement().matches[static_cast<std::size_t>(row)];
  const Box wanted = *predicted;
  if (match.fate == BoxFate::Detected) {
    const Box before = model_->boxAt(row);
    Box after = before;
    after.rect = wanted.rect;
    after.className = wanted.className;
    if (!(after == before))
      session_.openCase().undoStack().push(new BoxEdit(session_.openCase().toolContext(), before, after,
                                                       tr("Take box over"), EditState::ToDo));
  } else {
    Box added = wanted;
    added.fileObject = -1;
    CaseEditor(session_.openCase().toolContext()).addBox(added);
  }
  // The list was made anew: what was taken over stays marked, so that the next one follows it.
  table_->selectRow(std::min(row, model_->rowCount() - 1));
}

}  // namespace uptake
