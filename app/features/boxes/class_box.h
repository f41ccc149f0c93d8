#pragma once

#include <QComboBox>

namespace uptake {

class Session;
class ClassSchemes;
class ToolController;

/// The class of new boxes, chosen from the scheme; choosing one also changes a selected box.
class ClassBox : public QComboBox {
  Q_OBJECT

 public:
  ClassBox(ClassSchemes& schemes, ToolController& tools, Session& session, QWidget* parent = nullptr);

 private:
  void fill();

  ClassSchemes& schemes_;
  ToolController& tools_;
};

}  // namespace uptake
