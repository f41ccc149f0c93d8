#pragma once

#include <QStringList>

#include <functional>

class QMenu;
class QWidget;

namespace uptake {

class ActionTable;
class RecentStudies;

/// Adds what empties the list of recent studies (id "file.recent.clear").
void addRecentActions(ActionTable& actions, RecentStudies& recent, QWidget& window);

/// A menu of the recent studies, kept up to date; what is not there now is grey. The caller owns it.
QMenu* makeRecentMenu(const ActionTable& actions, RecentStudies& recent, QWidget& window,
                      std::function<void(const QStringList&)> open);

}  // namespace uptake
