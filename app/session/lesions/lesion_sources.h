#pragma once

#include "annotation/lesions/lesion_findings.h"
#include "app/session/session.h"

#include <QString>

#include <vector>

namespace uptake {

/// A set of lesions to choose.
struct NamedLesionSource {
  LesionSource source;
  QString name;  ///< as a person reads it
  bool operator==(const NamedLesionSource&) const = default;
};

/// Every mask, and the boxes of every series that has some.
std::vector<NamedLesionSource> lesionSources(const Session& session, const CaseDocument& document);

/// The one that what is selected belongs to; none where nothing is.
LesionSource selectedLesionSource(const Selection& selection, const CaseDocument& document,
                                  const std::vector<NamedLesionSource>& sources);

}  // namespace uptake
