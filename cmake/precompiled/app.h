// As widgets.h, for the rooms that hold a case.
#pragma once

#include "app/session/session.h"

#include "cmake/precompiled/widgets.h"
