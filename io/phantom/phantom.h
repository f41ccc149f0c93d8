#pragma once

#include "core/error.h"
#include "core/geometry/patient_space.h"
#include "core/jobs/job_runner.h"

#include <QString>

#include <cstdint>
#include <vector>

namespace uptake {

enum class PhantomSize {
  Small,  ///< for tests: seconds to write, a few MB
  Full,   ///< the demo study: CT 512 × 512
};

struct PhantomOptions {
  std::uint32_t seed = 1;
  PhantomSize size = PhantomSize::Full;
};

/// A lesion of the phantom, as designed: what a measurement should find.
struct PhantomLesion {
  QString name;
  Point centre;  ///< LPS mm
  double radiusMm = 0.0;
  double suv = 0.0;  ///< SUVbw inside
};

/// The designed lesions: two lung nodules and a mediastinal node.
std::vector<PhantomLesion> phantomLesions();

/// Writes a thorax PET/CT study of an invented patient into `folder`: `CT/` and `PET/`, one file a slice, in
/// one frame of reference, on different grids. The same options give the same bytes.
Result<void> writePhantom(const QString& folder, const PhantomOptions& options, JobControl& control);

}  // namespace uptake
