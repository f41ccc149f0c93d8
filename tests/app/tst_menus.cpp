#include "tests/app/window_fixture.h"

#include <QMenu>
#include <QMenuBar>
#include <QToolBar>
#include <QToolButton>

#include <algorithm>
#include <utility>

using namespace uptake;
using namespace uptake::test;

/// The order, lines and texts of the menus and the tool bar, which come from many features.
class TestMenus : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void menusAreInOrder();
  void toolBarIsInOrder();
  void withoutACaseTheyAreTheSame();
  void menusOfListsAreThoseOfTheBar();

 private:
  QTemporaryDir settings_;
  QTemporaryDir folder_;
  std::unique_ptr<MainWindow> window_;
};

namespace {

constexpr const char* kMenus = R"(&File
  &Open folder…
  Open fi&les…
  Open &recent
  ---
  &Save annotations
  Save as &new…
  Save annotations &in…
  Export &without patient data…
  What files say about the p&atient…
  Restore &unsaved work…
  ---
  &Import mask…
  Import &boxes…
  Import boxes of a fol&der…
  &Export mask…
  ---
  Export p&icture…
  Export scroll-&through…
  Export &turntable of the 3-D view…
  Export s&urfaces of lesions…
  ---
  &Problems…
  CT for the P&ET…
  W&hat the files are…
  ---
  &Quit
&Edit
  &Undo
  &Redo
  &History
  &Delete selection
  Copy box to the &next image
  Copy box to the &previous image
&View
  &Layout
    &Read: CT, fused, PET, MIP
    &MPR: axial, coronal, sagittal, MIP
    &Three by three: CT, PET, fused in three planes, MIP
    &CT only: axial large, coronal, sagittal
    &PET only: three planes, MIP
    C&ompare two masks
    Teaching pair: &lung and mediastinal window
    3-&D: lesions, PET and CT in space, three planes
    ---
    This view &alone, and back
    &Next view
    Pre&vious view
    &Divide the space as at first
  &MIP
    Turn to the &left
    Turn to the &right
    Turn by &itself
    ---
    Leave out the &part under the pointer
    Show &all of it again
  &3-D
    A 3-D &view in every layout
    ---
    &PET: maxima along the line of sight
    The planes of the &slices
    ---
    &No CT
    CT: &bone
    CT: &lung vessels and airways
    CT: soft &tissue
    CT: s&kin
    ---
    Lesions 100 % opaque
    Lesions 60 % opaque
    Lesions 30 % opaque
    ---
    S&een from
      From the &front
      From the bac&k
      From the &left
      From the &right
      From the &head
      From the f&eet
    ---
    A bo&x that cuts away
    Box around the selected lesi&on
    Box in nu&mbers…
  SU&V evidence…
  ---
  &Fused, CT or PET in this view
  Show &annotations
  Show corner &text
  Show &colour bars
  &Fit to view
  &One image pixel a screen pixel
  &Zoom to the selected box or lesion
  Table of le&sions
  ---
  &Light theme
  F&ull screen
  ---
  Keyboard to the next part of the window
  Keyboard to the previous part of the window
  &Straighten turned planes
  ---
  Studies
  Annotations
  History
&Slices
  Smooth &images
  Smooth &outlines of masks
  &Names of lesions
  ---
  No s&lab
  Slab of 5 mm
  Slab of 10 mm
  Slab of 20 mm
  Slab of 40 mm
  ---
  Slab: &largest value
  Slab: s&mallest value
  Slab: m&ean value
F&usion
  &Hot iron
  &PET
  Hot metal &blue
  PET &20 step
  &Rainbow
  ---
  PET blen&ded over CT
  &Checkerboard of CT and PET
  CT and PET along a &line
  ---
  PET nowhere clear
  PET clear below 0.5
  PET clear below 1
  PET clear below 2.5
  PET clear below 4
&Windows
  Mediastinum  350 / 40
  Lung  1400 / −700
  Soft tissue  400 / 40
  Bone  2000 / 500
  Liver  160 / 60
  Brain  80 / 40
  The file's own window
  ---
  &Your windows…
  ---
  &By what lies under the pointer or in the box
  ---
  PET SUV 0 to 3
  PET SUV 0 to 5
  PET SUV 0 to 6
  PET SUV 0 to 7
  PET SUV 0 to 10
  PET SUV 0 to 15
  PET SUV 0 to 20
  ---
  SUV by body weight (g/ml)
  SUL: lean body mass by James (g/ml)
  SUL: lean body mass by Janmahasatian (g/ml)
  SUV by body surface area (cm²/ml)
  SUV by ideal body weight (g/ml)
&Tools
  &Window and level
  &Select and move boxes, measurements and notes
  Draw &boxes
  B&rush
  &Eraser
  &Threshold brush
  &Lasso and polygon
  &Grow from a seed
  Lesion from a &hot spot
  Let the hot spot &reach further
  Lesion from a bo&x by threshold
  &Close the polygon
  Measure a &distance
  Measure an &angle
  Measure in an e&llipse (Shift: circle)
  Measure in a s&phere
  Write a &note at a point
  Leave the tool
  Smaller brush
  Larger brush
  Brush through slices (ball)
&Boxes
  &Class of the box
    A – Adenocarcinoma
    B – Small cell carcinoma
    E – Large cell carcinoma
    G – Squamous cell carcinoma
  Class of the le&sion
    Lesion: A – Adenocarcinoma
    Lesion: B – Small cell carcinoma
    Lesion: E – Large cell carcinoma
    Lesion: G – Squamous cell carcinoma
  &Truncated
  &Difficult
  Box in &numbers…
  &Move the box
    A pixel to the &left
    A pixel to the &right
    A pixel &up
    A pixel &down
    Ten pixels to the left
    Ten pixels to the right
    Ten pixels up
    Ten pixels down
  ---
  &Interpolate to the box selected before
  Interpolate over the &gaps of the lesion
  &Tighten box
    Tighten box: PET from 41 % of the maximum on
    Tighten box: PET from 50 % of the maximum on
    Tighten box: PET from SUV 2.5 on
    Tighten box: PET from SUV 4.0 on
    Tighten box: CT from −500 HU on (nodules in lung)
  Ti&ghten lesion
    Tighten lesion: PET from 41 % of the maximum on
    Tighten lesion: PET from 50 % of the maximum on
    Tighten lesion: PET from SUV 2.5 on
    Tighten lesion: PET from SUV 4.0 on
    Tighten lesion: CT from −500 HU on (nodules in lung)
  ---
  &Split the lesion before this image
  Make this box a &lesion of its own
  &Join with the nearest lesion of its class
  Join &with
  &Hide the lesion
  Show all &boxes
  D&elete the lesion
  ---
  Boxes from the selected &mask…
  Mask from &all boxes
  Mask from this &lesion's boxes
  ---
  &Class schemes…
&Lesions
  Fill between &axial slices
  Fill between &coronal slices
  Fill between &sagittal slices
  S&mooth…
  &Grow…
  S&hrink…
  Fill h&oles
  Fill holes &in axial slices
  ---
  &Keep the largest part
  Keep the &part at the crosshair
  &Remove the part at the crosshair
  Sp&lit into its parts
  ---
  Mo&ve into another lesion…
  Cop&y to another mask…
  A&dd a lesion of another mask…
  Clip &to a lesion of another mask…
  Su&btract a lesion of another mask…
  Clip to the l&ungs
  Take the lu&ngs out
  ---
  Sho&wn
  Sho&w only this one
  Loc&ked
  Colour…
&Masks
  &Shown
  Show &all masks and lesions
  &Locked
  O&verwrite other lesions
  &Opacity…
  &Colour of all lesions…
  ---
  Add the &lungs to this mask
  &New mask of the lungs
&Review
  &Worklist
  ---
  &Previous case
  &Next case
  &Accept, next case
  &Reject…
  &Dispute…
  &Take my last mark back
  ---
  Lesion is ri&ght
  Dispute le&sion…
  Reject l&esion…
  &Compare with predictions…
  ---
  Wh&o did what…
  Reader's na&me…
  R&ule of the project…
&Compare
  &Open prediction…
  Open predicted &boxes…
  &Export comparison (CSV)…
  Report of &all cases…
  ---
  Com&parison
  &Colour where they agree
  ---
  &Next disagreement
  P&revious disagreement
  ---
  &Take the predicted lesion or box over (unite)
  Replace &mine by the predicted lesion
  &Keep of mine what is predicted, too (intersect)
  Re&ject it
  Take it over to correct &it
&Go
  Previous image
  Next image
  Previous lesion
  Next lesion
  Previous disagreement
  Next disagreement
  Ten images back
  Ten images on
  First image
  Last image
&Help
  &Handbook
  Find a &command…
  &Keys and mouse…
  About this &machine…
  &About Uptake
)";

// Widgets by what a screen reader calls them.
constexpr const char* kToolBar = R"(&Open folder…
&Save annotations
&Undo
&Redo
---
[Layout]
  &Read: CT, fused, PET, MIP
  &MPR: axial, coronal, sagittal, MIP
  &Three by three: CT, PET, fused in three planes, MIP
  &CT only: axial large, coronal, sagittal
  &PET only: three planes, MIP
  C&ompare two masks
  Teaching pair: &lung and mediastinal window
  3-&D: lesions, PET and CT in space, three planes
  ---
  This view &alone, and back
  &Next view
  Pre&vious view
  &Divide the space as at first
&Fit to view
Show &annotations
---
&Window and level
&Select and move boxes, measurements and notes
Draw &boxes
[Box class]
---
B&rush
&Threshold brush
&Eraser
&Lasso and polygon
&Grow from a seed
Lesion from a &hot spot
Lesion from a bo&x by threshold
---
[Measure]
  Measure a &distance
  Measure an &angle
  Measure in an e&llipse (Shift: circle)
  Measure in a s&phere
Write a &note at a point
---
[CT window (1 to 9, 0)]
  Mediastinum  350 / 40
  Lung  1400 / −700
  Soft tissue  400 / 40
  Bone  2000 / 500
  Liver  160 / 60
  Brain  80 / 40
  The file's own window
  &Your windows…
  &By what lies under the pointer or in the box
[PET window and quantity]
  PET SUV 0 to 3
  PET SUV 0 to 5
  PET SUV 0 to 6
  PET SUV 0 to 7
  PET SUV 0 to 10
  PET SUV 0 to 15
  PET SUV 0 to 20
  ---
  SUV by body weight (g/ml)
  SUL: lean body mass by James (g/ml)
  SUL: lean body mass by Janmahasatian (g/ml)
  SUV by body surface area (cm²/ml)
  SUV by ideal body weight (g/ml)
  ---
  SU&V evidence…
[How PET lies on CT]
  &Hot iron
  &PET
  Hot metal &blue
  PET &20 step
  &Rainbow
  PET blen&ded over CT
  &Checkerboard of CT and PET
  CT and PET along a &line
  PET nowhere clear
  PET clear below 0.5
  PET clear below 1
  PET clear below 2.5
  PET clear below 4
[Fusion]
)";

/// What is seen of them, indented by level; of lines that follow each other one. What fills itself when it is
/// shown is empty here.
QStringList linesOf(const QList<QAction*>& actions, const QToolBar* bar = nullptr, int level = 0) {
  const QString indent(2 * level, QLatin1Char(' '));
  QStringList lines;
  bool isLineDue = false;
  for (QAction* action : actions) {
    if (!action->isVisible()) continue;
    if (action->isSeparator()) {
      isLineDue = !lines.isEmpty();
      continue;
    }
    if (std::exchange(isLineDue, false)) lines.append(indent + QStringLiteral("---"));
    const auto* button = bar ? qobject_cast<QToolButton*>(bar->widgetForAction(action)) : nullptr;
    const QMenu* menu = button && button->defaultAction() != action ? button->menu() : action->menu();
    lines.append(indent + (action->text().isEmpty()
                               ? QStringLiteral("[%1]").arg(bar->widgetForAction(action)->accessibleName())
                               : action->text()));
    if (menu && menu->objectName() != QLatin1String("recentMenu"))
      lines.append(linesOf(menu->actions(), nullptr, level + 1));
  }
  return lines;
}

/// Where two lists begin to differ, or empty.
QString difference(const QStringList& seen, const char* wanted) {
  const QStringList lines = QString::fromUtf8(wanted).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
  for (qsizetype n = 0; n < std::max(seen.size(), lines.size()); ++n)
    if (seen.value(n) != lines.value(n))
      return QStringLiteral("line %1 is \"%2\", not \"%3\"").arg(n + 1).arg(seen.value(n), lines.value(n));
  return {};
}

}  // namespace

void TestMenus::initTestCase() {
  QVERIFY(settings_.isValid());
  isolateSettings(settings_.path());
  const QString failure = makePhantom(folder_.path());
  QVERIFY2(failure.isEmpty(), qPrintable(failure));
  window_ = openWindow(folder_.path());
  QVERIFY(window_);
}

void TestMenus::menusAreInOrder() {
  const QString differs = difference(linesOf(window_->menuBar()->actions()), kMenus);
  QVERIFY2(differs.isEmpty(), qPrintable(differs));
}

void TestMenus::toolBarIsInOrder() {
  const auto* bar = window_->findChild<QToolBar*>();
  QVERIFY(bar);
  const QString differs = difference(linesOf(bar->actions(), bar), kToolBar);
  QVERIFY2(differs.isEmpty(), qPrintable(differs));
}

void TestMenus::withoutACaseTheyAreTheSame() {
  const ProgramWindow empty;
  const QString differs = difference(linesOf(empty.menuBar()->actions()), kMenus);
  QVERIFY2(differs.isEmpty(), qPrintable(differs));
}

/// What a right click in a list offers.
void TestMenus::menusOfListsAreThoseOfTheBar() {
  for (const auto& [id, title] :
       {std::pair{"box", "&Boxes"}, std::pair{"lesion", "&Lesions"}, std::pair{"mask", "&Masks"}}) {
    const QMenu* menu = window_->actions().menu(QLatin1String(id));
    QVERIFY2(menu, id);
    QCOMPARE(menu->title(), QLatin1String(title));
    QVERIFY2(window_->menuBar()->actions().contains(menu->menuAction()), id);
  }
}

QTEST_MAIN(TestMenus)
#include "tst_menus.moc"
