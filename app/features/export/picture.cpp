#include "app/features/export/picture.h"

#include "app/shell/views/view_area.h"
#include "app/shell/views/view_frame.h"

#include <QCoreApplication>
#include <QPainter>
#include <QSaveFile>

namespace uptake {

namespace {

SliceDisplay displayFor(const SliceView& view, const PictureOptions& options) {
  SliceDisplay display = view.display();
  display.patientText = display.patientText && options.patientText;
  display.crosshair = display.crosshair && options.crosshair;
  return display;
}

QImage pictureOf(QWidget* pane, const PictureOptions& options) {
  if (auto* slice = qobject_cast<SliceView*>(pane))
    return slice->grabImage(displayFor(*slice, options), options.scale);
  if (auto* mip = qobject_cast<MipView*>(pane)) return mip->grabImage(options.scale, options.crosshair);
  if (auto* volume = qobject_cast<VolumeView*>(pane))
    return volume->grabImage(options.scale, options.crosshair);
  return {};
}

}  // namespace

QImage takePicture(const ViewArea& views, const PictureOptions& options) {
  if (!options.allViews) return pictureOf(views.activePane(), options);
  const double ratio = views.devicePixelRatioF() * options.scale;
  QImage picture((QSizeF(views.size()) * ratio).toSize(), QImage::Format_RGB32);
  picture.fill(Qt::black);
  QPainter painter(&picture);
  for (QWidget* pane : views.shownPanes()) {
    const QPointF corner = QPointF(pane->mapTo(&views, QPoint(0, 0))) * ratio;
    painter.drawImage(corner.toPoint(), pictureOf(pane, options));
    // What a header says belongs to the picture below it.
    const auto* frame = qobject_cast<ViewFrame*>(pane->parentWidget());
    if (QWidget* header = frame ? frame->header() : nullptr) {
      painter.save();
      painter.scale(ratio, ratio);
      header->render(&painter, header->mapTo(&views, QPoint(0, 0)));
      painter.restore();
    }
  }
  return picture;
}

QImage takeSlicePicture(SliceView& view, const Point& through, const PictureOptions& options) {
  SliceDisplay display = displayFor(view, options);
  display.at = through;
  return view.grabImage(display, options.scale);
}

Result<void> writePng(const QImage& image, const QString& file) {
  QSaveFile target(file);
  if (image.isNull())
    return Error{ErrorKind::Internal,
                 QCoreApplication::translate("uptake::PictureExport", "the view gave no picture"), file};
  if (!target.open(QIODevice::WriteOnly) || !image.save(&target, "PNG") || !target.flush() ||
      !target.commit())
    return Error{ErrorKind::FileUnreadable, target.errorString(), file};
  return {};
}

}  // namespace uptake
