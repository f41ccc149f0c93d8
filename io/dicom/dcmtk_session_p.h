#pragma once

namespace uptake::dicom {

/// Prepares DCMTK for this process, once: logging off (it writes a line a file and costs more than the
/// reading), the RLE decoder registered. Call before any use of DCMTK; any thread may.
void prepareDcmtk();

}  // namespace uptake::dicom
