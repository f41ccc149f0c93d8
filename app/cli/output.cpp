#include "app/cli/command.h"

#include <cstdio>

namespace uptake::cli {

void printError(const QString& message) {
  const QByteArray line = QStringLiteral("uptake-cli: %1\n").arg(message.simplified()).toUtf8();
  std::fwrite(line.constData(), 1, static_cast<std::size_t>(line.size()), stderr);
}

void printOutput(const QByteArray& text) {
  std::fwrite(text.constData(), 1, static_cast<std::size_t>(text.size()), stdout);
  if (!text.endsWith('\n')) std::fputc('\n', stdout);
  std::fflush(stdout);
}

}  // namespace uptake::cli
