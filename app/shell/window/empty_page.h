#pragma once

#include "app/shell/window/recent_studies.h"

#include <QWidget>

class QAction;
class QLabel;
class QListWidget;
class QListWidgetItem;
class QToolButton;

namespace uptake {

/// What the window shows while nothing is open: what to do, and what was opened lately.
class EmptyPage : public QWidget {
  Q_OBJECT

 public:
  /// The actions open folders and files, and empty the list.
  EmptyPage(RecentStudies& recent, QAction* openFolder, QAction* openFiles, QAction* clear,
            QWidget* parent = nullptr);

 Q_SIGNALS:
  /// A person chose something of the list.
  void openRequested(const QStringList& paths);

 protected:
  void showEvent(QShowEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void fill();
  void open(const QListWidgetItem* item);

  RecentStudies& recent_;
  QLabel* heading_;
  QListWidget* list_;
  QToolButton* clear_;
};

}  // namespace uptake
