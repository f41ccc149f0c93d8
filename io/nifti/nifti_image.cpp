#include "io/nifti/nifti_image_p.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QtEndian>

#include <itkMetaDataObject.h>
#include <itkNiftiImageIO.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <new>

namespace uptake::nifti {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::LabelNifti)
};

Error unreadable(const QString& file, const QString& reason) {
  return {ErrorKind::FileUnreadable, Texts::tr("The file cannot be read as NIfTI (%1).").arg(reason), file};
}

/// ITK's reader of the file, header read. Throws what ITK throws.
Result<itk::NiftiImageIO::Pointer> opened(const QString& file) {
  if (!QFileInfo(file).isReadable())
    return unreadable(file, Texts::tr("it does not exist or may not be read"));
  auto image = itk::NiftiImageIO::New();
  const std::string name = QFile::encodeName(file).toStdString();
  if (!image->CanReadFile(name.c_str())) return unreadable(file, Texts::tr("it has no NIfTI header"));
  image->SetFileName(name);
  image->ReadImageInformation();
  // A fourth dimension of 1 is common and harmless.
  bool single = image->GetNumberOfComponents() == 1;
  for (unsigned axis = 3; axis < image->GetNumberOfDimensions(); ++axis)
    single = single && image->GetDimensions(axis) == 1;
  if (!single)
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
  }
}

double metadata(itk::NiftiImageIO& image, const char* key) {
  std::string text;
  itk::ExposeMetaData<std::string>(image.GetMetaDataDictionary(), key, text);
  return QByteArray::fromStdString(text).toDouble();
}

/// ITK returns rubbish or zeros for the part of an image that a file lacks, so count the bytes first: of the
/// file, or what a gzip file says it unpacks to (RFC 1952 2.3.1, ISIZE).
Result<void> checkLength(itk::NiftiImageIO& image, const QString& file) {
  const double expected = metadata(image, "vox_offset") +
                          static_cast<double>(image.GetImageSizeInPixels()) * metadata(image, "bitpix") / 8.0;
  QFile input(file);
  if (!input.open(QIODevice::ReadOnly)) return unreadable(file, input.errorString());
  auto length = static_cast<double>(input.size());
  double known = expected;
  double surplus = std::numeric_limits<double>::max();
  if (input.peek(2) == QByteArray("\x1f\x8b")) {
    if (input.size() < 4 || !input.seek(input.size() - 4))
      return unreadable(file, Texts::tr("it is cut short"));
    const QByteArray bytes = input.read(4);
    if (bytes.size() != 4) return unreadable(file, input.errorString());
    length = qFromLittleEndian<quint32>(bytes.constData());
    known = std::fmod(expected, 4294967296.0);
    // The last bytes of a file that was cut are any number; a few bytes after the voxels are harmless.
    surplus = 65536.0;
  }
  if (length >= known && length - known <= surplus) return {};
  return unreadable(file,
                    Texts::tr("it is cut short or damaged; %1 bytes were expected").arg(known, 0, 'f', 0));
}

template <class T>
Result<Values> read(itk::NiftiImageIO& image) {
  std::vector<T> values(static_cast<std::size_t>(image.GetImageSizeInPixels()));
  if (values.size() * sizeof(T) != static_cast<std::size_t>(image.GetImageSizeInBytes()))
    return Error{ErrorKind::Internal, QStringLiteral("NIfTI component size"), {}};
  image.Read(values.data());
  return Values(std::move(values));
}

template <class T>
Result<void> write(const QString& file, const Lattice& lattice, const T* values, itk::IOComponentEnum type) {
  try {
    const auto image = itk::NiftiImageIO::New();
    image->SetFileName(QFile::encodeName(file).toStdString());
    image->SetNumberOfDimensions(3);
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

Result<Lattice> readLattice(const QString& file) {
  return guarded<Lattice>(file, [&]() -> Result<Lattice> {
    const auto image = opened(file);
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

Result<Values> readValues(const QString& file) {
  return guarded<Values>(file, [&]() -> Result<Values> {
    const auto opening = opened(file);
    if (!opening) return opening.error();
    itk::NiftiImageIO& image = **opening;
    if (const auto whole = checkLength(image, file); !whole) return whole.error();
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
        return Error{ErrorKind::NotSupported,
                     Texts::tr("The numbers of this NIfTI image are of an unknown type."), file};
    }
  });
}

Result<void> writeImage(const QString& file, const Lattice& lattice, const std::uint8_t* values) {
  return write(file, lattice, values, itk::IOComponentEnum::UCHAR);
}

Result<void> writeImage(const QString& file, const Lattice& lattice, const std::uint16_t* values) {
  return write(file, lattice, values, itk::IOComponentEnum::USHORT);
}

}  // namespace uptake::nifti
