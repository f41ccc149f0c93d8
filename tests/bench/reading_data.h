#pragma once

#include <QString>
#include <QStringList>

namespace uptake::bench {

enum class Coding { Native, JpegLossless, Jpeg2000 };

/// A CT of 300 slices of 512² and a PET of 300 slices of 400², with some eighty header elements a file, in a
/// temporary folder that lives as long as the program.
struct ReadingData {
  QString folder;
  QStringList ct;   ///< in slice order
  QStringList pet;  ///< in slice order
};
const ReadingData& readingData(Coding coding);

/// 10,000 slices of 16 × 16 in 40 series and as many folders: only their headers matter.
const QString& manyFiles();

}  // namespace uptake::bench
