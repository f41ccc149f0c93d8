#pragma once

#include "core/mask/label_map.h"

#include <QByteArray>

#include <vector>

namespace uptake {

/// The labels of a region (indices of the map's grid) as bytes: run-length coded, at the price of the runs in
/// it.
QByteArray packLabels(const LabelMap& labels, const IndexBox& region);

/// Gives a region the labels that packLabels() read from it. False when the bytes are not labels of that
/// region; the map may have any labels then.
bool unpackLabels(QByteArrayView packed, const IndexBox& region, LabelMap& labels);

/// Runs in buffer order that do not overlap, as bytes: about a third of their size.
QByteArray packRuns(const std::vector<LabelEdit>& runs);
/// What packRuns() was given.
std::vector<LabelEdit> unpackRuns(QByteArrayView packed);

/// The runs, none of which crosses a row, that turn `from` into `to`, which lies on the same grid.
std::vector<LabelEdit> runsBetween(const LabelMap& from, const LabelMap& to);

}  // namespace uptake
