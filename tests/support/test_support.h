#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>
#include <QTest>

namespace uptake::test {

/// The folder of real test data (UPTAKE_TEST_DATA, or ../shared/data beside the source), or empty.
QString realDataDir();

/// Repository root, for scripts under tests/.
QString sourceDir();

/// A program of this build: "uptake", "uptake-cli".
QString program(const QString& name);

/// What a finished child process said.
struct ProcessOutput {
  int exitCode = -1;  ///< -1: did not start or crashed
  QByteArray out;
  QByteArray err;
};
ProcessOutput runProcess(const QString& program, const QStringList& arguments, int timeoutMs = 120000);

/// The Python that has pydicom, nibabel and numpy (Debian's), or empty. Independent decoders run in it.
QString python();
/// The Python that has other people's software as well (`./dev peers`: build-peers, or the program that
/// UPTAKE_PEERS names), else python(). Scripts end with kPeerIsAbsent where they cannot import it.
QString peerPython();
inline constexpr int kPeerIsAbsent = 77;

}  // namespace uptake::test

/// Skips the test when the real data or a part of it is absent.
#define UPTAKE_NEEDS_REAL_DATA()                                                                        \
  do {                                                                                                  \
    if (uptake::test::realDataDir().isEmpty()) QSKIP("the real data is absent (see UPTAKE_TEST_DATA)"); \
  } while (false)

/// Skips the test when Debian's python3-pydicom and friends are absent.
#define UPTAKE_NEEDS_PYTHON()                                                                         \
  do {                                                                                                \
    if (uptake::test::python().isEmpty()) QSKIP("python3 with pydicom, nibabel and numpy is absent"); \
  } while (false)
