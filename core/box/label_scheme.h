#pragma once

#include "core/mask/segment.h"

#include <QString>

#include <vector>

namespace uptake {

/// One class a box can have.
struct LabelClass {
  QString name;      ///< what the file says: "A"
  QString fullName;  ///< what people read, translated: "Adenocarcinoma"
  Rgb colour;
};

/// The classes that boxes are given.
class LabelScheme {
 public:
  /// Lung-PET-CT-Dx: A adenocarcinoma, B small cell, E large cell, G squamous cell carcinoma.
  static LabelScheme lungPetCtDx();

  const std::vector<LabelClass>& classes() const { return classes_; }
  /// The class of a name as a file states it (case is ignored: the dataset has lower-case ones), or nullptr
  /// when the scheme does not know it.
  const LabelClass* find(const QString& name) const;
  /// The class's colour; grey for an unknown one.
  Rgb colour(const QString& name) const;
  /// "A – Adenocarcinoma", or the bare name and that it is unknown.
  QString describe(const QString& name) const;

 private:
  explicit LabelScheme(std::vector<LabelClass> classes) : classes_(std::move(classes)) {}
  std::vector<LabelClass> classes_;
};

}  // namespace uptake
