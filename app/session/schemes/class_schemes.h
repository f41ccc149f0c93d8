#pragma once

#include "core/box/label_scheme.h"

#include <QObject>

#include <vector>

namespace uptake {

/// The class schemes that a person can choose from, and the chosen one, kept in the settings (group
/// "classes"). The supplied ones come first and are always there as they are; a person's own follow.
class ClassSchemes : public QObject {
  Q_OBJECT

 public:
  /// Reads the settings; what makes no scheme there is left out.
  explicit ClassSchemes(QObject* parent = nullptr);

  const std::vector<LabelScheme>& all() const { return all_; }
  const LabelScheme& current() const { return all_[current_]; }
  /// Whether a scheme is one of the supplied ones, by its name.
  static bool isSupplied(const QString& name);
  /// Replaces a person's own schemes (supplied ones among them are passed over), chooses the scheme of this
  /// name (the first where there is none) and writes the settings.
  void set(const std::vector<LabelScheme>& own, const QString& current);

 Q_SIGNALS:
  /// Another scheme is chosen, or its classes are others.
  void changed();

 private:
  void choose(const QString& name);

  std::vector<LabelScheme> all_;
  std::size_t current_ = 0;
};

}  // namespace uptake
