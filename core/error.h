#pragma once

#include <QString>

#include <optional>
#include <utility>
#include <variant>

namespace uptake {

/// The few ways an operation can fail. What a program does about a failure depends on the kind; what a person
/// reads is Error::message.
enum class ErrorKind {
  FileUnreadable,  ///< cannot be opened, read, parsed or written
  NotSupported,    ///< understood, but outside what the program handles
  Inconsistent,    ///< values that contradict each other or a rule of the format
  Cancelled,       ///< a person or a newer job stopped it
  Internal,        ///< a defect of this program
};

/// A failure. `message` is translated, one line, and says which value broke which rule and what can be done;
/// `file` is the path it is about, or empty.
struct Error {
  ErrorKind kind = ErrorKind::Internal;
  QString message;
  QString file;

  /// "file: message", or the message alone when no file is involved.
  QString text() const { return file.isEmpty() ? message : file + QStringLiteral(": ") + message; }
};

/// A value or the Error that prevented it.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::move(value)) {}      // NOLINT(google-explicit-constructor)
  Result(Error error) : state_(std::move(error)) {}  // NOLINT(google-explicit-constructor)

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  const T& value() const { return std::get<0>(state_); }
  T& value() { return std::get<0>(state_); }
  T take() { return std::move(std::get<0>(state_)); }
  const T* operator->() const { return &value(); }
  T* operator->() { return &value(); }
  const T& operator*() const { return value(); }
  T& operator*() { return value(); }

  const Error& error() const { return std::get<1>(state_); }

 private:
  std::variant<T, Error> state_;
};

/// Success, or the Error that prevented it.
template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}  // NOLINT(google-explicit-constructor)

  bool ok() const { return !error_.has_value(); }
  explicit operator bool() const { return ok(); }
  const Error& error() const { return *error_; }

 private:
  std::optional<Error> error_;
};

}  // namespace uptake
