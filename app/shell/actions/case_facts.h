#pragma once

#include "app/shell/actions/needs.h"

class QObject;

namespace uptake {

class ActionTable;
class Session;

/// What the open case, its selection and its undo steps offer to actions now.
CaseFacts factsOf(Session& session);

/// Keeps the actions informed of it from now on, as long as `context` lives.
void followCase(ActionTable& actions, Session& session, QObject& context);

}  // namespace uptake
