#include "app/shell/views/compare_controls.h"

#include "app/shell/theme/theme.h"
#include "viewer/slice/mask_difference.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QSignalBlocker>

namespace uptake {

namespace {

constexpr int kHeaderHeight = 26;

/// A combo box among views: their keys are its own while it has the focus.
class HeaderBox : public QComboBox {
 public:
  HeaderBox() {
    setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    setMinimumContentsLength(6);
    setFocusPolicy(Qt::StrongFocus);
    setMaximumHeight(kHeaderHeight - 4);
  }

 protected:
  bool event(QEvent* event) override {
    if (event->type() == QEvent::ShortcutOverride &&
        !(static_cast<QKeyEvent*>(event)->modifiers() & (Qt::ControlModifier | Qt::AltModifier))) {
      event->accept();
      return true;
    }
    return QComboBox::event(event);
  }
};

QWidget* makeBar(std::initializer_list<QWidget*> widgets, QWidget* stretched) {
  auto* bar = new QWidget;
  bar->setFixedHeight(kHeaderHeight);
  auto* layout = new QHBoxLayout(bar);
  layout->setContentsMargins(6, 2, 4, 2);
  layout->setSpacing(6);
  for (QWidget* widget : widgets) layout->addWidget(widget, widget == stretched ? 1 : 0);
  // Dark as the images below, in every theme; palettes are not handed down where there is a style sheet.
  const QPalette dark = themePalette(Theme::Dark);
  bar->setPalette(dark);
  bar->setAutoFillBackground(true);
  for (QWidget* child : bar->findChildren<QWidget*>()) child->setPalette(dark);
  return bar;
}

QString coloured(AgreementKind kind, const QString& text) {
  const Rgb colour = agreementColour(kind);
  return QStringLiteral("<span style=\"color:%1\">■</span> %2")
      .arg(QColor(colour.red, colour.green, colour.blue).name(), text);
}

}  // namespace

CompareControls::CompareControls(const CaseDocument& document, QObject* parent)
    : QObject(parent), document_(document) {
  connect(&document, &CaseDocument::masksChanged, this, &CompareControls::followDocument);
  followDocument();
}

void CompareControls::followDocument() {
  if (document_.masks().empty()) firstChosen_ = secondChosen_ = false;
  const auto follow = [this](MaskId& mask, bool& chosen) {
    if (mask == MaskId::None || document_.mask(mask)) return;
    mask = MaskId::None;
    chosen = false;
  };
  follow(first_, firstChosen_);
  follow(second_, secondChosen_);
  for (const auto& mask : document_.masks()) {
    if (!firstChosen_ && first_ == MaskId::None && mask->id != second_) first_ = mask->id;
    if (!secondChosen_ && second_ == MaskId::None && mask->id != first_) second_ = mask->id;
  }
  Q_EMIT masksChanged();
}

void CompareControls::setFirst(MaskId mask) {
  firstChosen_ = true;
  if (mask == first_) return;
  first_ = mask;
  Q_EMIT masksChanged();
}

void CompareControls::setSecond(MaskId mask) {
  secondChosen_ = true;
  if (mask == second_) return;
  second_ = mask;
  Q_EMIT masksChanged();
}

void CompareControls::setPlane(PlaneOrientation plane) {
  if (plane == plane_) return;
  plane_ = plane;
  Q_EMIT planeChanged();
}

SliceDisplay CompareControls::displayFor(ViewRole role) const {
  SliceDisplay display;
  if (role == ViewRole::MaskA) display.onlyMask = first_;
  if (role == ViewRole::MaskB) display.onlyMask = second_;
  if (role == ViewRole::MaskDifference) display.difference = std::pair(first_, second_);
  return display;
}

QWidget* CompareControls::makeHeader(ViewRole role) {
  switch (role) {
    case ViewRole::MaskA:
      return makeMaskHeader(tr("A"), true);
    case ViewRole::MaskB:
      return makeMaskHeader(tr("B"), false);
    case ViewRole::MaskDifference:
      return makeDifferenceHeader();
    default:
      return nullptr;
  }
}

QWidget* CompareControls::makeMaskHeader(const QString& letter, bool isFirst) {
  auto* box = new HeaderBox;
  box->setObjectName(isFirst ? QStringLiteral("compareA") : QStringLiteral("compareB"));
  box->setAccessibleName(tr("Mask %1").arg(letter));
  box->setToolTip(tr("The mask that is compared as %1").arg(letter));
  const auto fill = [this, box, isFirst] {
    const QSignalBlocker quiet(box);
    box->clear();
    box->addItem(document_.masks().empty() ? tr("there is no mask") : tr("none"),
                 static_cast<int>(MaskId::None));
    for (const auto& mask : document_.masks()) box->addItem(mask->name, static_cast<int>(mask->id));
    box->setCurrentIndex(box->findData(static_cast<int>(isFirst ? first_ : second_)));
  };
  connect(this, &CompareControls::masksChanged, box, fill);
  connect(box, &QComboBox::currentIndexChanged, this, [this, box, isFirst] {
    const auto mask = static_cast<MaskId>(box->currentData().toInt());
    // Later: the box is filled anew by what follows.
    QMetaObject::invokeMethod(
        this,
        [this, mask, isFirst] {
          if (isFirst)
            setFirst(mask);
          else
            setSecond(mask);
        },
        Qt::QueuedConnection);
  });
  connect(box, &QComboBox::activated, this, &CompareControls::chosen);
  fill();
  auto* heading = new QLabel(letter);
  QFont bold = heading->font();
  bold.setBold(true);
  heading->setFont(bold);
  return makeBar({heading, box}, box);
}

QWidget* CompareControls::makeDifferenceHeader() {
  auto* legend = new QLabel(QStringList{coloured(AgreementKind::Both, tr("both")),
                                        coloured(AgreementKind::OnlyFirst, tr("only A")),
                                        coloured(AgreementKind::OnlySecond, tr("only B"))}
                                .join(QStringLiteral("&nbsp;&nbsp; ")));
  legend->setTextFormat(Qt::RichText);
  legend->setMinimumWidth(1);
  auto* box = new HeaderBox;
  box->setObjectName(QStringLiteral("comparePlane"));
  box->setAccessibleName(tr("Plane"));
  box->setToolTip(tr("The plane of all three views"));
  for (const auto& [plane, name] :
       {std::pair(PlaneOrientation::Axial, tr("axial")), std::pair(PlaneOrientation::Coronal, tr("coronal")),
        std::pair(PlaneOrientation::Sagittal, tr("sagittal"))})
    box->addItem(name, static_cast<int>(plane));
  const auto show = [this, box] {
    const QSignalBlocker quiet(box);
    box->setCurrentIndex(box->findData(static_cast<int>(plane_)));
  };
  connect(this, &CompareControls::planeChanged, box, show);
  connect(box, &QComboBox::currentIndexChanged, this, [this, box] {
    const auto plane = static_cast<PlaneOrientation>(box->currentData().toInt());
    // Later: this header goes away with its view.
    QMetaObject::invokeMethod(
        this, [this, plane] { setPlane(plane); }, Qt::QueuedConnection);
  });
  connect(box, &QComboBox::activated, this, &CompareControls::chosen);
  show();
  return makeBar({legend, box}, legend);
}

}  // namespace uptake
