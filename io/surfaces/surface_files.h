#pragma once

#include "core/error.h"
#include "core/jobs/job_runner.h"
#include "core/mask/segment.h"
#include "core/mesh/surface_mesh.h"

#include <QString>
#include <QStringList>

#include <memory>
#include <vector>

namespace uptake {

/// Files of surfaces. Whatever the format, the numbers in them are patient coordinates: LPS, mm.
enum class SurfaceFormat {
  Stl,   ///< binary; says so in its header, as the format has no field for units
  Ply,   ///< binary, with normals; says so in a comment
  Gltf,  ///< binary glTF 2.0 (.glb), with names and colours; see writeSurfaces()
};

/// A surface with what tells it apart.
struct NamedSurfaceMesh {
  QString name;
  Rgb colour;
  double opacity = 1.0;
  std::shared_ptr<const SurfaceMesh> mesh;
};

/// The suffix of a format, without its dot.
QString surfaceSuffix(SurfaceFormat format);
/// The files that writeSurfaces() writes. Where a format holds one surface a file and there are several, each
/// has its number and its name: "lesions-01-Liver.stl".
QStringList surfaceFiles(const QString& file, SurfaceFormat format,
                         const std::vector<NamedSurfaceMesh>& surfaces);

/// Writes surfaces, each file whole or not at all; returns the files. NotSupported without surfaces,
/// Cancelled when `control` says so.
///
/// glTF 2.0 (Khronos) is in metres with Y up and the front towards +Z: the vertices keep LPS mm, as
/// asset.extras says, and the root node's matrix turns and scales them.
Result<QStringList> writeSurfaces(const QString& file, SurfaceFormat format,
                                  const std::vector<NamedSurfaceMesh>& surfaces, const JobControl& control);

}  // namespace uptake
