#include "app/shell/window/notice_card.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace uptake {

namespace {

constexpr int kWidest = 560;
constexpr int kMargin = 20;
constexpr qsizetype kMostReasons = 4;

QLabel* makeLabel(const char* name) {
  auto* label = new QLabel;
  label->setObjectName(QLatin1String(name));
  label->setTextFormat(Qt::PlainText);
  label->setWordWrap(true);
  label->setTextInteractionFlags(Qt::TextSelectableByMouse);
  return label;
}

}  // namespace

NoticeCard::NoticeCard(QWidget* over)
    : QFrame(over),
      title_(makeLabel("noticeTitle")),
      text_(makeLabel("noticeText")),
      action_(new QPushButton) {
  setObjectName(QStringLiteral("notice"));
  setFrameStyle(static_cast<int>(QFrame::Box) | static_cast<int>(QFrame::Plain));
  setAutoFillBackground(true);
  setBackgroundRole(QPalette::Window);
  QFont bold = title_->font();
  bold.setBold(true);
  title_->setFont(bold);
  action_->setObjectName(QStringLiteral("noticeAction"));
  auto* close = new QPushButton(tr("Close"));
  close->setObjectName(QStringLiteral("noticeClose"));
  for (QPushButton* button : {action_, close}) button->setFocusPolicy(Qt::TabFocus);
  connect(close, &QPushButton::clicked, this, &QWidget::hide);
  connect(action_, &QPushButton::clicked, this, [this] {
    hide();
    if (const auto run = std::exchange(run_, {})) run();
  });
  auto* buttons = new QHBoxLayout;
  buttons->addStretch();
  buttons->addWidget(action_);
  buttons->addWidget(close);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(kMargin, kMargin, kMargin, kMargin);
  column->setSpacing(10);
  column->addWidget(title_);
  column->addWidget(text_);
  column->addLayout(buttons);
  over->installEventFilter(this);
  hide();
}

void NoticeCard::showNotice(const QString& title, const QStringList& reasons) {
  showChoice(title, reasons, {}, {});
}

void NoticeCard::showChoice(const QString& title, const QStringList& reasons, const QString& button,
                            std::function<void()> run) {
  constexpr qsizetype kLongest = 400;
  QStringList lines;
  for (const QString& reason : reasons.first(std::min(kMostReasons, reasons.size())))
    lines.append(reason.size() <= kLongest ? reason : reason.left(kLongest - 1) + QChar(0x2026));
  if (reasons.size() > kMostReasons)
    lines.append(tr("and %n more", nullptr, static_cast<int>(reasons.size() - kMostReasons)));
  title_->setText(title);
  text_->setText(lines.join(QLatin1Char('\n')));
  text_->setVisible(!lines.isEmpty());
  action_->setText(button);
  action_->setVisible(!button.isEmpty());
  run_ = std::move(run);
  show();
  raise();
  place();
}

void NoticeCard::place() {
  const QSize room = parentWidget()->size();
  const int width = std::max(200, std::min(kWidest, room.width() - 2 * kMargin));
  const int height = std::min(layout()->totalHeightForWidth(width), room.height());
  setGeometry((room.width() - width) / 2, (room.height() - height) / 2, width, height);
}

bool NoticeCard::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::Resize && isVisible()) place();
  return QFrame::eventFilter(watched, event);
}

}  // namespace uptake
