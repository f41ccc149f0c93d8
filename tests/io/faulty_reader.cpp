#include "io/reader/reader_service_p.h"

#include <QCoreApplication>
#include <QThread>

#include <cstdio>
#include <cstdlib>

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
    return {"did " + request, false};
  });
}
