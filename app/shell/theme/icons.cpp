#include "app/shell/theme/icons.h"

#include <QApplication>
#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
#include <QPixmap>
#include <QPixmapCache>
#include <QSvgRenderer>

namespace uptake {

namespace {

const QByteArray kColourInFiles = "#d2d4d8";

class LineIconEngine : public QIconEngine {
 public:
  explicit LineIconEngine(QString name) : name_(std::move(name)) {
    QFile file(QStringLiteral(":/icons/%1.svg").arg(name_));
    if (file.open(QIODevice::ReadOnly)) svg_ = file.readAll();
  }

  void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override {
    QByteArray svg = svg_;
    svg.replace(kColourInFiles, colour(mode).name().toLatin1());
    QSvgRenderer renderer(svg);
    painter->setRenderHint(QPainter::Antialiasing);
    // Square, in the middle.
    QRectF square(0, 0, qMin(rect.width(), rect.height()), qMin(rect.width(), rect.height()));
    square.moveCenter(QRectF(rect).center());
    renderer.render(painter, square);
  }

  QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
    // By colour rather than by theme: the same picture is the same entry.
    const QString cacheKey = QStringLiteral("uptake-%1-%2-%3x%4")
                                 .arg(name_, colour(mode).name())
                                 .arg(size.width())
                                 .arg(size.height());
    QPixmap pixmap;
    if (QPixmapCache::find(cacheKey, &pixmap)) return pixmap;
    pixmap = QPixmap(size);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    paint(&painter, QRect(QPoint(), size), mode, state);
    painter.end();
    QPixmapCache::insert(cacheKey, pixmap);
    return pixmap;
  }

  QIconEngine* clone() const override { return new LineIconEngine(*this); }
  bool isNull() override { return svg_.isEmpty(); }

 private:
  static QColor colour(QIcon::Mode mode) {
    return QApplication::palette().color(mode == QIcon::Disabled ? QPalette::Disabled : QPalette::Active,
                                         QPalette::ButtonText);
  }

  QString name_;
  QByteArray svg_;
};

}  // namespace

QIcon lineIcon(const QString& name) {
  return QIcon(new LineIconEngine(name));
}

QIcon swatch(Rgb colour) {
  QPixmap pixmap(24, 24);
  pixmap.fill(Qt::transparent);
  QPainter painter(&pixmap);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(Qt::NoPen);
  painter.setBrush(QColor(colour.red, colour.green, colour.blue));
  painter.drawRoundedRect(QRectF(4, 4, 16, 16), 4, 4);
  return QIcon(pixmap);
}

}  // namespace uptake
