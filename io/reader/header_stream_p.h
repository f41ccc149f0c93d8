#pragma once

#include "io/dicom/instance_header_p.h"

#include <QDataStream>

#include <vector>

namespace uptake::reader {

/// A header as bytes. Only what differs from `like` is written, which is little among the slices of a series;
/// reading needs the same `like`, and shares its texts in memory.
void writeHeader(QDataStream& stream, const dicom::InstanceHeader& header, const dicom::InstanceHeader& like);
dicom::InstanceHeader readHeader(QDataStream& stream, const dicom::InstanceHeader& like);

/// The headers of a file's frames, each like the one before it.
void writeHeaders(QDataStream& stream, const std::vector<dicom::InstanceHeader>& headers,
                  const dicom::InstanceHeader& like);
std::vector<dicom::InstanceHeader> readHeaders(QDataStream& stream, const dicom::InstanceHeader& like);

/// Whether two headers are equal in everything but the file that they are of.
bool sameButFile(const dicom::InstanceHeader& a, const dicom::InstanceHeader& b);

/// Lets equal texts of two headers use the same memory.
void shareTexts(dicom::InstanceHeader& header, const dicom::InstanceHeader& like);

}  // namespace uptake::reader
