#include "core/document/selection.h"  // for the meta-object compiler
