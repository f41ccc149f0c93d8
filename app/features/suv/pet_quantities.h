#pragma once

#include "core/volume/volume.h"
#include "viewer/state/view_state.h"

#include <QObject>
#include <QPointer>
#include <QString>
#include <QStringList>

#include <memory>

namespace uptake {

class MainWindow;
class SuvDialog;

/// The quantity that PET is shown in, as a person chose it and the header allows, and the window that fits
/// it; their actions (ids "quantity.…", "window.pet…"), and the dialog of the SUV's evidence ("view.suv").
class PetQuantities : public QObject {
  Q_OBJECT

 public:
  /// A child of the window.
  explicit PetQuantities(MainWindow& window);

 private:
  void addActions();
  void addQuantities(const QString& section);
  QStringList quantityActions() const;
  /// Why the PET cannot be shown in a quantity, or empty.
  QString reasonAgainst(const QString& id) const;
  void showQuantity();
  void showActions(const std::vector<PetQuantity>& quantities, const PetQuantity& shown);
  /// The window of the PET's unit: SUV 0 to 6, or from 0 to what the file itself shows.
  void resetWindow();
  void showEvidence(int series);

  MainWindow& window_;
  QString chosen_ = PetQuantity().id;        ///< what a person chose to see PET in
  std::weak_ptr<const Volume> windowedPet_;  ///< the PET that the PET window was last reset for
  ValueUnit windowedUnit_ = ValueUnit::Suv;  ///< its unit
  QPointer<SuvDialog> dialog_;
};

}  // namespace uptake
