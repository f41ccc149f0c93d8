#pragma once

#include "app/shell/views/seen_place.h"
#include "core/document/case_document.h"

#include <QAbstractTableModel>
#include <QWidget>

#include <optional>

class QLabel;
class QTableView;

namespace uptake {

class Session;

/// The boxes of the case against the predicted ones, or against those of each other reader, one a row: which
/// were found, with what intersection over union. Kept up to date while boxes are drawn. Only images that
/// either has boxes on.
class BoxComparisonModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column { kClass, kImage, kFate, kIou, kScore, kColumns };
  static constexpr double kThreshold = 0.5;

  explicit BoxComparisonModel(const CaseDocument& document, QObject* parent = nullptr);

  /// compareBoxes() of what is there.
  const BoxAgreement& agreement() const { return agreement_; }
  /// What a row is about: the true box, or else the predicted one.
  const Box& boxAt(int row) const;
  /// The predicted box of a row; null when there is none.
  const Box* predictedAt(int row) const;
  /// The other readers whose boxes these are; empty when they are a model's.
  const QStringList& readers() const { return readers_; }
  /// Of the row's predicted box, or the one who missed it.
  const QString& readerAt(int row) const;

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  void update();

  const CaseDocument& document_;
  std::vector<BoxesOfImage> images_;  ///< each once a reader
  std::vector<QString> readerOf_;     ///< one an image
  QStringList readers_;
  BoxAgreement agreement_;
};

/// The list of them, with average precision above. Clicking a row goes there.
class BoxComparison : public QWidget {
  Q_OBJECT

 public:
  explicit BoxComparison(Session& session, QWidget* parent = nullptr);

  BoxComparisonModel& model() { return *model_; }

  /// Marks the next (or previous) box on which the two differ, and goes there.
  void step(int direction);
  /// Takes the marked predicted box over: as a box of the reader's, or in the place of the one that it found.
  void takeOver();

 Q_SIGNALS:
  /// A box that was gone to.
  void reached(const uptake::SeenPlace& place);

 private:
  void showFigures();
  QString readerFigures() const;
  void goTo(int row);

  Session& session_;
  BoxComparisonModel* model_;
  QLabel* figures_;
  QTableView* table_;
};

}  // namespace uptake
