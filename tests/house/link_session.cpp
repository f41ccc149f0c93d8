#include "annotation/case_editor.h"
#include "app/session/session.h"
#include "io/phantom/phantom.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QSettings>
#include <QTemporaryDir>
#include <QThread>

#include <cstdio>

namespace {

using namespace uptake;

template <class Condition>
bool waitFor(Condition condition) {
  constexpr qint64 kLongestMs = 60000;
  QElapsedTimer since;
  since.start();
  while (!condition() && since.elapsed() < kLongestMs) {
    QCoreApplication::processEvents();
    QThread::msleep(5);
  }
  return condition();
}

int failed(const char* what) {
  std::fprintf(stderr, "link_session: %s\n", what);
  return 1;
}

}  // namespace

/// A study is opened, drawn on and saved without a window.
int main(int argc, char** argv) {
  const QCoreApplication application(argc, argv);
  const QTemporaryDir folder;
  QSettings::setDefaultFormat(QSettings::IniFormat);
  QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, folder.filePath(QStringLiteral("settings")));
  const QString study = folder.filePath(QStringLiteral("study"));
  JobControl control;
  if (!writePhantom(study, {.seed = 1, .size = PhantomSize::Small}, control)) return failed("no phantom");

  Session session;
  bool isRead = false;
  bool isSaved = false;
  QObject::connect(&session.annotations(), &Keeper::annotationsLoaded, &session,
                   [&isRead] { isRead = true; });
  QObject::connect(&session.annotations(), &Keeper::saved, &session, [&isSaved] { isSaved = true; });
  session.open({study});
  if (!waitFor([&] { return isRead && session.isSettled(); })) return failed("the study was not opened");

  Box box;
  box.sopInstanceUid = session.openCase().document().ct()->source().slices.front().sopInstanceUid;
  box.className = QStringLiteral("A");
  box.rect = {2, 3, 10, 12};
  CaseEditor(session.openCase().toolContext()).addBox(box);
  session.annotations().save();
  if (!waitFor([&] { return isSaved; })) return failed("the box was not saved");
  return QDir(session.annotations().folder().path()).exists(QStringLiteral("Annotation")) ? 0
                                                                                          : failed("no file");
}
