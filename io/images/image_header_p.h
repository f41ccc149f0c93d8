#pragma once

#include "core/error.h"
#include "io/dicom/suv.h"
#include "io/images/image_file.h"
#include "io/masks/image_layout_p.h"

namespace uptake::images {

/// What the header of an image file states; voxels are read by its layout again.
struct ImageHeader {
  masks::ImageLayout layout;
};

/// Reads it in the calling process.
Result<ImageHeader> readImageHeader(const QString& file);

/// Gives a series the grid, size and type of its file, or why it cannot be shown, perhaps with a remedy.
void placeSeries(SeriesEntry& series, const ImageHeader& header);

/// The scale of a PET in such a file: SUVbw as it is, or none, with what is known and whence.
SuvScale suvScaleOf(const ImageFile& image);

}  // namespace uptake::images
