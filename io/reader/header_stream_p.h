#pragma once

#include "io/dicom/instance_header_p.h"

#include <QDataStream>

namespace uptake::reader {

/// A header as bytes. Only what differs from `like` is written, which is little among the slices of a series;
/// reading needs the same `like`, and shares its texts in memory.
void writeHeader(QDataStream& stream, const dicom::InstanceHeader& header, const dicom::InstanceHeader& like);
dicom::InstanceHeader readHeader(QDataStream& stream, const dicom::InstanceHeader& like);

/// Lets equal texts of two headers use the same memory.
void shareTexts(dicom::InstanceHeader& header, const dicom::InstanceHeader& like);

}  // namespace uptake::reader
