#pragma once

namespace uptake::dicom {

/// Prepares DCMTK for this process: switches its logging off, which writes a line per file and takes longer
/// than reading it, and registers the RLE decoder. Call it before any use of DCMTK, from any thread, any
/// number of times.
void prepareDcmtk();

}  // namespace uptake::dicom
