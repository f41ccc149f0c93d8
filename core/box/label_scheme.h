#pragma once

#include "core/error.h"
#include "core/mask/segment.h"

#include <QString>

#include <vector>

namespace uptake {

/// One class a box can have.
struct LabelClass {
  QString name;      ///< what files say: "A"
  QString fullName;  ///< what people read: "Adenocarcinoma"; may be empty
  Rgb colour;
  /// The letter or digit that gives a box the class when it is pressed after C; empty: no key does.
  QString key;
  /// What a mask made from such a box says that it is (SNOMED CT, scheme "SCT"); without a value it doesn't
  /// say.
  CodedConcept code;
  bool operator==(const LabelClass&) const = default;
};

/// The classes that boxes are given. Valid from construction: a name, at least one class, no two classes of
/// the same name or key.
class LabelScheme {
 public:
  /// Lung-PET-CT-Dx: A adenocarcinoma, B small cell, E large cell, G squamous cell carcinoma.
  static LabelScheme lungPetCtDx();
  /// ACR Lung-RADS categories 0, 1, 2, 3, 4A, 4B, 4X. They rate an examination, not a tissue: no codes.
  static LabelScheme lungRads();
  /// The two above, in this order.
  static std::vector<LabelScheme> supplied();
  /// Inconsistent when a rule is broken; the message says which class breaks which.
  static Result<LabelScheme> create(const QString& name, std::vector<LabelClass> classes);

  const QString& name() const { return name_; }
  const std::vector<LabelClass>& classes() const { return classes_; }
  /// The class of a name as a file states it (case is ignored: the dataset has lower-case ones), or nullptr
  /// when the scheme does not know it.
  const LabelClass* find(const QString& name) const;
  /// The class's colour; grey for an unknown one.
  Rgb colour(const QString& name) const;
  /// "A – Adenocarcinoma", or the bare name and that it is unknown.
  QString describe(const QString& name) const;
  /// "A, B, E, G"
  QString classNames() const;

  bool operator==(const LabelScheme&) const = default;

 private:
  LabelScheme(QString name, std::vector<LabelClass> classes)
      : name_(std::move(name)), classes_(std::move(classes)) {}
  QString name_;
  std::vector<LabelClass> classes_;
};

/// Whether two class names mean the same class: case is ignored.
inline bool isSameClass(const QString& a, const QString& b) {
  return a.compare(b, Qt::CaseInsensitive) == 0;
}

}  // namespace uptake
