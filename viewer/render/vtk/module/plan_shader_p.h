#pragma once

#include "viewer/render/vtk/card_plan.h"

#include <optional>
#include <string>

namespace uptake::vtk {

/// What of a plan needs another program for the card: which images there are, and how their voxels are
/// stored.
struct ShaderKind {
  std::optional<VoxelType> under;
  std::optional<VoxelType> over;
  auto operator<=>(const ShaderKind&) const = default;
};
ShaderKind shaderKind(const CardPlan& plan);

/// The program that paints one pixel of a plan, in VTK's GLSL. It does step by step, with whole numbers where
/// the compositor has them, what viewer/render/raster does. Its uniforms are set by PlanProp.
std::string planShader(const ShaderKind& kind);

/// Numbers of an image, in the order in which the shader's arrays NAMEInts and NAMEFloats have them.
enum ImageInt {
  kSizeX,
  kSizeY,
  kSizeZ,
  kAcross,
  kDownwards,
  kThrough,
  kColumns,
  kRows,
  kLayers,
  kLayerCount,
  kCombine,
  kSmooth,
  kOblique,
  kColours,
  kImageInts
};
enum ImageFloat { kFirst, kScale, kStepX, kStepY, kStepZ, kImageFloats };

}  // namespace uptake::vtk
