#pragma once

#include "app/session/annotations/box_files.h"
#include "app/session/case/open_case.h"
#include "app/session/messages.h"
#include "app/session/schemes/class_schemes.h"
#include "core/jobs/job_runner.h"

#include <QObject>
#include <QStringList>

#include <functional>
#include <utility>

namespace uptake {

/// Adds boxes from PASCAL VOC files to the open study, in the background. Why none were added is said.
class BoxImport : public QObject {
  Q_OBJECT

 public:
  /// `areBoxesRead`: whether the boxes of the study that lie on disk are there by now.
  BoxImport(OpenCase& open, const ClassSchemes& schemes, std::function<bool()> areBoxesRead,
            Messages& messages, QObject* parent = nullptr)
      : QObject(parent),
        open_(open),
        schemes_(schemes),
        areBoxesRead_(std::move(areBoxesRead)),
        messages_(messages) {}

  /// From files and from those in folders (see readBoxFiles()), as one undo step; equal boxes that are there
  /// are not doubled. imported() follows, or Messages::refused(); files without an image are among the
  /// problems.
  void importFiles(const QStringList& paths);

  /// What is being read.
  JobRunner& job() { return job_; }

 Q_SIGNALS:
  void imported();

 private:
  void add(const BoxFiles& files);

  OpenCase& open_;
  const ClassSchemes& schemes_;
  std::function<bool()> areBoxesRead_;
  Messages& messages_;
  JobRunner job_;  // last: it is waited for before what it refers to goes
};

}  // namespace uptake
