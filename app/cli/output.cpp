#include "app/cli/command.h"
#include "core/foreign_text.h"

#include <QCommandLineParser>
#include <QCoreApplication>

#include <cstdio>

namespace uptake::cli {

std::optional<int> parseArguments(QCommandLineParser& parser, const QString& command,
                                  const QStringList& arguments) {
  const QCommandLineOption help({QStringLiteral("h"), QStringLiteral("help")},
                                QCoreApplication::translate("uptake::cli", "Shows this help."));
  parser.addOption(help);
  const QString program = QStringLiteral("uptake-cli ") + command;
  if (!parser.parse(QStringList{program} + arguments)) {
    printError(parser.errorText());
    return kWrongUsage;
  }
  if (!parser.isSet(help)) return std::nullopt;
  // Qt's usage line names the file that was started, not the command.
  printOutput(parser.helpText().replace(QCoreApplication::arguments().value(0), program).toUtf8());
  return kDone;
}

void printError(const QString& message) {
  const QByteArray line = QStringLiteral("uptake-cli: %1\n")
                              .arg(QString::fromUtf8(withoutControls(message.simplified().toUtf8())))
                              .toUtf8();
  std::fwrite(line.constData(), 1, static_cast<std::size_t>(line.size()), stderr);
}

void printOutput(const QByteArray& output) {
  const QByteArray text = withoutControls(output);
  std::fwrite(text.constData(), 1, static_cast<std::size_t>(text.size()), stdout);
  if (!text.endsWith('\n')) std::fputc('\n', stdout);
  std::fflush(stdout);
}

}  // namespace uptake::cli
