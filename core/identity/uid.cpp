#include "core/identity/uid.h"

#include <QUuid>

#include <algorithm>
#include <vector>

namespace uptake {

QString uidOf(const QUuid& uuid) {
  // Long division in base 256.
  const QByteArray bytes = uuid.toRfc4122();
  std::vector<unsigned> digits(static_cast<std::size_t>(bytes.size()));
  std::ranges::transform(bytes, digits.begin(), [](char c) { return static_cast<unsigned char>(c); });
  QString decimal;
  while (std::ranges::any_of(digits, [](unsigned digit) { return digit != 0; })) {
    unsigned remainder = 0;
    for (unsigned& digit : digits) {
      const unsigned value = remainder * 256 + digit;
      digit = value / 10;
      remainder = value % 10;
    }
    decimal.prepend(QChar(u'0' + static_cast<char16_t>(remainder)));
  }
  return QStringLiteral("2.25.") + decimal;
}

QString newUid() {
  return uidOf(QUuid::createUuid());
}

}  // namespace uptake
