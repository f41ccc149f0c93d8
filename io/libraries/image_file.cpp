#include "io/libraries/library_module_p.h"
#include "io/masks/image_layout_p.h"

#include <QCoreApplication>
#include <QFile>

#include <itkMetaImageIO.h>
#include <itkNiftiImageIO.h>
#include <itkNrrdImageIO.h>

#include <algorithm>
#include <functional>
#include <new>

namespace uptake::libraries {

using namespace masks;

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::LabelImage)
};

Error unreadable(const QString& file, const QString& reason) {
  return {ErrorKind::FileUnreadable, Texts::tr("The image cannot be read (%1).").arg(reason), file};
}

itk::ImageIOBase::Pointer imageIo(ImageFormat format) {
  switch (format) {
    case ImageFormat::Nifti:
      return itk::NiftiImageIO::New().GetPointer();
    case ImageFormat::Nrrd:
      return itk::NrrdImageIO::New().GetPointer();
    case ImageFormat::Meta:
      return itk::MetaImageIO::New().GetPointer();
    case ImageFormat::Unknown:
      break;
  }
  return nullptr;
}

Result<ImageLayout> layoutOf(const QString& file, ImageFormat format) {
  switch (format) {
    case ImageFormat::Nifti:
      return readNiftiLayout(file);
    case ImageFormat::Nrrd:
      return readNrrdLayout(file);
    case ImageFormat::Meta:
      return readMetaLayout(file);
    case ImageFormat::Unknown:
      break;
  }
  return Error{ErrorKind::NotSupported,
               Texts::tr("A mask is read from a file whose name ends in .nii.gz, .nii, .nrrd, .mha or .mhd."),
               file};
}

/// ITK's reader of the file, header read, which must say of the size what our own reading says: that is what
/// was compared with the length of the file. Throws what ITK throws.
Result<itk::ImageIOBase::Pointer> opened(const QString& file, ImageFormat format, const ImageLayout& layout) {
  const itk::ImageIOBase::Pointer image = imageIo(format);
  const std::string name = QFile::encodeName(file).toStdString();
  if (!image->CanReadFile(name.c_str())) return unreadable(file, Texts::tr("its header is not understood"));
  image->SetFileName(name);
  image->ReadImageInformation();
  // NIfTI with a slope and intercept comes as floating point.
  bool same =
      image->GetNumberOfComponents() == 1 &&
      (format == ImageFormat::Nifti || static_cast<int>(image->GetComponentSize()) == layout.bytesPerVoxel);
  for (unsigned axis = 0; axis < std::max(3U, image->GetNumberOfDimensions()); ++axis) {
    const auto side = axis < image->GetNumberOfDimensions() ? image->GetDimensions(axis) : 1;
    same = same && static_cast<std::int64_t>(side) == (axis < 3 ? layout.size[axis] : 1);
  }
  if (!same)
    return Error{ErrorKind::NotSupported,
                 Texts::tr("A mask is one three-dimensional image of single numbers."), file};
  return image;
}

/// Turns what ITK throws into an Error.
template <class T>
Result<T> guarded(const QString& file, const std::function<Result<T>()>& work) {
  try {
    return work();
  } catch (const itk::ExceptionObject& exception) {
    return unreadable(file, QString::fromLocal8Bit(exception.GetDescription()).simplified());
  } catch (const std::bad_alloc&) {
    return Error{ErrorKind::NotSupported, Texts::tr("There is no memory for this image."), file};
  } catch (const std::exception& exception) {
    return unreadable(file, QString::fromLocal8Bit(exception.what()).simplified());
  }
}

template <class T>
Result<Values> read(itk::ImageIOBase& image) {
  std::vector<T> values(static_cast<std::size_t>(image.GetImageSizeInPixels()));
  if (values.size() * sizeof(T) != static_cast<std::size_t>(image.GetImageSizeInBytes()))
    return Error{ErrorKind::Internal, QStringLiteral("image component size"), {}};
  image.Read(values.data());
  return Values(std::move(values));
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

Result<Lattice> readLattice(const QString& file, ImageFormat format) {
  const Result<ImageLayout> layout = layoutOf(file, format);
  if (!layout) return layout.error();
  if (const auto whole = checkStoredLength(*layout, file); !whole) return whole.error();
  return guarded<Lattice>(file, [&]() -> Result<Lattice> {
    const auto image = opened(file, format, *layout);
    if (!image) return image.error();
    Lattice lattice;
    for (unsigned axis = 0; axis < std::min(3U, (*image)->GetNumberOfDimensions()); ++axis) {
      lattice.size[axis] = static_cast<int>((*image)->GetDimensions(axis));
      lattice.spacing[axis] = (*image)->GetSpacing(axis);
      lattice.origin[axis] = (*image)->GetOrigin(axis);
      const std::vector<double> direction = (*image)->GetDirection(axis);
      std::copy_n(direction.begin(), std::min<std::size_t>(3, direction.size()), lattice.axes[axis].begin());
    }
    return lattice;
  });
}

Result<Values> readValues(const QString& file, ImageFormat format) {
  const Result<ImageLayout> layout = layoutOf(file, format);
  if (!layout) return layout.error();
  return guarded<Values>(file, [&]() -> Result<Values> {
    const auto opening = opened(file, format, *layout);
    if (!opening) return opening.error();
    itk::ImageIOBase& image = **opening;
    itk::ImageIORegion region(image.GetNumberOfDimensions());
    for (unsigned axis = 0; axis < image.GetNumberOfDimensions(); ++axis)
      region.SetSize(axis, image.GetDimensions(axis));
    image.SetIORegion(region);
    using Type = itk::IOComponentEnum;
    switch (image.GetComponentType()) {
      case Type::UCHAR:
        return read<std::uint8_t>(image);
      case Type::CHAR:
        return read<std::int8_t>(image);
      case Type::USHORT:
        return read<std::uint16_t>(image);
      case Type::SHORT:
        return read<std::int16_t>(image);
      case Type::UINT:
        return read<std::uint32_t>(image);
      case Type::INT:
        return read<std::int32_t>(image);
      case Type::ULONG:
        return sizeof(long) == 8 ? read<std::uint64_t>(image) : read<std::uint32_t>(image);
      case Type::LONG:
        return sizeof(long) == 8 ? read<std::int64_t>(image) : read<std::int32_t>(image);
      case Type::ULONGLONG:
        return read<std::uint64_t>(image);
      case Type::LONGLONG:
        return read<std::int64_t>(image);
      case Type::FLOAT:
        return read<float>(image);
      case Type::DOUBLE:
        return read<double>(image);
      default:
        return Error{ErrorKind::NotSupported, Texts::tr("The numbers of this image are of an unknown type."),
                     file};
    }
  });
}

Result<void> writeImage(const QString& file, ImageFormat format, const Lattice& lattice,
                        const std::uint8_t* values) {
  return write(file, format, lattice, values, itk::IOComponentEnum::UCHAR);
}

Result<void> writeImage(const QString& file, ImageFormat format, const Lattice& lattice,
                        const std::uint16_t* values) {
  return write(file, format, lattice, values, itk::IOComponentEnum::USHORT);
}

}  // namespace uptake::libraries
