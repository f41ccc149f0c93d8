#pragma once

#include "app/shell/actions/needs.h"
#include "app/shell/actions/placed_actions.h"

#include <QAction>
#include <QKeySequence>
#include <QObject>
#include <QPointer>
#include <QString>
#include <QWidget>

#include <functional>
#include <map>
#include <vector>

class QMenu;
class QToolBar;

namespace uptake {

/// What a thing that the window can do is: all that menus, the tool bar, the sheet of keys, the command
/// palette and tool tips are made of.
struct ActionData {
  QString id;                     ///< stable, "group.what": settings, tests and scripts name the action by it
  QString section = {};           ///< translated heading in the list of keys
  QString text = {};              ///< translated, with its mnemonic
  QList<QKeySequence> keys = {};  ///< until a person chooses others
  QString icon = {};              ///< see lineIcon()
  Needs needs = {};
  /// A rarer reason against its use now, as a translated sentence; empty: none. Asked when the case's facts
  /// change and by ActionTable::reconsider().
  std::function<QString()> why = {};
  std::vector<MenuPlace> places = {};  ///< menus and tool bars
  bool checkable = false;
};

/// Every action of the window with a stable id, under which its keys can be changed (settings group "keys",
/// dialog "Keys"); the menus and tool bars that are made of them; and what of all that is of use now.
class ActionTable : public QObject {
  Q_OBJECT

 public:
  explicit ActionTable(QObject* parent = nullptr) : QObject(parent) {}

  struct Entry : ActionData {
    QAction* action = nullptr;
    QWidget* scope = nullptr;
    bool isThere = true;  ///< see setThere()
    QString reason = {};  ///< why it is disabled; empty when it is not, or does not say
    QString remark = {};  ///< translated, at the end of the tool tip

    /// Its text as it reads, without the mnemonic's mark.
    QString plainText() const;
  };

  /// Makes an action; keys changed by a person replace those of the data. `scope` is the widget in which the
  /// keys hold (with its children): the window for most, the views for keys that lists need too (arrows).
  QAction* add(ActionData data, QWidget* scope, std::function<void()> run);

  QAction* action(const QString& id) const;
  const std::vector<Entry>& entries() const { return entries_; }

  /// Which needs are met from now on: what lacks one is disabled and says why, what is not for what is open
  /// is put away.
  void setFacts(const CaseFacts& facts);
  const CaseFacts& facts() const { return facts_; }
  /// Asks an action's `why` again.
  void reconsider(const QString& id);
  /// Whether an action stands for anything now: of nine windows of a person's own, those that were made.
  void setThere(const QString& id, bool isThere);
  /// Says more in the tool tip; empty: no more. What is disabled says why instead.
  void setRemark(const QString& id, const QString& remark);

  /// A menu, which fills itself with the actions that have a place in it, whenever they are added. Its own
  /// place is in another menu; without one, it is the caller's to show. Hidden while nothing in it is
  /// visible.
  QMenu* addMenu(const QString& id, const QString& title, QWidget* window,
                 const std::vector<MenuPlace>& places = {});
  QMenu* menu(const QString& id) const;
  /// The same for a tool bar.
  void addToolBar(const QString& id, QToolBar* bar);
  /// Puts something that is no action of this table in its place, such as a panel's own or a menu's. It is
  /// shown while what is open can meet its needs, see CaseFacts::offers().
  void place(QAction* action, const std::vector<MenuPlace>& places, Needs needs = {});
  /// The same for a widget in a tool bar.
  void placeWidget(QWidget* widget, const MenuPlace& where, Needs needs = {});

  /// Changes an action's keys and remembers them; the default ones are forgotten again.
  void setKeys(const QString& id, const QList<QKeySequence>& keys);
  void resetKeys();
  /// Other default keys from now on, such as those of another class scheme; keys that a person chose stay.
  void setDefaultKeys(const QString& id, const QList<QKeySequence>& keys);

 Q_SIGNALS:
  /// What is of use, or why something is not.
  void changed();

 private:
  /// No action of this table.
  struct Guest {
    QPointer<QAction> action;
    Needs needs;
  };

  Entry& entry(const QString& id);
  static bool judge(Entry& entry, const CaseFacts& facts);
  void tidyMenus();
  static void writeToolTip(const Entry& entry);

  std::vector<Entry> entries_;
  CaseFacts facts_;
  std::map<QString, PlacedActions> holders_;  ///< menus and tool bars
  std::vector<Guest> guests_;
};

}  // namespace uptake
