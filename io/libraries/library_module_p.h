#pragma once

#include "io/dicom/compressed_frame_p.h"
#include "io/masks/image_file_p.h"
#include "io/sheet/sheet_file_p.h"

// The functions that need GDCM, ITK and libzip are in a module, which is loaded when the first compressed
// frame is decoded, label image written or workbook read. A process that links these libraries takes 75 ms to
// start instead of 10 ms, and most readers, windows and commands never use them.

namespace uptake::libraries {

/// The functions of the module. writeBytes and writeWords are writeImage for 8 and 16 bits.
struct Functions {
  Result<std::vector<std::uint8_t>> (*decodeFrame)(const std::vector<std::uint8_t>& frame,
                                                   const QString& transferSyntaxUid,
                                                   const dicom::PixelForm& format);
  Result<dicom::ColourSamples> (*decodeColours)(const std::vector<std::uint8_t>& frame,
                                                const QString& transferSyntaxUid,
                                                const dicom::PixelForm& format);
  Result<void> (*writeBytes)(const QString& file, masks::ImageFormat format, const masks::Lattice& lattice,
                             const std::uint8_t* values);
  Result<void> (*writeWords)(const QString& file, masks::ImageFormat format, const masks::Lattice& lattice,
                             const std::uint16_t* values);
  Result<std::optional<QByteArray>> (*readZipMember)(const QString& file, const QString& name,
                                                     qint64 largest);
};

// Defined in the module.

Result<std::vector<std::uint8_t>> decodeFrame(const std::vector<std::uint8_t>& frame,
                                              const QString& transferSyntaxUid,
                                              const dicom::PixelForm& format);
Result<dicom::ColourSamples> decodeColours(const std::vector<std::uint8_t>& frame,
                                           const QString& transferSyntaxUid, const dicom::PixelForm& format);
Result<void> writeImage(const QString& file, masks::ImageFormat format, const masks::Lattice& lattice,
                        const std::uint8_t* values);
Result<void> writeImage(const QString& file, masks::ImageFormat format, const masks::Lattice& lattice,
                        const std::uint16_t* values);
Result<std::optional<QByteArray>> readZipMember(const QString& file, const QString& name, qint64 largest);

}  // namespace uptake::libraries
