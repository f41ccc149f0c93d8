#include "app/cli/command.h"
#include "core/foreign_text.h"

#include <QCommandLineParser>
#include <QCoreApplication>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace uptake::cli {

namespace {

/// What kept output from being written; empty while all of it was.
QString& outputFailure() {
  static QString failure;
  return failure;
}

bool& hasProblems() {
  static bool has = false;
  return has;
}

bool& hasOutput() {
  static bool has = false;
  return has;
}

void checkOutput(bool written) {
  if (!written && outputFailure().isEmpty()) outputFailure() = QString::fromLocal8Bit(std::strerror(errno));
}

}  // namespace

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
  const QByteArray line = QStringLiteral("uptake-cli: %1\n").arg(oneLine(message.simplified())).toUtf8();
  std::fwrite(line.constData(), 1, static_cast<std::size_t>(line.size()), stderr);
}

void printProblem(const QString& message) {
  hasProblems() = true;
  printError(message);
}

void printOutput(const QByteArray& output) {
  const QByteArray text = withoutControls(output);
  const auto size = static_cast<std::size_t>(text.size());
  checkOutput(std::fwrite(text.constData(), 1, size, stdout) == size);
  if (!text.endsWith('\n')) checkOutput(std::fputc('\n', stdout) != EOF);
  checkOutput(std::fflush(stdout) == 0);
  hasOutput() = true;
}

int finishedOutput(int exitCode) {
  // Some disks say only now that they are full.
  if (hasOutput()) checkOutput(std::fclose(stdout) == 0);
  if (!outputFailure().isEmpty())
    printProblem(QCoreApplication::translate("uptake::cli", "The output could not be written: %1.")
                     .arg(outputFailure()));
  return exitCode == kDone && hasProblems() ? kDoneWithProblems : exitCode;
}

}  // namespace uptake::cli
