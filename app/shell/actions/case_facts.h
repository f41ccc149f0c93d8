#pragma once

#include "app/shell/actions/needs.h"

namespace uptake {

class ActionTable;
class CaseController;

/// What the open case, its selection and its undo steps offer to actions now.
CaseFacts factsOf(CaseController& cases);

/// Keeps the actions informed of it from now on.
void followCase(ActionTable& actions, CaseController& cases);

}  // namespace uptake
