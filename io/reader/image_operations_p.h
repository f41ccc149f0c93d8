#pragma once

#include "core/error.h"
#include "io/images/image_header_p.h"
#include "io/images/image_values_p.h"

#include <QByteArray>
#include <QString>

#include <cstdint>

// Operations of reader processes on image files that are no DICOM.
namespace uptake::reader {

QByteArray imageHeaderRequest(const QString& file);
Result<images::ImageHeader> imageHeaderAnswer(const Result<QByteArray>& answer);

QByteArray voxelRequest(const images::VoxelTask& task);
/// The number of values that are not finite.
Result<std::int64_t> voxelAnswer(const Result<QByteArray>& answer);

}  // namespace uptake::reader
