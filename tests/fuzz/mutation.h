#pragma once

#include <QByteArray>
#include <QRandomGenerator>

#include <vector>

namespace uptake::fuzz {

/// One of `seeds`, changed at one to six places: bits, numbers at the edges of their types, text numbers that
/// are none, pieces that are missing, repeated, taken from another seed. Half of the changes are in the first
/// kilobyte, where most formats say how large the rest is.
QByteArray mutated(const std::vector<QByteArray>& seeds, QRandomGenerator& random);

}  // namespace uptake::fuzz
