#pragma once

#include <QAction>
#include <QPointer>
#include <QString>
#include <QWidget>

#include <map>
#include <vector>

namespace uptake {

/// Where an action stands: in which menu or tool bar, and where in it. Between groups there is a line; within
/// one, actions go by their order, and those of the same order by when they came.
struct MenuPlace {
  MenuPlace(const char* menuId, int inGroup = 0, int inOrder = 0)  // NOLINT(google-explicit-constructor)
      : menu(QLatin1String(menuId)), group(inGroup), order(inOrder) {}

  QString menu;
  int group;
  int order;
};

/// The actions of one menu or tool bar in the order of their places, in whatever order they come.
class PlacedActions {
 public:
  /// The menu or tool bar, which gets those that came before it, too.
  void setWidget(QWidget* widget);
  QWidget* widget() const { return widget_; }
  void insert(QAction* action, int group, int order);

  bool isAnyVisible() const;
  /// Shows lines only between groups of which something is visible. Menus do that themselves.
  void tidyLines();

 private:
  struct Item {
    int group;
    int order;
    QPointer<QAction> action;
  };

  void insertInWidget(std::size_t position);
  QAction* lineBefore(int group, QAction* first);

  std::vector<Item> items_;
  std::map<int, QPointer<QAction>> lines_;  ///< by the group that they are above
  QPointer<QWidget> widget_;
};

}  // namespace uptake
