#pragma once

#include <QObject>

#include <functional>

class QKeyEvent;
class QWidget;

namespace uptake {

class ActionTable;

/// Says why when a person presses the key of an action that can't be used now: to Qt a disabled action has no
/// key.
class DisabledKeys : public QObject {
  Q_OBJECT

 public:
  /// Of the actions whose keys hold in the window or in a part of it.
  DisabledKeys(const ActionTable& actions, QWidget& window, std::function<void(const QString&)> say);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  QString reasonFor(const QKeyEvent& key) const;

  const ActionTable& actions_;
  QWidget& window_;
  std::function<void(const QString&)> say_;
};

}  // namespace uptake
