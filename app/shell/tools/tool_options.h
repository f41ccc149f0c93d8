#pragma once

#include "app/shell/tools/tool_controller.h"

#include <QWidget>

#include <map>

class QAction;
class QFormLayout;
class QLabel;
class QPushButton;
class QStackedWidget;

namespace uptake {

class RangeFields;

/// The options of the tool in use, and nothing when it has none: the brush's size, ranges, thresholds,
/// limits, with a line that says how the tool is used.
class ToolOptions : public QWidget {
  Q_OBJECT

 public:
  ToolOptions(ToolController& tools, const CaseDocument& document, QWidget* parent = nullptr);

  /// Offers to go on with a hot spot that its limit held back, while that is possible.
  void setGoOnAction(QAction* action);

 Q_SIGNALS:
  /// A value was typed to its end: the keys belong to the views again.
  void finished();

 private:
  QWidget* makeBrushPage();
  QWidget* makeLassoPage();
  QWidget* makeGrowPage();
  QWidget* makeHotSpotPage();
  QWidget* makeThresholdBoxPage();
  QWidget* makeOthersRow();
  QFormLayout* newPage(const QString& hint);
  template <class Box>
  Box* field(Box* box, const QString& name);
  void showKind();

  ToolController& tools_;
  const CaseDocument& document_;
  QLabel* title_;
  QStackedWidget* pages_;
  QWidget* others_;
  QPushButton* goOn_;
  std::map<ToolKind, QWidget*> pageOf_;
};

}  // namespace uptake
