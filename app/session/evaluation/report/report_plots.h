#pragma once

#include "app/session/evaluation/evaluation_figures.h"
#include "app/session/evaluation/report/plot_canvas.h"

#include <QString>

#include <vector>

namespace uptake::evaluation {

/// A plot of the report.
struct ReportPlot {
  QString name;   ///< of its file: "volume-bland-altman"
  QString title;  ///< translated
  QString note;   ///< translated: what is shown, with numbers
  PlotCanvas canvas;
};

/// Plots under one heading.
struct PlotSection {
  QString title;
  QString note;
  std::vector<ReportPlot> plots;
};

/// All plots that the cases have numbers for. By diagnosis: dots are cases, boxes go from the first to the
/// third quartile, with the median, and lines to the 5th and 95th percentile.
std::vector<PlotSection> reportPlots(const std::vector<EvaluatedCase>& cases,
                                     const EvaluationFigures& figures);

}  // namespace uptake::evaluation
