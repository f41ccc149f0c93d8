#pragma once

#include "app/session/session.h"
#include "app/shell/panels/annotation_list.h"

#include <QWidget>

#include <vector>

class QHBoxLayout;
class QLabel;
class QToolButton;
class QVBoxLayout;

namespace uptake {

/// What is drawn on the case: the lists of all kinds of annotation below each other, and buttons to add and
/// remove.
class AnnotationPanel : public QWidget {
  Q_OBJECT

 public:
  explicit AnnotationPanel(Session& session, QWidget* parent = nullptr);

  /// Puts a list below the others, `stretch` times as high as one of stretch 1 where there is room. Of lists
  /// that have a marked row at the same time, the one that was added last is meant by "remove".
  void addList(AnnotationList* list, int stretch);
  /// Puts a button beside the one that removes.
  void addButton(QToolButton* button);

  /// Selects the next (1) or previous (−1) lesion of the lists and goes there. The place is that of the
  /// lesion that was selected last, also when nothing is any more.
  void step(int direction);
  /// Removes what is marked in the lists.
  void removeSelected();

 Q_SIGNALS:
  // See AnnotationList.
  void goTo(const uptake::Point& position);
  void goToSeries(int series, const uptake::Point& position);
  void said(const QString& message);

 private:
  AnnotationList* current() const;
  int lesionCount() const;
  int lastLesion() const;
  void notePlace();
  void refresh();

  Session& session_;
  std::vector<AnnotationList*> lists_;
  QVBoxLayout* column_;
  QHBoxLayout* buttons_;
  QLabel* hint_;
  QToolButton* removeButton_;
  // Where stepping goes on from.
  AnnotationList* lastList_ = nullptr;  ///< of the lesion selected last
  int place_ = -1;  ///< of all lesions, for when that lesion is deleted; -1: nothing was selected yet
};

/// A button for addButton().
QToolButton* annotationButton(const QString& icon, const QString& text, const QString& toolTip);

}  // namespace uptake
