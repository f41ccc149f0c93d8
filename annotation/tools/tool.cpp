#include "annotation/tools/tool.h"  // for the meta-object compiler
