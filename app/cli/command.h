#pragma once

#include <QString>
#include <QStringList>

#include <optional>

class QCommandLineParser;

namespace uptake::cli {

/// Exit codes of uptake-cli; part of its interface.
enum ExitCode {
  kDone = 0,
  kDoneWithProblems = 1,
  kWrongUsage = 2,
  kNothingRead = 3,
};

/// One subcommand. `run` gets the arguments after the command's name and returns an ExitCode.
struct Command {
  const char* name;
  const char* summary;  ///< one line, translatable in the context "uptake::cli"
  int (*run)(const QStringList& arguments);
};

int runEvaluate(const QStringList& arguments);
int runConvert(const QStringList& arguments);
int runLidc(const QStringList& arguments);
int runReaders(const QStringList& arguments);
int runAudit(const QStringList& arguments);
int runImportLungRads(const QStringList& arguments);
int runStats(const QStringList& arguments);
int runPhantom(const QStringList& arguments);
int runInspect(const QStringList& arguments);
int runMaskToSeg(const QStringList& arguments);
int runSegToMask(const QStringList& arguments);
int runVoc(const QStringList& arguments);
int runVocToSeg(const QStringList& arguments);
int runSegToVoc(const QStringList& arguments);

/// Parses the arguments after a command's name and gives every command its --help. Nothing when the command
/// should go on; otherwise the exit code to return: help was shown, or an argument is wrong and was named.
std::optional<int> parseArguments(QCommandLineParser& parser, const QString& command,
                                  const QStringList& arguments);

/// "uptake-cli: message" on standard error, in one line.
void printError(const QString& message);
/// The same for what the command's result does not tell: a command that is done is then done with problems.
void printProblem(const QString& message);
/// To standard output, UTF-8, with a final newline.
void printOutput(const QByteArray& text);
/// Ends standard output. The exit code to return: when some of what was printed could not be written (the
/// disk is full, say), that is said, and kDone becomes kDoneWithProblems.
int finishedOutput(int exitCode);

}  // namespace uptake::cli
