#pragma once

#include "io/dicom/study_index.h"

#include <QObject>
#include <QStringList>

#include <vector>

namespace uptake {

/// What a person should know: short messages as things happen, and the list of what could not be used of the
/// files that are open.
class Messages : public QObject {
  Q_OBJECT

 public:
  explicit Messages(QObject* parent = nullptr) : QObject(parent) {}

  void say(const QString& message) { Q_EMIT said(message); }
  /// What a person asked for was not done, as far as they will want to know why at once: nothing was opened,
  /// nothing imported. The case that was open stays. Also said, with the reason where there is one alone.
  void refuse(const QString& what, const QStringList& reasons);

  /// Everything that could not be used, with its reason.
  const std::vector<FileProblem>& problems() const { return problems_; }
  /// Another case is open: these are the only ones.
  void setProblems(std::vector<FileProblem> problems);
  /// Adds those that are not in the list yet.
  void addProblems(const std::vector<FileProblem>& problems);
  /// Takes out what was added earlier, and puts what holds now in its place.
  void replaceProblems(const std::vector<FileProblem>& earlier, const std::vector<FileProblem>& now);

 Q_SIGNALS:
  void said(const QString& message);
  /// Comes after said().
  void refused(const QString& what, const QStringList& reasons);
  void problemsChanged();

 private:
  std::vector<FileProblem> problems_;
};

}  // namespace uptake
