#pragma once

#include <QByteArray>
#include <QString>

namespace uptake::dicom {

/// What the first bytes of a file promise: the preamble of PS3.10, a bare dataset as old files have it, or no
/// DICOM.
enum class Opening { Preamble, Dataset, Other };

/// `head` is the beginning of the file, 132 bytes or more where it has them.
Opening openingOf(const QByteArray& head, qint64 fileSize);
/// That of a file; Other when it cannot be read.
Opening openingOf(const QString& file);
/// Whether it begins as a DICOMDIR does, whatever it is called.
bool opensAsDirectory(const QString& file);

}  // namespace uptake::dicom
