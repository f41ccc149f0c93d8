#pragma once

#include "core/geometry/patient_space.h"

#include <QString>
#include <QWidget>

namespace uptake {

/// One list of the annotation panel: what is drawn of one kind. A feature makes it and adds it with
/// AnnotationPanel::addList().
class AnnotationList : public QWidget {
  Q_OBJECT

 public:
  using QWidget::QWidget;

  /// Whether nothing of the kind is drawn.
  virtual bool isEmpty() const = 0;
  /// Whether a row is marked that removeCurrent() would remove.
  virtual bool hasCurrent() const = 0;
  virtual void removeCurrent() = 0;

  /// Brings rows up to date that wait for the end of a burst of changes.
  virtual void bringUpToDate() {}
  // The lesions that a person steps through, by their position in the list. Kinds that are no lesions have
  // none.
  virtual int lesionCount() const { return 0; }
  /// The lesion that was selected last, also when its mark is gone by now; -1 without one.
  virtual int lastLesion() const { return -1; }
  /// Selects it and asks the views to go there.
  virtual void goToLesion(int /*position*/) {}

 Q_SIGNALS:
  /// The views should show this position.
  void goTo(const uptake::Point& position);
  /// It lies on another series of the study (position in StudyEntry::series) at this position.
  void goToSeries(int series, const uptake::Point& position);
  void said(const QString& message);
  /// Rows came or went, or another one is marked.
  void changed();
  /// A lesion of this list was selected.
  void lesionSelected();
};

}  // namespace uptake
