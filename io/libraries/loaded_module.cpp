#include "core/platform/platform.h"
#include "core/platform/program_files.h"
#include "io/libraries/hdf5_module_p.h"
#include "io/libraries/library_module_p.h"

#include <QCoreApplication>
#include <QLibrary>

// The functions of the module, found when they are first called. Of these few only readers call any: they
// parse, and write, in one thread.
namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::LibraryModule)
};

/// The functions that the module of this name gives by its one symbol.
template <class Functions>
Result<const Functions*> loadModule(const QString& name, const char* symbol) {
#if defined(Q_OS_WIN)
  const QString path = platform::programFile(name + QStringLiteral(".dll"));
#else
  const QString path = platform::programFile(name + QStringLiteral(".so"));
#endif
  // They write numbers with the C library. Also where a program has no application object of Qt's.
  platform::keepDecimalPoint();
  QLibrary library(path);
  const auto entry = reinterpret_cast<const Functions* (*)()>(library.resolve(symbol));
  if (entry == nullptr)
    return Error{ErrorKind::Internal,
                 Texts::tr("%1 cannot be loaded (%2). It is a part of the program: install it again.")
                     .arg(path, library.errorString()),
                 {}};
  return entry();
}

const Result<const libraries::Functions*>& module() {
  static const auto loaded =
      loadModule<libraries::Functions>(QStringLiteral("uptake-libraries"), "uptakeLibraries");
  return loaded;
}

const Result<const libraries::Hdf5Functions*>& hdf5Module() {
  static const auto loaded =
      loadModule<libraries::Hdf5Functions>(QStringLiteral("uptake-hdf5"), "uptakeHdf5");
  return loaded;
}

}  // namespace

Result<std::vector<std::uint8_t>> dicom::decodeFrame(const std::vector<std::uint8_t>& frame,
                                                     const QString& transferSyntaxUid,
                                                     const PixelForm& format) {
  const auto& loaded = module();
  if (!loaded) return loaded.error();
  return (*loaded)->decodeFrame(frame, transferSyntaxUid, format);
}

Result<dicom::ColourSamples> dicom::decodeColours(const std::vector<std::uint8_t>& frame,
                                                  const QString& transferSyntaxUid, const PixelForm& format) {
  const auto& loaded = module();
  if (!loaded) return loaded.error();
  return (*loaded)->decodeColours(frame, transferSyntaxUid, format);
}

Result<void> masks::writeImage(const QString& file, ImageFormat format, const Lattice& lattice,
                               const std::uint8_t* values) {
  const auto& loaded = module();
  if (!loaded) return loaded.error();
  return (*loaded)->writeBytes(file, format, lattice, values);
}

Result<void> masks::writeImage(const QString& file, ImageFormat format, const Lattice& lattice,
                               const std::uint16_t* values) {
  const auto& loaded = module();
  if (!loaded) return loaded.error();
  return (*loaded)->writeWords(file, format, lattice, values);
}

Result<std::optional<QByteArray>> sheet::readZipMember(const QString& file, const QString& name,
                                                       qint64 largest) {
  const auto& loaded = module();
  if (!loaded) return loaded.error();
  return (*loaded)->readZipMember(file, name, largest);
}

Result<hdf5::Contents> hdf5::readContents(const QString& file) {
  const auto& loaded = hdf5Module();
  if (!loaded) return loaded.error();
  return (*loaded)->readContents(file);
}

Result<masks::ImageLayout> hdf5::readLayout(const QString& path) {
  const auto& loaded = hdf5Module();
  if (!loaded) return loaded.error();
  return (*loaded)->readLayout(placeOf(path).value_or(Place{path, QStringLiteral("/")}));
}

Result<std::unique_ptr<masks::ByteSource>> hdf5::openVoxels(const masks::ImageLayout& layout,
                                                            const QString& path) {
  const auto& loaded = hdf5Module();
  if (!loaded) return loaded.error();
  return (*loaded)->openVoxels(layout, placeOf(path).value_or(Place{path, QStringLiteral("/")}));
}

}  // namespace uptake
