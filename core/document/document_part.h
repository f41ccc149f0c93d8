#pragma once

#include <QObject>

namespace uptake {

/// What is drawn of a kind that CaseDocument does not know itself: derive from it, and ask the document for
/// it by its type (CaseDocument::part()). Like the rest of the document it lives on the UI thread, only
/// loaders and undo commands change it, and every change is followed by changed().
class DocumentPart : public QObject {
  Q_OBJECT

 public:
  using QObject::QObject;

  /// Forgets everything, as for another case.
  virtual void clear() = 0;

 Q_SIGNALS:
  void changed();
};

}  // namespace uptake
