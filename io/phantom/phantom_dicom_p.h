#pragma once

#include "core/error.h"
#include "io/phantom/canvas_p.h"

#include <QByteArray>

#include <cstdint>
#include <vector>

namespace uptake::phantom {

/// One of the two series: its lattice, and what the headers say about the whole of it.
struct SeriesPlan {
  Signal signal = Signal::Attenuation;
  SliceFrame first;  ///< the lowest slice
  int slices = 0;
  double sliceSpacing = 0.0;  ///< mm

  SliceFrame frame(int k) const {
    SliceFrame frame = first;
    frame.origin.z() += k * sliceSpacing;
    return frame;
  }
};

/// The parts of the identifiers that set one study from another.
struct StudyKey {
  std::uint32_t seed = 0;
  bool full = true;
};

/// SUVbw × this is the activity concentration in Bq/ml at the scan's reference time, by the dose, weight and
/// times that the headers state.
double becquerelPerSuv();

/// A whole DICOM file (explicit VR little endian) of slice k; `values` in HU or SUVbw. Holds no time of
/// writing and nothing of the machine: the same arguments give the same bytes.
Result<QByteArray> dicomSlice(const StudyKey& study, const SeriesPlan& plan, int k,
                              const std::vector<float>& values);

}  // namespace uptake::phantom
