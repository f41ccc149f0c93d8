#pragma once

#include "annotation/compare/mask_parts.h"
#include "core/jobs/job_runner.h"
#include "core/units.h"

#include <optional>

namespace uptake {

/// The part of both surfaces that lies within a distance of the other one: (|{t ∈ T: d(t, P) ≤ τ}| + |{p ∈ P:
/// d(p, T) ≤ τ}|) / (|T| + |P|), with T and P the surface voxels of all of truth and prediction (those with a
/// face neighbour outside, as SurfaceDistance has it) and distances between their centres. It is the
/// normalised surface Dice of Nikolov et al. (J Med Internet Res 2021;23:e26151) counted in surface voxels,
/// as MONAI's compute_surface_dice does without sub-voxels. std::nullopt when the truth is empty, as Dice;
/// 0 when only the prediction is. Not valid when `control` says stop.
std::optional<double> surfaceDice(const MaskParts& truth, const MaskParts& prediction, Millimetres tolerance,
                                  const JobControl& control);

}  // namespace uptake
