#pragma once

#include "app/session/annotations/keeper.h"
#include "app/session/messages.h"

namespace uptake::test {

/// Keeps the annotations of a case that a test made, as if its study had just been opened.
struct KeptCase {
  /// `journals`: the folder of journals; empty: none is kept.
  explicit KeptCase(ToolContext context, const QString& journals = {}, OpenedStudy study = withoutImages())
      : revisions(context.document, context.undoStack), keeper(context, revisions, messages) {
    keeper.journal().setFolder(journals);
    keeper.open(std::move(study));
  }

  static OpenedStudy withoutImages() {
    OpenedStudy opened;
    StudyEntry study;
    study.uid = QStringLiteral("1.2.3");
    opened.patient = {QStringLiteral("P1"), {}, {study}};
    opened.openedPaths = {QStringLiteral("/images")};
    return opened;
  }

  Messages messages;
  Revisions revisions;
  Keeper keeper;
};

}  // namespace uptake::test
