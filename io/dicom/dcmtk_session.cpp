#include "io/dicom/dcmtk_session_p.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcobject.h>
#include <dcmtk/dcmdata/dcrledrg.h>
#include <dcmtk/oflog/oflog.h>

namespace uptake::dicom {

void prepareDcmtk() {
  static const bool prepared = [] {
    OFLog::configure(OFLogger::OFF_LOG_LEVEL);
    DcmRLEDecoderRegistration::registerCodecs();
    // Some writers state explicit VR and write implicit, or the other way round: what stands there counts.
    dcmAutoDetectDatasetXfer.set(OFTrue);
    return true;
  }();
  static_cast<void>(prepared);
}

}  // namespace uptake::dicom
