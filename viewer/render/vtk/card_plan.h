#pragma once

#include "core/volume/volume.h"
#include "viewer/render/slab_layers.h"
#include "viewer/render/view_plan.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace uptake::vtk {

/// A number of 4 floats in CardPlan::tables.
struct TableEntry {
  float x = 0.0F, y = 0.0F, z = 0.0F, w = 0.0F;
};

/// An image, and where each pixel of the screen lies in it. Positions in tables are those of entries.
struct CardImage {
  std::shared_ptr<const Volume> volume;
  Combine combine = Combine::Weighted;
  bool smooth = true;
  bool isOblique = false;

  /// For each column of the screen, and each row, on a plane of stored voxels: (lattice cell, weight of the
  /// next, the next, 1 where the image is and 0 where not). On an oblique plane the rows alone, of each layer
  /// after the other, in pairs: (i, j, k of the row's first pixel, 0) and (the first pixel within the image,
  /// the last, 0, 0).
  int columns = 0;
  int rows = 0;
  PlaneAxes axes;
  /// On a plane of stored voxels: its layers, (index, weight, 0, 0) each. On an oblique one: how many samples
  /// are taken through its slab.
  int layers = 0;
  int layerCount = 1;
  /// On an oblique plane: from pixel to pixel, in voxels.
  Eigen::Vector3f step = Eigen::Vector3f::Zero();

  /// A value is at (value − first) · scale of ValueColours::kLastEntry + 1 colours from here on.
  int colours = 0;
  float first = 0.0F;
  float scale = 1.0F;
};

/// Labels: `table` entries (columns, rows, width, first cell ÷ CardPlan::kLineLength) and (first colour,
/// number of colours, 0, 0). An entry of columns or rows is (cell, or −1 where nothing is labelled, 0, 0, 0).
struct CardLabels {
  int table = 0;
};

/// A ViewPlan as a graphics card takes it. Where pixels lie on images and labels is worked out here, by the
/// same functions and in the same precision as RasterRenderer does it, for each column and row of the screen:
/// so both show the same voxel at every pixel, whatever a card's own precision.
struct CardPlan {
  /// Tables, colours and cells are lines of so many, as textures are.
  static constexpr int kLineLength = 4096;

  QSize pixels;
  QRgb ground = 0xff000000U;
  std::optional<CardImage> under;
  std::optional<CardImage> over;
  FusionMode mode = FusionMode::Blend;
  int squareSize = 1;
  int dividingLine = 0;
  int labelTable = 0;  ///< of the first layer of labels; two entries each
  int labelCount = 0;
  /// Two labels' tables, −1 for none; colours by state from `agreementColours` on. Neither: no agreement.
  int agreementFirst = -1;
  int agreementSecond = -1;
  int agreementColours = 0;

  std::vector<TableEntry> tables;
  std::vector<QRgb> colours;  ///< premultiplied
  std::vector<Label> cells;
};

CardPlan cardPlan(const ViewPlan& plan);

}  // namespace uptake::vtk
