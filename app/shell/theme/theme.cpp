#include "app/shell/theme/theme.h"

#include <QApplication>
#include <QEvent>
#include <QPainter>
#include <QProxyStyle>
#include <QSettings>
#include <QStyleFactory>
#include <QStyleOption>
#include <QWidget>

#include <utility>

namespace uptake {

namespace {

// Sizes only; colours come from the palette so that every widget agrees. Buttons of dialogs have no pictures:
// the platform's are of another family, and dark on dark.
const char* const kStyleSheet = R"(
QToolBar { border: none; spacing: 2px; padding: 3px 4px; }
QToolBar::separator { background: palette(mid); width: 1px; margin: 5px 5px; }
QToolButton { padding: 4px; border: 1px solid transparent; border-radius: 4px; }
QToolButton:hover { background: palette(button); }
QToolButton:checked { background: palette(highlight); }
QToolButton::menu-indicator { image: none; width: 0px; }
QDockWidget { titlebar-close-icon: none; titlebar-normal-icon: none; }
QDockWidget::title { padding: 5px 8px; background: palette(window); text-align: left; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QHeaderView::section { background: palette(window); border: none; border-bottom: 1px solid palette(mid);
  padding: 5px 4px 3px 4px; }
QHeaderView::up-arrow, QHeaderView::down-arrow { subcontrol-origin: padding; subcontrol-position: top center;
  top: 1px; width: 9px; height: 5px; }
QTreeView { border: none; background: palette(base); }
QTreeView::item { padding: 2px 2px; }
QStatusBar { background: palette(window); }
QStatusBar::item { border: none; }
QSplitter::handle { background: palette(window); }
uptake--ViewArea QSplitter::handle { background: #1e1f22; }
QMainWindow::separator { background: palette(window); width: 4px; height: 4px; }
QToolTip { color: palette(text); background: palette(button); border: 1px solid palette(mid); padding: 3px; }
)";

struct ThemeColours {
  QColor window, base, raised, text, quiet, disabled, highlight, highlightedText, link, light, midlight, mid,
      dark;
};

QPalette makePalette(const ThemeColours& colours) {
  QPalette palette;
  palette.setColor(QPalette::Window, colours.window);
  palette.setColor(QPalette::WindowText, colours.text);
  palette.setColor(QPalette::Base, colours.base);
  palette.setColor(QPalette::AlternateBase, colours.window);
  palette.setColor(QPalette::Text, colours.text);
  palette.setColor(QPalette::PlaceholderText, colours.quiet);
  palette.setColor(QPalette::Button, colours.raised);
  palette.setColor(QPalette::ButtonText, colours.text);
  palette.setColor(QPalette::BrightText, colours.highlightedText);
  palette.setColor(QPalette::ToolTipBase, colours.raised);
  palette.setColor(QPalette::ToolTipText, colours.text);
  palette.setColor(QPalette::Highlight, colours.highlight);
  palette.setColor(QPalette::HighlightedText, colours.highlightedText);
  palette.setColor(QPalette::Link, colours.link);
  palette.setColor(QPalette::LinkVisited, colours.link);
  palette.setColor(QPalette::Light, colours.light);
  palette.setColor(QPalette::Midlight, colours.midlight);
  palette.setColor(QPalette::Mid, colours.mid);
  palette.setColor(QPalette::Dark, colours.dark);
  palette.setColor(QPalette::Shadow, Qt::black);
  for (const QPalette::ColorRole role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
    palette.setColor(QPalette::Disabled, role, colours.disabled);
  return palette;
}

/// Fusion outlines boxes to be ticked in a shade darker than the window, which on a dark window is no
/// outline.
class TickBoxStyle : public QProxyStyle {
 public:
  TickBoxStyle() : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion"))) {}

  void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                     const QWidget* widget) const override {
    QProxyStyle::drawPrimitive(element, option, painter, widget);
    const bool isBox = element == PE_IndicatorCheckBox || element == PE_IndicatorItemViewItemCheck;
    if (!isBox && element != PE_IndicatorRadioButton) return;
    if (option->palette.color(QPalette::Window).lightness() >= 128) return;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setBrush(Qt::NoBrush);
    const bool isEnabled = option->state.testFlag(State_Enabled);
    painter->setPen(
        option->palette.color(QPalette::Disabled, QPalette::WindowText).lighter(isEnabled ? 130 : 80));
    const QRectF edge = QRectF(option->rect).adjusted(0.5, 0.5, -0.5, -0.5);
    if (isBox)
      painter->drawRoundedRect(edge, 2.0, 2.0);
    else
      painter->drawEllipse(edge);
    painter->restore();
  }
};

class ColourWatch : public QObject {
 public:
  ColourWatch(QWidget& widget, std::function<void()> run) : QObject(&widget), run_(std::move(run)) {
    widget.installEventFilter(this);
  }

  bool eventFilter(QObject*, QEvent* event) override {
    // Later: the style sheet is still being worked in.
    if (event->type() == QEvent::PaletteChange)
      QMetaObject::invokeMethod(
          this, [this] { run_(); }, Qt::QueuedConnection);
    return false;
  }

 private:
  std::function<void()> run_;
};

const QString kThemeKey = QStringLiteral("theme");
const QString kLight = QStringLiteral("light");

}  // namespace

Theme storedTheme() {
  return QSettings().value(kThemeKey).toString() == kLight ? Theme::Light : Theme::Dark;
}

void storeTheme(Theme theme) {
  QSettings().setValue(kThemeKey, theme == Theme::Light ? kLight : QStringLiteral("dark"));
}

QPalette themePalette(Theme theme) {
  static const ThemeColours dark{
      .window = {30, 31, 34},
      .base = {22, 23, 25},
      .raised = {45, 47, 51},
      .text = {214, 216, 220},
      .quiet = {140, 143, 149},
      .disabled = {96, 98, 103},
      .highlight = {52, 101, 164},
      .highlightedText = {255, 255, 255},
      .link = {120, 170, 235},
      .light = {70, 73, 78},
      .midlight = {58, 60, 65},
      .mid = {60, 62, 67},
      .dark = {18, 19, 20},
  };
  // A highlight so light that text and icons on it stay dark.
  static const ThemeColours light{
      .window = {236, 237, 239},
      .base = {250, 250, 251},
      .raised = {222, 224, 227},
      .text = {38, 40, 44},
      .quiet = {98, 101, 107},
      .disabled = {158, 160, 165},
      .highlight = {176, 205, 240},
      .highlightedText = {20, 24, 30},
      .link = {25, 90, 170},
      .light = {255, 255, 255},
      .midlight = {244, 245, 246},
      .mid = {190, 193, 198},
      .dark = {160, 163, 168},
  };
  return makePalette(theme == Theme::Light ? light : dark);
}

void whenColoursChange(QWidget& widget, std::function<void()> run) {
  new ColourWatch(widget, std::move(run));  // the widget's child
}

QColor attentionColour(const QPalette& palette) {
  return palette.color(QPalette::Base).lightness() < 128 ? QColor(235, 190, 95) : QColor(140, 84, 0);
}

void applyTheme(QApplication& application, Theme theme) {
  static bool styled = false;
  if (!std::exchange(styled, true)) QApplication::setStyle(new TickBoxStyle);
  QApplication::setPalette(themePalette(theme));
  // Again: its colours are those of the palette at the time.
  application.setStyleSheet(QString());
  application.setStyleSheet(QString::fromLatin1(kStyleSheet));
}

}  // namespace uptake
