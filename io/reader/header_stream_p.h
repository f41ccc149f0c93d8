#pragma once

#include "io/dicom/instance_header_p.h"

#include <QDataStream>

#include <vector>

namespace uptake::reader {

/// Writes a header as its differences from `like`, which are few among the slices of a series. Reading needs
/// the same `like`; equal texts then share memory.
void writeHeader(QDataStream& stream, const dicom::InstanceHeader& header, const dicom::InstanceHeader& like);
dicom::InstanceHeader readHeader(QDataStream& stream, const dicom::InstanceHeader& like);

/// The headers of a file's frames, each as differences from the previous one.
void writeHeaders(QDataStream& stream, const std::vector<dicom::InstanceHeader>& headers,
                  const dicom::InstanceHeader& like);
std::vector<dicom::InstanceHeader> readHeaders(QDataStream& stream, const dicom::InstanceHeader& like);

/// Whether two headers are equal except for the file.
bool equalExceptFile(const dicom::InstanceHeader& a, const dicom::InstanceHeader& b);

/// Makes equal texts of two headers share memory.
void shareTexts(dicom::InstanceHeader& header, const dicom::InstanceHeader& like);

}  // namespace uptake::reader
