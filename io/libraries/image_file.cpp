#include "io/libraries/library_module_p.h"

#include <QCoreApplication>
#include <QFile>

#include <itkMetaImageIO.h>
#include <itkNiftiImageIO.h>
#include <itkNrrdImageIO.h>

namespace uptake::libraries {

using namespace masks;

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::LabelImage)
};

itk::ImageIOBase::Pointer imageIo(ImageFormat format) {
  switch (format) {
    case ImageFormat::Nifti:
      return itk::NiftiImageIO::New().GetPointer();
    case ImageFormat::Nrrd:
      return itk::NrrdImageIO::New().GetPointer();
    case ImageFormat::Meta:
      return itk::MetaImageIO::New().GetPointer();
    case ImageFormat::Hdf5:
    case ImageFormat::Unknown:
      break;
  }
  return nullptr;
}

template <class T>
Result<void> write(const QString& file, ImageFormat format, const Lattice& lattice, const T* values,
                   itk::IOComponentEnum type) {
  try {
    const itk::ImageIOBase::Pointer image = imageIo(format);
    image->SetFileName(QFile::encodeName(file).toStdString());
    image->SetNumberOfDimensions(3);
    image->SetUseCompression(format != ImageFormat::Nifti);
    itk::ImageIORegion region(3);
    for (unsigned axis = 0; axis < 3; ++axis) {
      image->SetDimensions(axis, static_cast<itk::SizeValueType>(lattice.size[axis]));
      image->SetSpacing(axis, lattice.spacing[axis]);
      image->SetOrigin(axis, lattice.origin[axis]);
      image->SetDirection(axis, std::vector<double>(lattice.axes[axis].begin(), lattice.axes[axis].end()));
      region.SetSize(axis, static_cast<itk::SizeValueType>(lattice.size[axis]));
    }
    image->SetIORegion(region);
    image->SetPixelType(itk::IOPixelEnum::SCALAR);
    image->SetNumberOfComponents(1);
    image->SetComponentType(type);
    image->Write(values);
    return {};
  } catch (const itk::ExceptionObject& exception) {
    return Error{ErrorKind::FileUnreadable,
                 Texts::tr("The file cannot be written (%1).")
                     .arg(QString::fromLocal8Bit(exception.GetDescription()).simplified()),
                 file};
  }
}

}  // namespace

Result<void> writeImage(const QString& file, ImageFormat format, const Lattice& lattice,
                        const std::uint8_t* values) {
  return write(file, format, lattice, values, itk::IOComponentEnum::UCHAR);
}

Result<void> writeImage(const QString& file, ImageFormat format, const Lattice& lattice,
                        const std::uint16_t* values) {
  return write(file, format, lattice, values, itk::IOComponentEnum::USHORT);
}

}  // namespace uptake::libraries
