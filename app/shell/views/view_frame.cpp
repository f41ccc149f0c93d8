#include "app/shell/views/view_frame.h"

#include "app/shell/theme/theme.h"

#include <QPainter>
#include <QVBoxLayout>

namespace uptake {

namespace {

constexpr int kLine = 1;  // px

}  // namespace

ViewFrame::ViewFrame(QWidget* view, QWidget* header, QWidget* parent)
    : QWidget(parent), view_(view), header_(header) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(kLine, kLine, kLine, kLine);
  layout->setSpacing(0);
  if (header) layout->addWidget(header);
  layout->addWidget(view, 1);
}

void ViewFrame::setActive(bool active) {
  if (active == active_) return;
  active_ = active;
  update();
}

void ViewFrame::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(rect(), themePalette(Theme::Dark).color(active_ ? QPalette::Highlight : QPalette::Window));
}

}  // namespace uptake
