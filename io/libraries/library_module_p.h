#pragma once

#include "io/dicom/compressed_frame_p.h"
#include "io/masks/image_file_p.h"

// GDCM and ITK's image files stand behind this table, in a module that is loaded when the first compressed
// frame comes or a label image is written: a process that starts with them needs 75 ms for it, one without
// 10, and most readers, windows and commands never use them.

namespace uptake::libraries {

/// Each does what the function of the same name says.
struct Functions {
  Result<std::vector<std::uint8_t>> (*decodeFrame)(const std::vector<std::uint8_t>& frame,
                                                   const QString& transferSyntaxUid,
                                                   const dicom::PixelForm& format);
  Result<void> (*writeBytes)(const QString& file, masks::ImageFormat format, const masks::Lattice& lattice,
                             const std::uint8_t* values);
  Result<void> (*writeWords)(const QString& file, masks::ImageFormat format, const masks::Lattice& lattice,
                             const std::uint16_t* values);
};

// What the module defines.

Result<std::vector<std::uint8_t>> decodeFrame(const std::vector<std::uint8_t>& frame,
                                              const QString& transferSyntaxUid,
                                              const dicom::PixelForm& format);
Result<void> writeImage(const QString& file, masks::ImageFormat format, const masks::Lattice& lattice,
                        const std::uint8_t* values);
Result<void> writeImage(const QString& file, masks::ImageFormat format, const masks::Lattice& lattice,
                        const std::uint16_t* values);

}  // namespace uptake::libraries
