#pragma once

#include <QByteArray>
#include <QString>

#include <array>
#include <cstdint>
#include <vector>

namespace uptake::test {

/// An element to set as text, or to leave out when `value` is null.
struct TagValue {
  std::uint16_t group;
  std::uint16_t element;
  QByteArray value;
};

/// A small image file for tests; the defaults are an axial CT slice at the origin.
struct SliceFile {
  QByteArray modality = "CT";
  QByteArray sopClassUid = "1.2.840.10008.5.1.4.1.1.2";
  QByteArray sopInstanceUid = "1.2.3.4.1";
  QByteArray studyUid = "1.2.3.1";
  QByteArray seriesUid = "1.2.3.2";
  QByteArray frameUid = "1.2.3.3";
  QByteArray imageType = "ORIGINAL\\PRIMARY\\AXIAL";
  int instanceNumber = 1;
  int acquisitionNumber = 1;
  std::array<double, 3> position{0.0, 0.0, 0.0};
  std::array<double, 6> orientation{1.0, 0.0, 0.0, 0.0, 1.0, 0.0};
  std::array<double, 2> spacing{0.75, 0.5};  ///< between rows, between columns
  int rows = 3;
  int columns = 4;
  int bitsAllocated = 16;
  int bitsStored = 16;
  bool isSigned = true;
  double slope = 1.0;
  double intercept = -1024.0;
  std::vector<std::uint16_t> pixels;          ///< rows × columns; zeros when empty
  std::vector<TagValue> radiopharmaceutical;  ///< one item of the sequence when not empty
  std::vector<TagValue> tags;                 ///< set or left out last
  enum class Syntax { LittleEndian, BigEndian, Rle } syntax = Syntax::LittleEndian;
};

/// Writes the file; false when it cannot.
bool writeSlice(const QString& path, const SliceFile& slice);

/// A stack of `count` CT slices `distance` mm apart, "0.dcm" … in `folder`; SOP UIDs 1.2.3.4.<i + 1>.
/// `change` may alter each.
template <class Change>
bool writeStack(const QString& folder, int count, double distance, const Change& change) {
  for (int i = 0; i < count; ++i) {
    SliceFile slice;
    slice.sopInstanceUid = "1.2.3.4." + QByteArray::number(i + 1);
    slice.instanceNumber = i + 1;
    slice.position = {-10.0, -20.0, 100.0 + distance * i};
    change(i, slice);
    if (!writeSlice(folder + QStringLiteral("/%1.dcm").arg(i), slice)) return false;
  }
  return true;
}

}  // namespace uptake::test
