#include "io/reader/reader_service_p.h"

#include <QCoreApplication>
#include <QLocale>
#include <QTranslator>

/// uptake-reader: parses files from outside for uptake and uptake-cli, which start it; of no use to people.
int main(int argc, char** argv) {
  const QCoreApplication application(argc, argv);
  QTranslator translator;
  if (translator.load(QLocale(), QStringLiteral("uptake"), QStringLiteral("_"), QStringLiteral(":/i18n")) ||
      translator.load(QStringLiteral(":/i18n/uptake_en")))
    QCoreApplication::installTranslator(&translator);
  return uptake::reader::serve(uptake::reader::handleRequest);
}
