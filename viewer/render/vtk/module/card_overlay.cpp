#include "viewer/render/vtk/module/card_overlay_p.h"

#include <QOpenGLContext>
#include <QOpenGLFunctions>

#include <vtkOpenGLRenderWindow.h>
#include <vtkOpenGLShaderCache.h>
#include <vtkOpenGLState.h>
#include <vtkShaderProgram.h>

#include <algorithm>
#include <cmath>

namespace uptake::vtk {

namespace {

constexpr int kOverlayBand = 32;  // rows

// QRgb as words, lowest byte first, whatever order a machine has its bytes in: blue comes as red.
constexpr GLenum kWords = 0x8367;  // GL_UNSIGNED_INT_8_8_8_8_REV

constexpr const char* kOverlayShader = R"(//VTK::System::Dec
//VTK::Output::Dec
uniform sampler2D overlay;
in vec2 texCoord;
void main() {
  ivec2 size = textureSize(overlay, 0);
  ivec2 pixel = ivec2(texCoord * vec2(size));
  gl_FragData[0] = texelFetch(overlay, ivec2(pixel.x, size.y - 1 - pixel.y), 0).bgra;
}
)";

/// All device pixels that logical ones touch.
QRect deviceRect(const QRect& logical, double ratio) {
  return QRectF(logical.x() * ratio, logical.y() * ratio, logical.width() * ratio, logical.height() * ratio)
      .toAlignedRect();
}

bool isEmpty(const QImage& image, int firstRow, int rows) {
  for (int row = firstRow; row < firstRow + rows; ++row) {
    const auto* line = reinterpret_cast<const QRgb*>(image.constScanLine(row));
    if (std::any_of(line, line + image.width(), [](QRgb pixel) { return pixel != 0; })) return false;
  }
  return true;
}

}  // namespace

CardOverlay::CardOverlay() {
  texture_->SetInternalFormat(0x8058 /* GL_RGBA8 */);
  texture_->SetFormat(GL_RGBA);
  texture_->SetDataType(kWords);
}

void CardOverlay::paint(const QSize& pixels, double ratio, const QRegion& region, const QFont& font,
                        const std::function<void(QPainter&, const QRegion&)>& paintOver) {
  QRegion painted = region;
  if (image_.size() != pixels || image_.devicePixelRatio() != ratio) {
    image_ = QImage(pixels, QImage::Format_ARGB32_Premultiplied);
    image_.fill(Qt::transparent);
    image_.setDevicePixelRatio(ratio);
    const auto bands = static_cast<std::size_t>((pixels.height() + kOverlayBand - 1) / kOverlayBand);
    dirty_.assign(bands, true);
    filled_.assign(bands, false);
    isNew_ = true;
    painted = QRect(0, 0, static_cast<int>(std::ceil(pixels.width() / ratio)),
                    static_cast<int>(std::ceil(pixels.height() / ratio)));
  }
  if (painted.isEmpty() || image_.isNull()) return;
  // Apart from what is there: whoever paints may set clips, and what is drawn twice would be twice as dense.
  const QRect area = deviceRect(painted.boundingRect(), ratio) & QRect(QPoint(), pixels);
  if (area.isEmpty()) return;
  QImage part(area.size(), QImage::Format_ARGB32_Premultiplied);
  part.fill(Qt::transparent);
  part.setDevicePixelRatio(ratio);
  QPainter painter(&part);
  painter.setFont(font);
  painter.translate(-QPointF(area.topLeft()) / ratio);
  if (paintOver) paintOver(painter, painted);
  painter.end();
  part.setDevicePixelRatio(1.0);
  image_.setDevicePixelRatio(1.0);
  QRegion clip;
  for (const QRect& rect : painted) clip |= deviceRect(rect, ratio);
  painter.begin(&image_);
  painter.setClipRegion(clip);
  painter.setCompositionMode(QPainter::CompositionMode_Source);
  painter.drawImage(area.topLeft(), part);
  painter.end();
  image_.setDevicePixelRatio(ratio);
  const QRect bounds = painted.boundingRect();
  const int first = std::max(0, static_cast<int>(std::floor(bounds.top() * ratio)) / kOverlayBand);
  const int last = static_cast<int>(std::ceil((bounds.bottom() + 1) * ratio)) / kOverlayBand;
  for (int band = first; band <= std::min(last, static_cast<int>(dirty_.size()) - 1); ++band)
    dirty_[static_cast<std::size_t>(band)] = true;
}

void CardOverlay::upload(vtkOpenGLRenderWindow& window) {
  texture_->SetContext(&window);
  if (isNew_) {
    texture_->Create2DFromRaw(static_cast<unsigned>(image_.width()), static_cast<unsigned>(image_.height()),
                              4, VTK_UNSIGNED_CHAR, image_.bits());
    isNew_ = false;
    for (std::size_t band = 0; band < dirty_.size(); ++band) filled_[band] = true;
    dirty_.assign(dirty_.size(), false);
  }
  texture_->Activate();
  window.GetState()->vtkglPixelStorei(GL_UNPACK_ALIGNMENT, 4);
  for (std::size_t band = 0; band < dirty_.size(); ++band) {
    if (!dirty_[band]) continue;
    dirty_[band] = false;
    const int firstRow = static_cast<int>(band) * kOverlayBand;
    const int rows = std::min(kOverlayBand, image_.height() - firstRow);
    const bool empty = isEmpty(image_, firstRow, rows);
    if (empty && !filled_[band]) continue;
    filled_[band] = !empty;
    QOpenGLContext::currentContext()->functions()->glTexSubImage2D(
        GL_TEXTURE_2D, 0, 0, firstRow, image_.width(), rows, GL_RGBA, kWords, image_.constScanLine(firstRow));
  }
}

void CardOverlay::draw(vtkOpenGLRenderWindow& window) {
  if (image_.isNull()) return;
  upload(window);
  if (!quad_)
    quad_ = std::make_unique<vtkOpenGLQuadHelper>(&window, nullptr, kOverlayShader, "");
  else
    window.GetShaderCache()->ReadyShaderProgram(quad_->Program);
  if (!quad_->Program) return;
  vtkOpenGLState& state = *window.GetState();
  state.vtkglEnable(GL_BLEND);
  state.vtkglDisable(GL_DEPTH_TEST);
  state.vtkglBlendFunc(GL_ONE, GL_ONE_MINUS_SRC_ALPHA);
  quad_->Program->SetUniformi("overlay", texture_->GetTextureUnit());
  quad_->Render();
  texture_->Deactivate();
}

void CardOverlay::release(vtkOpenGLRenderWindow* window) {
  quad_.reset();
  texture_->ReleaseGraphicsResources(window);
  image_ = {};
}

}  // namespace uptake::vtk
