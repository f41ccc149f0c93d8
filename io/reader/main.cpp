#include "io/reader/reader_service_p.h"

#include <QCoreApplication>
#include <QLocale>
#include <QTranslator>

#include <csignal>

/// uptake-reader: parses files from outside for uptake and uptake-cli, which start it; of no use to people.
int main(int argc, char** argv) {
  // Ctrl+C in a terminal is meant for the program that asked, which decides what becomes of its readers.
  std::signal(SIGINT, SIG_IGN);
  const QCoreApplication application(argc, argv);
  QTranslator translator;
  if (translator.load(QLocale(), QStringLiteral("uptake"), QStringLiteral("_"), QStringLiteral(":/i18n")) ||
      translator.load(QStringLiteral(":/i18n/uptake_en")))
    QCoreApplication::installTranslator(&translator);
  return uptake::reader::serve(uptake::reader::handleRequest);
}
