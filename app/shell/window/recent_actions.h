#pragma once

#include <QStringList>

#include <functional>

class QWidget;

namespace uptake {

class ActionTable;
class RecentStudies;

/// Adds a menu of the recent studies, kept up to date, in which what is not there now is grey; and what
/// empties it (id "file.recent.clear").
void addRecentActions(ActionTable& actions, RecentStudies& recent, QWidget& window,
                      std::function<void(const QStringList&)> open);

}  // namespace uptake
