#pragma once

#include <QByteArray>

namespace uptake::evaluation {

/// The style sheet and the script of the report's page.
QByteArray pageStyle();
QByteArray pageScript();

}  // namespace uptake::evaluation
