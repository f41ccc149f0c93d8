#include "io/reader/operations_p.h"
#include "io/reader/reader_service_p.h"

#include <QCoreApplication>
#include <QThread>

/// Reads what uptake-reader reads, but each file as slowly as from the far end of a network.
int main(int argc, char** argv) {
  const QCoreApplication application(argc, argv);
  return uptake::reader::serve([](const QByteArray& request) {
    QThread::msleep(20);
    return uptake::reader::handleRequest(request);
  });
}
