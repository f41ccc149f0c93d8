#pragma once

namespace uptake {

class Keeper;

/// Adds the kinds of annotation that every case has.
void addKinds(Keeper& keeper);

}  // namespace uptake
