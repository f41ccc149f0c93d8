#include "app/shell/views/compare_controls.h"
#include "app/shell/views/view_area.h"

#include <QSettings>
#include <QSplitter>

#include <algorithm>

// The part of ViewArea that divides its space, and remembers how.

namespace uptake {

namespace {

constexpr int kWhole = 100000;  // sizes are shares of it: the splitter scales them to what there is

QList<int> shares(const std::vector<int>& weights) {
  QList<int> sizes;
  for (const int weight : weights) sizes.append(weight * kWhole);
  return sizes;
}

QString toText(const QList<int>& sizes) {
  QStringList parts;
  for (const int size : sizes) parts.append(QString::number(size));
  return parts.join(QLatin1Char(' '));
}

/// As stored, or nothing when it does not fit (another version's, or edited by hand).
std::optional<QList<int>> fromText(const QString& text, qsizetype count) {
  QList<int> sizes;
  for (const QString& part : text.split(QLatin1Char(' '), Qt::SkipEmptyParts)) sizes.append(part.toInt());
  if (sizes.size() != count || std::ranges::any_of(sizes, [](int size) { return size <= 0; }))
    return std::nullopt;
  return sizes;
}

QList<int> scaled(const QList<int>& sizes) {
  qint64 sum = 0;
  for (const int size : sizes) sum += size;
  QList<int> result;
  for (const int size : sizes) result.append(static_cast<int>(qint64{size} * kWhole / std::max(sum, 1LL)));
  return result;
}

}  // namespace

/// A layout may have other rows and columns with other images.
QString ViewArea::sizesKey() const {
  QStringList rows;
  for (const QSplitter* column : columns_) rows.append(QString::number(column->count()));
  return QStringLiteral("layout/sizes/%1/%2").arg(layoutId(layout_), rows.join(QLatin1Char('-')));
}

void ViewArea::restoreSizes(const LayoutPlan& wanted) {
  const QStringList stored = QSettings().value(sizesKey()).toStringList();
  splitter_->setSizes(fromText(stored.value(0), splitter_->count()).value_or(shares(wanted.widths)));
  for (std::size_t column = 0; column < columns_.size(); ++column) {
    QSplitter* rows = columns_[column];
    rows->setSizes(fromText(stored.value(static_cast<qsizetype>(column) + 1), rows->count())
                       .value_or(QList<int>(rows->count(), kWhole)));
  }
}

void ViewArea::storeSizes() {
  if (maximised_) return;
  QStringList sizes{toText(scaled(splitter_->sizes()))};
  for (const QSplitter* rows : columns_) sizes.append(toText(scaled(rows->sizes())));
  QSettings().setValue(sizesKey(), sizes);
}

/// Rows that run through several columns stay rows.
void ViewArea::alignRows(QSplitter* moved) {
  for (QSplitter* column : columns_)
    if (column != moved && column->count() == moved->count() && moved->count() > 1)
      column->setSizes(moved->sizes());
}

void ViewArea::resetSizes() {
  QSettings().remove(sizesKey());
  restoreSizes(plan());
}

}  // namespace uptake
