#pragma once

#include "app/features/measure/measurement_values.h"
#include "tests/app/window_fixture.h"

#include <QTreeView>

namespace uptake::test {

/// Chooses a tool by its key.
inline void chooseTool(MainWindow& window, Qt::Key key, Qt::KeyboardModifiers modifiers = {}) {
  QTest::keyClick(&window, key, modifiers);
}

/// A click of the left button on a patient position, with the move that brings the pointer there.
inline void clickAt(SliceView& view, const Point& point) {
  const QPoint pixel = view.toPixel(point).toPoint();
  QTest::mouseMove(&view, pixel - QPoint(1, 1));
  QTest::mouseMove(&view, pixel);
  QTest::mouseClick(&view, Qt::LeftButton, {}, pixel);
}

inline const std::map<MeasurementId, Measurement>& measured(MainWindow& window) {
  return window.session().openCase().document().measurements();
}

/// The newest one.
inline const Measurement& lastMeasured(MainWindow& window) {
  if (measured(window).empty()) qFatal("nothing was measured");
  return measured(window).rbegin()->second;
}

/// Everything that stands beside it, when it has been worked out.
inline QString textOf(MainWindow& window, MeasurementId id) {
  if (!QTest::qWaitFor([&] { return window.findChild<MeasurementValues*>()->isSettled(); }, 20000)) return {};
  const auto& texts = window.viewState().measurementTexts();
  const auto found = texts.find(id);
  if (found == texts.end()) return {};
  return (found->second.shape + found->second.ct + found->second.pet).join(QLatin1Char('\n'));
}

inline QTreeView& measurementView(MainWindow& window) {
  auto* view = window.findChild<QTreeView*>(QStringLiteral("measurements"));
  if (!view) qFatal("there is no list of measurements");
  return *view;
}

}  // namespace uptake::test
