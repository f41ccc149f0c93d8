#include "app/shell/text/plain_labels.h"

#include <QApplication>
#include <QEvent>
#include <QLabel>

namespace uptake {

namespace {

/// A label is polished before it is laid out, and that of tool tips before it gets its text.
class PlainLabels : public QObject {
 public:
  using QObject::QObject;

  bool eventFilter(QObject* watched, QEvent* event) override {
    if (event->type() != QEvent::Polish) return false;
    auto* label = qobject_cast<QLabel*>(watched);
    if (label != nullptr && label->textFormat() == Qt::AutoText) label->setTextFormat(Qt::PlainText);
    return false;
  }
};

}  // namespace

void keepLabelsPlain() {
  static const QString kName = QStringLiteral("plainLabels");
  if (qApp->findChild<QObject*>(kName, Qt::FindDirectChildrenOnly) != nullptr) return;
  auto* filter = new PlainLabels(qApp);
  filter->setObjectName(kName);
  qApp->installEventFilter(filter);
}

}  // namespace uptake
