#pragma once

#include <QByteArray>

#include <functional>

namespace uptake::reader {

/// The answer to one request.
struct Answer {
  QByteArray message;       ///< empty when the memory did not suffice
  bool endsReader = false;  ///< the process should be replaced by a new one afterwards
};

/// The main loop of a reader process: reads requests from standard input and writes answers to standard
/// output until the input ends. Returns the exit status.
int serve(const std::function<Answer(const QByteArray&)>& handler);

/// Executes a request, see operations_p.h.
Answer handleRequest(const QByteArray& request);

}  // namespace uptake::reader
