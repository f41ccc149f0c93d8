#include "viewer/state/view_state.h"  // for the meta-object compiler
