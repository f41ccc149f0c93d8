#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include <optional>
#include <vector>

namespace uptake::dicom {

/// Reads single values out of a dataset, without padding and with numbers independent of the locale. Empty
/// elements read like absent ones.
class DatasetValues {
 public:
  explicit DatasetValues(DcmItem& item);

  /// The bytes of a text element, all values, leading and trailing padding removed.
  QByteArray raw(const DcmTagKey& tag) const;
  /// The text, decoded by the dataset's SpecificCharacterSet.
  QString text(const DcmTagKey& tag) const;
  /// The text, split at backslashes.
  QStringList values(const DcmTagKey& tag) const;
  std::optional<double> number(const DcmTagKey& tag) const;
  /// Exactly `count` numbers; `std::nullopt` when there are more or fewer, or one of them cannot be parsed.
  std::optional<std::vector<double>> numbers(const DcmTagKey& tag, int count) const;
  std::optional<int> integer(const DcmTagKey& tag) const;
  /// Value of a binary 16-bit element (US), or `absent`.
  int unsignedShort(const DcmTagKey& tag, int absent = 0) const;

  /// A text value in a private block: the element `offset` (0x00–0xFF) of the block that `creator` reserved
  /// in `group` (PS3.5 7.8.1). `std::nullopt` without such a block or element.
  std::optional<QString> privateText(quint16 group, const char* creator, quint8 offset) const;
  /// Whether any creator has reserved a block in `group`.
  bool hasPrivateCreator(quint16 group) const;

 private:
  std::vector<DcmTagKey> privateCreators(quint16 group) const;

  DcmItem& item_;
  QByteArray characterSet_;
};

}  // namespace uptake::dicom
