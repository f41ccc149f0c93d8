#pragma once

#include <QtEndian>

#include <bit>
#include <cstring>
#include <type_traits>

namespace uptake::masks {

/// A number as a file stores it, at any address; `isSwapped` where its bytes are in the other order than this
/// machine's.
template <class T>
T storedNumber(const char* bytes, bool isSwapped) {
  if constexpr (std::is_floating_point_v<T>) {
    using Bits = std::conditional_t<sizeof(T) == 4, quint32, quint64>;
    return std::bit_cast<T>(storedNumber<Bits>(bytes, isSwapped));
  } else {
    T value;
    std::memcpy(&value, bytes, sizeof(T));
    return isSwapped ? qbswap(value) : value;
  }
}

}  // namespace uptake::masks
