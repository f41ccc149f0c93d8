#include "io/reader/reader_service_p.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QThread>

#include <cstdio>
#include <cstdlib>
#include <new>

/// A reader that does to its requests what they ask for: what files made to do harm do to a real one.
int main(int argc, char** argv) {
  const QCoreApplication application(argc, argv);
  return uptake::reader::serve([](const QByteArray& request) -> uptake::reader::Answer {
    if (request == "crash") std::abort();
    if (request == "hang") QThread::sleep(600);
    if (request == "leave") std::exit(0);
    if (request == "retire") return {"retired", true};
    if (request == "chatter") std::puts("a library says something on standard output");
    if (request == "slow") QThread::msleep(40);
    if (request == "id") return {QByteArray::number(QCoreApplication::applicationPid()), false};
    if (request == "span") {
      const auto now = [] { return QByteArray::number(QDeadlineTimer::current().deadlineNSecs()); };
      const QByteArray begin = now();
      QThread::msleep(30);
      return {begin + ' ' + now(), false};
    }
    if (request.startsWith("grow ")) {
      const auto bytes = static_cast<std::size_t>(request.mid(5).toInt()) * 1024 * 1024;
      try {
        QByteArray(static_cast<qsizetype>(bytes), 'x').detach();
      } catch (const std::bad_alloc&) {
        return {QByteArray(), true};
      }
    }
    return {"did " + request, false};
  });
}
