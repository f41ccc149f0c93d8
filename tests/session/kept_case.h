#pragma once

#include "annotation/commands/revisions.h"
#include "app/session/annotations/keeper.h"
#include "app/session/annotations/kinds/kinds.h"

#include <memory>

namespace uptake::test {

/// What keeps a case with every kind of annotation, and its journal in `journals`. What the document holds
/// now counts as lying on the disk.
inline std::unique_ptr<Keeper> keep(ToolContext context, Revisions& revisions, const QString& journals) {
  auto keeper = std::make_unique<Keeper>(context, revisions);
  addKinds(*keeper);
  keeper->journal().setFolder(journals);
  OpenedStudy study;
  study.patient.id = QStringLiteral("P1");
  study.patient.studies.resize(1);
  study.patient.studies.front().uid = QStringLiteral("1.2.3");
  keeper->open(std::move(study));
  return keeper;
}

}  // namespace uptake::test
