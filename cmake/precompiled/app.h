// As widgets.h, for the rooms that hold a case.
#pragma once

#include "app/session/case/case_controller.h"

#include "cmake/precompiled/widgets.h"
