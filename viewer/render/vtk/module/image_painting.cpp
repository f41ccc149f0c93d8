#include "viewer/render/vtk/module/card_painter_p.h"
#include "viewer/render/vtk/module/image_painting_p.h"

#include <QCoreApplication>
#include <QOffscreenSurface>
#include <QOpenGLContext>
#include <QOpenGLFramebufferObject>
#include <QOpenGLFunctions>

namespace uptake::vtk {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::ImagePainting)
};

class ImagePainting : public CardPainting {
 public:
  ~ImagePainting() override {
    if (context_.isValid() && context_.makeCurrent(&surface_)) painter_.reset();
  }

  bool start() {
    if (!context_.create()) return false;
    surface_.setFormat(context_.format());
    surface_.create();
    if (!surface_.isValid() || !context_.makeCurrent(&surface_)) return false;
    painter_ = std::make_unique<CardPainter>([this] { context_.makeCurrent(&surface_); });
    return true;
  }

  Result<void> paint(const CardPlan& plan, QImage& image) override {
    if (!context_.makeCurrent(&surface_))
      return Error{ErrorKind::NotSupported, Texts::tr("The OpenGL context is lost."), {}};
    if (auto rendered = painter_->render(plan); !rendered) return rendered.error();
    QOpenGLFramebufferObject target(plan.pixels);
    painter_->show(target.handle(), nullptr);
    const double ratio = image.devicePixelRatio();
    image = target.toImage().convertToFormat(QImage::Format_RGB32);
    image.setDevicePixelRatio(ratio);
    context_.doneCurrent();
    return {};
  }

 private:
  QOffscreenSurface surface_;
  QOpenGLContext context_;
  std::unique_ptr<CardPainter> painter_;
};

}  // namespace

Result<std::unique_ptr<CardPainting>> makeImagePainting() {
  auto painting = std::make_unique<ImagePainting>();
  if (!painting->start())
    return Error{ErrorKind::NotSupported, Texts::tr("There is no OpenGL on this display."), {}};
  return std::unique_ptr<CardPainting>(std::move(painting));
}

}  // namespace uptake::vtk
