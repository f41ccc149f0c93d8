#pragma once

#include <QByteArray>
#include <QPointF>
#include <QString>

#include <optional>
#include <vector>

namespace uptake::evaluation {

/// A place on an axis with its text.
struct AxisTick {
  double value = 0.0;
  QString text;
};

/// Where values lie along one side of a plot, in units of the picture.
class PlotAxis {
 public:
  /// Even steps over all values, beginning and ending at a tick.
  static PlotAxis linear(double low, double high, double from, double to);
  /// Powers of ten over the positive values from `low` to `high`. Zeros have a place of their own before them
  /// where `hasZero`; a logarithm has none.
  static PlotAxis logarithmic(double low, double high, bool hasZero, double from, double to);

  double at(double value) const;
  const std::vector<AxisTick>& ticks() const { return ticks_; }
  double from() const { return from_; }
  double to() const { return to_; }
  double low() const { return low_; }
  double high() const { return high_; }
  /// Between the place of zeros and the rest, a break in the axis; nothing without such a place.
  std::optional<double> breakAt() const;

 private:
  bool isLogarithmic_ = false;
  bool hasZero_ = false;
  double low_ = 0.0, high_ = 1.0;
  double from_ = 0.0, to_ = 1.0;
  std::vector<AxisTick> ticks_;
};

/// An SVG picture in the making. How things look is a class each, see plotStyle(), so that one picture serves
/// a light and a dark page. Texts are escaped here.
class PlotCanvas {
 public:
  /// `dots`: how many there will be. The fewer, the larger they are.
  PlotCanvas(double width, double height, std::size_t dots = 0)
      : width_(width),
        height_(height),
        isFew_(dots < 60),
        dotRadius_(dots < 60    ? 4.0
                   : dots < 300 ? 3.2
                                : 2.6) {}

  void line(double x1, double y1, double x2, double y2, const char* look);
  void rectangle(double x, double y, double width, double height, const char* look,
                 const QString& title = {});
  /// A dot that says what it is when a pointer rests on it; `number` is the case's, from 0.
  void dot(double x, double y, const QString& title, int number);
  /// Many dots in few bytes.
  void dots(const std::vector<QPointF>& points);
  void marker(double x, double y, bool isSquare, const QString& title);
  enum class Anchor { Start, Middle, End };
  void text(double x, double y, const QString& text, Anchor anchor, const char* look = "t");
  /// The same, read from below, at its middle.
  void verticalText(double x, double y, const QString& text, const char* look = "t");

  /// Gridlines, ticks and name of an axis at the foot, or at the left, of a plot that reaches to `other`.
  void footAxis(const PlotAxis& axis, double y, double top, const QString& name);
  void leftAxis(const PlotAxis& axis, double x, double right, const QString& name);

  double width() const { return width_; }
  double height() const { return height_; }
  /// For a page, whose style sheet says how classes look.
  QByteArray inlineSvg(const QString& label) const;
  /// A file of its own, with light colours.
  QByteArray file(const QString& label) const;

 private:
  QByteArray opening(const QString& label, const QByteArray& more) const;

  double width_;
  double height_;
  bool isFew_;
  double dotRadius_;
  QByteArray content_;
};

/// Rules of the classes. `variables` true: with the page's colours, else with those of paper.
QByteArray plotStyle(bool variables);

/// About how wide a text is, in units of the picture.
double textWidth(const QString& text);
/// The text, or as much of it as fits, with an ellipsis.
QString fittingText(const QString& text, double width);
/// "0.05", "12.3", "1,204": three digits that count, no more than two decimals.
QString shortNumber(double value);

}  // namespace uptake::evaluation
