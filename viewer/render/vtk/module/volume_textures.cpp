#include "viewer/render/vtk/module/volume_textures_p.h"

#include <QCoreApplication>
#include <QOpenGLContext>
#include <QOpenGLExtraFunctions>

#include <vtkOpenGLRenderWindow.h>
#include <vtkOpenGLState.h>
#include <vtkTextureObject.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

namespace uptake::vtk {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::VolumeTextures)
};

/// How voxels lie in a texture: whole numbers and floats as they are, since fixed point would round them.
struct TexelForm {
  GLint internal;
  GLenum format;
  GLenum type;
  std::size_t bytes;
};

TexelForm texelForm(VoxelType type) {
  switch (type) {
    case VoxelType::Int16:
      return {0x8233 /* GL_R16I */, 0x8D94 /* GL_RED_INTEGER */, GL_SHORT, 2};
    case VoxelType::Float32:
      return {0x822E /* GL_R32F */, 0x1903 /* GL_RED */, GL_FLOAT, 4};
    case VoxelType::Rgb8:
      break;
  }
  return {0x8D7D /* GL_RGB8UI */, 0x8D98 /* GL_RGB_INTEGER */, GL_UNSIGNED_BYTE, 3};
}

constexpr GLenum kTexture3D = 0x806F;

double megabytes(std::size_t bytes) {
  return static_cast<double>(bytes) / (1024.0 * 1024.0);
}

/// Bytes of the card's memory that are free, where its driver tells.
std::optional<std::size_t> freeCardMemory() {
  QOpenGLContext& context = *QOpenGLContext::currentContext();
  std::array<GLint, 4> kilobytes{};
  if (context.hasExtension(QByteArrayLiteral("GL_NVX_gpu_memory_info")))
    context.functions()->glGetIntegerv(0x9049 /* CURRENT_AVAILABLE_VIDMEM */, kilobytes.data());
  else if (context.hasExtension(QByteArrayLiteral("GL_ATI_meminfo")))
    context.functions()->glGetIntegerv(0x87FC /* TEXTURE_FREE_MEMORY */, kilobytes.data());
  if (kilobytes[0] <= 0) return std::nullopt;
  return static_cast<std::size_t>(kilobytes[0]) * 1024;
}

Error tooLarge(const Volume& volume, const QString& why) {
  const QString modality =
      volume.source().modality.isEmpty() ? Texts::tr("An image") : volume.source().modality;
  return {ErrorKind::NotSupported,
          Texts::tr("%1 needs %2 MB on the graphics card. %3")
              .arg(modality)
              .arg(qRound(megabytes(static_cast<std::size_t>(volume.grid().voxelCount()) *
                                    texelForm(volume.type()).bytes)))
              .arg(why),
          {}};
}

void clearErrors(QOpenGLFunctions& gl) {
  for (int n = 0; n < 16 && gl.glGetError() != GL_NO_ERROR; ++n) {
  }
}

/// A slice as of one that is not loaded.
std::vector<std::uint8_t> fillSlice(const Volume& volume) {
  const auto voxels = static_cast<std::size_t>(volume.grid().sliceVoxelCount());
  std::vector<std::uint8_t> bytes(voxels * texelForm(volume.type()).bytes);
  if (volume.type() == VoxelType::Int16)
    std::fill_n(reinterpret_cast<std::int16_t*>(bytes.data()), voxels,
                static_cast<std::int16_t>(volume.fillValue()));
  else if (volume.type() == VoxelType::Float32)
    std::fill_n(reinterpret_cast<float*>(bytes.data()), voxels, static_cast<float>(volume.fillValue()));
  else
    std::ranges::fill(bytes, static_cast<std::uint8_t>(volume.fillValue()));
  return bytes;
}

const std::uint8_t* bytesOf(const Volume& volume, int k) {
  const auto slice =
      static_cast<std::size_t>(volume.grid().sliceVoxelCount()) * texelForm(volume.type()).bytes;
  return static_cast<const std::uint8_t*>(volume.data()) + static_cast<std::size_t>(k) * slice;
}

void bind(GLuint handle, vtkOpenGLRenderWindow& window) {
  vtkOpenGLState& state = *window.GetState();
  state.vtkglActiveTexture(GL_TEXTURE0);
  state.vtkglPixelStorei(GL_UNPACK_ALIGNMENT, 1);
  QOpenGLContext::currentContext()->functions()->glBindTexture(kTexture3D, handle);
}

}  // namespace

VolumeTextures& VolumeTextures::current() {
  static std::map<QOpenGLContextGroup*, VolumeTextures> groups;
  QOpenGLContextGroup* group = QOpenGLContext::currentContext()->shareGroup();
  const auto [found, isNew] = groups.try_emplace(group);
  // Textures end with the last context that has them.
  if (isNew) QObject::connect(group, &QObject::destroyed, [group] { groups.erase(group); });
  return found->second;
}

void VolumeTextures::removeGone() {
  QOpenGLFunctions& gl = *QOpenGLContext::currentContext()->functions();
  std::erase_if(textures_, [&gl](const auto& each) {
    if (!each.second.volume.expired()) return false;
    gl.glDeleteTextures(1, &each.second.handle);
    return true;
  });
}

Result<GLuint> VolumeTextures::take(const std::shared_ptr<const Volume>& volume,
                                    vtkOpenGLRenderWindow& window) {
  removeGone();
  auto found = textures_.find(volume.get());
  if (found == textures_.end()) {
    auto created = create(volume, window);
    if (!created) return created.error();
    found = textures_.emplace(volume.get(), created.take()).first;
  }
  upload(found->second, *volume, window);
  return found->second.handle;
}

Result<VolumeTextures::Texture> VolumeTextures::create(const std::shared_ptr<const Volume>& volume,
                                                       vtkOpenGLRenderWindow& window) {
  const Eigen::Vector3i& size = volume->grid().size();
  const int largest = vtkTextureObject::GetMaximumTextureSize3D(&window);
  if (size.maxCoeff() > largest)
    return tooLarge(*volume, Texts::tr("It takes at most %1 voxels along an edge.").arg(largest));
  const TexelForm form = texelForm(volume->type());
  const std::size_t bytes = static_cast<std::size_t>(volume->grid().voxelCount()) * form.bytes;
  if (const auto free = freeCardMemory(); free && *free < bytes)
    return tooLarge(*volume, Texts::tr("%1 MB of it are free.").arg(qRound(megabytes(*free))));
  QOpenGLExtraFunctions& gl = *QOpenGLContext::currentContext()->extraFunctions();
  Texture texture;
  texture.volume = volume;
  texture.loaded.assign(static_cast<std::size_t>(size.z()), false);
  gl.glGenTextures(1, &texture.handle);
  bind(texture.handle, window);
  for (const GLenum filter : {GL_TEXTURE_MIN_FILTER, GL_TEXTURE_MAG_FILTER})
    gl.glTexParameteri(kTexture3D, filter, GL_NEAREST);
  clearErrors(gl);
  gl.glTexImage3D(kTexture3D, 0, form.internal, size.x(), size.y(), size.z(), 0, form.format, form.type,
                  nullptr);
  if (gl.glGetError() != GL_NO_ERROR) {
    gl.glDeleteTextures(1, &texture.handle);
    return tooLarge(*volume, Texts::tr("It has no room for them."));
  }
  const std::vector<std::uint8_t> fill = fillSlice(*volume);
  for (int k = 0; k < size.z(); ++k)
    if (volume->sliceState(k) != Volume::SliceState::Loaded)
      gl.glTexSubImage3D(kTexture3D, 0, 0, 0, k, size.x(), size.y(), 1, form.format, form.type, fill.data());
  return texture;
}

void VolumeTextures::upload(Texture& texture, const Volume& volume, vtkOpenGLRenderWindow& window) {
  const Eigen::Vector3i& size = volume.grid().size();
  const TexelForm form = texelForm(volume.type());
  QOpenGLExtraFunctions& gl = *QOpenGLContext::currentContext()->extraFunctions();
  bool isBound = false;
  for (int k = 0; k < size.z(); ++k) {
    const auto at = static_cast<std::size_t>(k);
    if (texture.loaded[at] || volume.sliceState(k) != Volume::SliceState::Loaded) continue;
    if (!isBound) bind(texture.handle, window);
    isBound = true;
    gl.glTexSubImage3D(kTexture3D, 0, 0, 0, k, size.x(), size.y(), 1, form.format, form.type,
                       bytesOf(volume, k));
    texture.loaded[at] = true;
  }
}

}  // namespace uptake::vtk
