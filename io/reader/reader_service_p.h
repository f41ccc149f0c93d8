#pragma once

#include <QByteArray>

#include <functional>

namespace uptake::reader {

/// What a reader says to one request, and whether it wants to be replaced by a fresh process after it. An
/// empty message says that the memory did not suffice.
struct Answer {
  QByteArray message;
  bool lastOne = false;
};

/// The life of a reader process: takes requests from standard input and writes answers to standard output
/// until the input ends. Returns the exit status.
int serve(const std::function<Answer(const QByteArray&)>& handler);

/// Does what a request asks for, see operations_p.h.
Answer handleRequest(const QByteArray& request);

}  // namespace uptake::reader
