#include "io/dicom/dcmtk_session_p.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcrledrg.h>
#include <dcmtk/oflog/oflog.h>

namespace uptake::dicom {

void prepareDcmtk() {
  static const bool prepared = [] {
    OFLog::configure(OFLogger::OFF_LOG_LEVEL);
    DcmRLEDecoderRegistration::registerCodecs();
    return true;
  }();
  static_cast<void>(prepared);
}

}  // namespace uptake::dicom
