#pragma once

#include <QAction>
#include <QKeySequence>
#include <QObject>
#include <QString>

#include <functional>
#include <vector>

class QWidget;

namespace uptake {

/// Every action of the window with a stable id, under which its keys can be changed (settings group "keys",
/// dialog "Keys"). The id and the default keys are this table's, the text is translated by the caller.
class ActionTable : public QObject {
  Q_OBJECT

 public:
  using QObject::QObject;

  struct Entry {
    QString id;
    QString section;  ///< translated heading in the list of keys
    QList<QKeySequence> defaultKeys;
    QAction* action;
    QString remark;  ///< translated, at the end of the tool tip
  };

  /// Makes an action; keys changed by a person replace `defaultKeys`. `scope` is the widget in which the keys
  /// hold (with its children): the window for most, the views for keys that lists need too (arrows).
  QAction* add(const QString& id, const QString& section, const QString& text,
               const QList<QKeySequence>& defaultKeys, QWidget* scope, std::function<void()> run);

  QAction* action(const QString& id) const;
  /// Says more in the tool tip, such as why the action is disabled; empty: no more.
  void setRemark(const QString& id, const QString& remark);
  const std::vector<Entry>& entries() const { return entries_; }

  /// Changes an action's keys and remembers them; the default ones are forgotten again.
  void setKeys(const QString& id, const QList<QKeySequence>& keys);
  void resetKeys();
  /// Other default keys from now on, such as those of another class scheme; keys that a person chose stay.
  void setDefaultKeys(const QString& id, const QList<QKeySequence>& keys);

 private:
  static void writeToolTip(const Entry& entry);

  std::vector<Entry> entries_;
};

}  // namespace uptake
