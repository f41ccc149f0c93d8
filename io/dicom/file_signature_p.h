#pragma once

#include <QByteArray>
#include <QString>

namespace uptake::dicom {

/// What a file is, judged by its first bytes: a DICOM file with the preamble of PS3.10, a dataset without one
/// as old files are, or something else.
enum class FileSignature { Preamble, Dataset, Other };

/// `head` is the beginning of the file: its first 132 bytes or more, or the whole of a shorter file.
FileSignature signatureOf(const QByteArray& head, qint64 fileSize);
/// The signature of a file; Other if it cannot be read.
FileSignature signatureOf(const QString& file);
/// Whether the file meta information says that the file is a DICOMDIR, whatever its name.
bool hasDicomDirSignature(const QString& file);

}  // namespace uptake::dicom
