#include "viewer/slice/slice_overlay.h"

#include "viewer/overlay/colour_key.h"
#include "viewer/overlay/measure_overlay.h"
#include "viewer/overlay/overlay_items.h"
#include "viewer/overlay/point_overlay.h"
#include "viewer/overlay/sketch_overlay.h"
#include "viewer/overlay/value_text.h"
#include "viewer/slice/box_extents.h"
#include "viewer/slice/box_overlay.h"
#include "viewer/slice/crosshair_lines.h"
#include "viewer/slice/mask_difference.h"
#include "viewer/slice/mask_outline.h"
#include "viewer/slice/plane_cut.h"
#include "viewer/slice/slice_colour_bars.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::SliceView)
};

bool showsCt(const SliceOverlayContext& context) {
  return context.content != SliceContent::Pet && context.document.ct();
}
bool showsPet(const SliceOverlayContext& context) {
  return context.document.pet() && (context.content == SliceContent::Pet ||
                                    (context.content == SliceContent::Fused && !context.state.petHidden()));
}

/// Whether the image whose slices the view steps through is seen in it.
bool showsLeading(const SliceOverlayContext& context) {
  if (!context.leading) return false;
  return context.leading == context.document.ct().get()
             ? showsCt(context)
             : context.document.pet() && context.content != SliceContent::Ct;
}

/// PET alone lies on a white ground, as on film.
QRectF lightArea(const SliceOverlayContext& context) {
  if (context.content != SliceContent::Pet || !context.document.pet()) return {};
  return {QPointF(), context.geometry.size()};
}

/// Hatches where the plane cuts slices that could not be read. Returns whether there are any in view.
bool paintMissing(QPainter& painter, const Volume& image, const SliceGeometry& geometry) {
  bool found = false;
  const int count = image.grid().size().z();
  for (int first = 0; first < count; ++first) {
    if (image.sliceState(first) != Volume::SliceState::Missing) continue;
    int last = first;
    while (last + 1 < count && image.sliceState(last + 1) == Volume::SliceState::Missing) ++last;
    IndexBox box = image.grid().bounds();
    box.first.z() = first;
    box.last.z() = last;
    first = last;
    QPolygonF polygon;
    for (const Point& point : cutByPlane(image.grid(), box, geometry.plane()))
      polygon.append(geometry.toPixel(point));
    if (polygon.isEmpty()) continue;
    found = true;
    painter.setPen(Qt::NoPen);
    painter.setBrush(QBrush(QColor(190, 150, 90, 110), Qt::BDiagPattern));
    painter.drawPolygon(polygon);
    painter.setBrush(Qt::NoBrush);
  }
  return found;
}

void paintState(QPainter& painter, const SliceOverlayContext& context) {
  const QSizeF& size = context.geometry.size();
  const QRectF light = lightArea(context);
  if (!context.leading) return;
  if (context.content == SliceContent::Pet && !context.document.pet())
    return drawNotice(painter, size, Texts::tr("No PET in this study"), light);
  if (context.content == SliceContent::Ct && !context.document.ct())
    return drawNotice(painter, size, Texts::tr("No CT in this study"), light);
  bool missing = showsCt(context) && paintMissing(painter, *context.document.ct(), context.geometry);
  missing |= showsPet(context) && paintMissing(painter, *context.document.pet(), context.geometry);
  if (missing) return drawNotice(painter, size, Texts::tr("slice missing"), light);
  if (const auto& compared = context.display.difference)
    if (!context.document.mask(compared->first) || !context.document.mask(compared->second))
      return drawNotice(painter, size,
                        context.document.masks().empty() ? Texts::tr("no mask to compare yet")
                                                         : Texts::tr("choose masks A and B above"),
                        light);
  if (context.slice && context.slice->axis == 2 &&
      context.leading->sliceState(context.slice->index) == Volume::SliceState::Pending)
    drawNotice(painter, size, Texts::tr("reading…"), light);
}

QString contentText(const SliceOverlayContext& context) {
  switch (context.content) {
    case SliceContent::Pet:
      return Texts::tr("PET");
    case SliceContent::Fused:
      if (!context.document.ct()) return Texts::tr("PET");
      return showsPet(context) ? Texts::tr("PET/%1").arg(imageKindText(*context.document.ct()))
                               : imageKindText(*context.document.ct());
    case SliceContent::Ct:
      break;
  }
  return context.document.ct() ? imageKindText(*context.document.ct()) : Texts::tr("CT");
}

/// Whether this view's own plane is the standard one, whichever way the others are turned.
bool isStraight(const SliceOverlayContext& context) {
  const Direction standard = standardPlane(context.orientation, Point::Zero()).normal();
  return context.geometry.plane().normal().isApprox(standard, 1e-9);
}

QString slabText(const Slab& slab) {
  if (slab.thickness <= 0.0) return {};
  switch (slab.mode) {
    case Slab::Mode::Largest:
      return Texts::tr("max of %1 mm").arg(slab.thickness);
    case Slab::Mode::Smallest:
      return Texts::tr("min of %1 mm").arg(slab.thickness);
    case Slab::Mode::Mean:
      break;
  }
  return Texts::tr("mean of %1 mm").arg(slab.thickness);
}

/// The class of an image of a table of slices.
QString tableSliceText(const SliceOverlayContext& context) {
  const QStringList& classes = context.document.sliceClasses();
  return context.slice ? classes.value(context.slice->index) : QString();
}

/// Which of the shown images are no stored ones but computed between them.
QString resampledText(const SliceOverlayContext& context) {
  const auto isResampled = [](const Volume* image) {
    return image && !image->source().resampledFrom.isEmpty();
  };
  const bool ct = showsCt(context) && isResampled(context.document.ct().get());
  const bool pet = showsPet(context) && isResampled(context.document.pet().get());
  if (!ct && !pet) return {};
  if (ct && pet) return Texts::tr("CT and PET resampled");
  return ct ? Texts::tr("CT resampled") : Texts::tr("PET resampled");
}

CornerTexts cornerTexts(const SliceOverlayContext& context) {
  CornerTexts texts;
  if (!context.leading) return texts;
  const SeriesSource& source = context.leading->source();
  if (context.display.patientText) texts.topLeft = {patientText(source), source.seriesDescription};
  texts.topRight = {contentText(context)};
  if (context.slice) {
    const bool rises = risesAlong(context.leading->grid(), *context.slice,
                                  steppingDirection(context.orientation, context.geometry.plane()));
    const int number = rises ? context.slice->index + 1 : context.slice->count - context.slice->index;
    texts.topRight.append(Texts::tr("Im %1/%2").arg(number).arg(context.slice->count));
  }
  if (!source.hasPlace()) {
    if (const QString text = tableSliceText(context); source.isTable && !text.isEmpty())
      texts.topRight.append(text);
    if (source.isPlaceless) texts.topRight.append(Texts::tr("no place, no mm"));
  } else if (isStraight(context)) {
    texts.topRight.append(positionText(context.orientation, context.geometry.plane().origin));
  } else {
    texts.topRight.append(Texts::tr("oblique"));
    texts.topRight.append(obliquePositionText(context.geometry.plane()));
  }
  if (const QString slab = slabText(context.state.slab()); !slab.isEmpty()) texts.topRight.append(slab);
  if (const QString resampled = resampledText(context); !resampled.isEmpty())
    texts.topRight.append(resampled);
  if (showsCt(context))
    texts.bottomLeft.append(
        ctWindowText(context.display.ctWindow.value_or(context.state.ctWindow()), *context.document.ct()));
  if (showsPet(context)) texts.bottomLeft.append(petWindowText(context.state, *context.document.pet()));
  texts.bottomLeft.append(Texts::tr("Zoom %1 %").arg(qRound(context.state.zoom() * 100.0)));
  return texts;
}

/// The line between CT and PET, with a grip to take it by.
void paintDividingLine(QPainter& painter, const SliceOverlayContext& context) {
  if (!hasDividingLine(context.content, context.document, context.state)) return;
  const QSizeF& size = context.geometry.size();
  const double x = std::round(context.state.swipePosition() * size.width());
  painter.setPen(QPen(QColor(0, 0, 0, 130), 3.0));
  painter.drawLine(QPointF(x, 0.0), QPointF(x, size.height()));
  painter.setPen(QPen(QColor(235, 238, 240), 1.0));
  painter.drawLine(QPointF(x, 0.0), QPointF(x, size.height()));
  painter.setBrush(QColor(235, 238, 240));
  painter.drawRoundedRect(QRectF(x - 3.0, size.height() * 0.75 - 14.0, 6.0, 28.0), 3.0, 3.0);
  painter.setBrush(Qt::NoBrush);
}

/// Calls `paint` for each mask in view, with the colour of a compared mask in place of its lesions' own.
template <class Paint>
void forMasksInView(QPainter& painter, const SliceOverlayContext& context, Paint paint) {
  if (!context.scene) return;
  const auto& planes = context.scene->maskPlanes();
  const auto agreement = context.display.agreementOf(context.state);
  const auto colourOf = [&](MaskId id) -> std::optional<Rgb> {
    if (!agreement || (id != agreement->first && id != agreement->second)) return std::nullopt;
    return agreementColour(id == agreement->first ? AgreementKind::OnlyFirst : AgreementKind::OnlySecond);
  };
  for (const auto& mask : context.document.masks()) {
    const auto plane = planes.find(mask->id);
    if (plane != planes.end() && plane->second.inView)
      paint(painter, *mask, plane->second.labels, plane->second.outlines, context.geometry,
            colourOf(mask->id));
  }
}

/// Two names on every lesion would be one too many: of compared masks, the truth's.
bool writesNames(const SliceOverlayContext& context, MaskId mask) {
  const auto agreement = context.display.agreementOf(context.state);
  return context.state.lesionNamesVisible() && !(agreement && mask == agreement->second);
}

SliceColourBars barsOf(const SliceOverlayContext& context) {
  return sliceColourBars(context.content, context.document, context.state, context.display,
                         context.geometry.size());
}

/// Where texts of the view stand, which no other text is to lie on.
std::vector<QRectF> textAreas(const QPainter& painter, const SliceOverlayContext& context) {
  const SliceGeometry& geometry = context.geometry;
  const CornerTexts corners = context.state.cornerTextVisible() ? cornerTexts(context) : CornerTexts();
  std::vector<QRectF> taken =
      overlayTextAreas(painter, geometry.size(), corners, edgeLetters(geometry.plane()));
  const SliceColourBars bars = barsOf(context);
  for (const auto& bar : {bars.ct, bars.pet})
    if (bar) taken.push_back(colourBarArea(bar->rect));
  return taken;
}

/// The place nearest to the wanted one, above or below it, that lies on none of those taken; the wanted one
/// where the view has none.
QRectF freePlace(const QRectF& wanted, const std::vector<QRectF>& taken, const QRectF& view) {
  for (int step = 0; step * wanted.height() < view.height(); ++step)
    for (const double side : {1.0, -1.0}) {
      const QRectF place = wanted.translated(0.0, side * step * wanted.height());
      const bool isInView = place.top() >= view.top() && place.bottom() <= view.bottom();
      const auto meets = [&](const QRectF& other) { return other.intersects(place); };
      if (isInView && std::ranges::none_of(taken, meets)) return place;
    }
  return wanted;
}

struct LesionName {
  MaskNamePlace place;
  QColor colour;
};

/// The names of lesions as they are written: beside their lesions, on no other text and not on each other.
std::vector<LesionName> lesionNames(QPainter& painter, const SliceOverlayContext& context) {
  std::vector<LesionName> names;
  if (!context.leading) return names;
  std::vector<QRectF> taken;
  forMasksInView(painter, context,
                 [&](const QPainter& withFont, const MaskLayer& mask, const PlaneLabels& labels,
                     const std::vector<LabelOutline>& outlines, const SliceGeometry& geometry,
                     const std::optional<Rgb>& colour) {
                   if (!writesNames(context, mask.id)) return;
                   for (MaskNamePlace& place : maskNamePlaces(withFont, mask, labels, outlines, geometry)) {
                     if (taken.empty()) taken = textAreas(withFont, context);
                     place.area = freePlace(place.area, taken, QRectF(QPointF(), geometry.size()));
                     taken.push_back(place.area);
                     const Rgb shown = colour.value_or(place.segment->colour);
                     names.push_back({place, QColor(shown.red, shown.green, shown.blue)});
                   }
                 });
  return names;
}

void paintMasks(QPainter& painter, const SliceOverlayContext& context) {
  forMasksInView(painter, context, paintMaskOutlines);
  for (const auto& [place, colour] : lesionNames(painter, context))
    drawOverlayText(painter, place.area, Qt::AlignLeft | Qt::AlignVCenter, place.segment->label, colour,
                    lightArea(context));
}

/// Measurements and marks at points.
void paintMeasured(QPainter& painter, const SliceOverlayContext& context) {
  const SliceGeometry& geometry = context.geometry;
  const ImageGrid& grid = context.leading->grid();
  const double thickness = grid.spacing()[grid.axisAlong(geometry.plane().normal())];
  std::vector<QRectF> taken = paintMeasurements(painter, {.document = context.document,
                                                          .selected = context.selection.measurement(),
                                                          .texts = context.state.measurementTexts(),
                                                          .geometry = geometry,
                                                          .thickness = thickness,
                                                          .showsCt = showsCt(context),
                                                          .showsPet = showsPet(context),
                                                          .light = lightArea(context),
                                                          .taken = textAreas(painter, context)});
  paintPointMarks(painter, {.marks = context.state.pointMarks(),
                            .geometry = geometry,
                            .thickness = thickness,
                            .light = lightArea(context),
                            .taken = std::move(taken)});
}

void paintBrush(QPainter& painter, const SliceOverlayContext& context) {
  if (!context.pointer || !context.brushRadius) return;
  const double radius = context.brushRadius->value / context.geometry.mmPerPixel();
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen(QColor(0, 0, 0, 140), 3.0));
  painter.drawEllipse(*context.pointer, radius, radius);
  painter.setPen(QPen(QColor(245, 245, 245), 1.0));
  painter.drawEllipse(*context.pointer, radius, radius);
}

constexpr double kHandSwatch = 8.0;  // px
constexpr double kHandGap = 5.0;
constexpr double kLongestHand = 260.0;

QString handText(const QFont& font, const ToolHand& hand) {
  return QFontMetricsF(font).elidedText(hand.name, Qt::ElideMiddle, kLongestHand);
}

void paintHand(QPainter& painter, const SliceOverlayContext& context) {
  const std::optional<QRectF> area = handArea(painter.font(), context);
  if (!area) return;
  QRectF text = *area;
  if (const auto& colour = context.hand->colour) {
    const QRectF swatch(area->left() + 1.0, area->center().y() - kHandSwatch / 2.0, kHandSwatch, kHandSwatch);
    painter.setPen(QPen(QColor(0, 0, 0, 160), 1.0));
    painter.setBrush(QColor(colour->red, colour->green, colour->blue));
    painter.drawRect(swatch);
    painter.setBrush(Qt::NoBrush);
    text.setLeft(swatch.right() + kHandGap);
  }
  drawOverlayText(painter, text, Qt::AlignLeft | Qt::AlignVCenter, handText(painter.font(), *context.hand),
                  Ink::Text, lightArea(context));
}

/// Stronger than the fill of a mask, which has its outline besides.
constexpr double kDifferenceStrength = 1.6;

void paintDifference(QPainter& painter, const SliceOverlayContext& context) {
  paintMaskDifference(painter, context.document.mask(context.display.difference->first),
                      context.document.mask(context.display.difference->second), context.geometry,
                      std::min(1.0, context.state.maskOpacity() * kDifferenceStrength));
}

void paintAgreementKey(QPainter& painter, const SliceOverlayContext& context) {
  const auto colourOf = [](AgreementKind kind) {
    const Rgb colour = agreementColour(kind);
    return QColor(colour.red, colour.green, colour.blue);
  };
  const CornerTexts texts = cornerTexts(context);
  drawColourKey(painter, context.geometry.size(), static_cast<int>(texts.bottomLeft.size()),
                {{colourOf(AgreementKind::Both), Texts::tr("both")},
                 {colourOf(AgreementKind::OnlyFirst), Texts::tr("only truth")},
                 {colourOf(AgreementKind::OnlySecond), Texts::tr("only prediction")}},
                lightArea(context));
}

}  // namespace

bool hasDividingLine(SliceContent content, const CaseDocument& document, const ViewState& state) {
  return content == SliceContent::Fused && state.fusionMode() == FusionMode::Swipe && !state.petHidden() &&
         document.ct() && document.pet();
}

std::vector<QRectF> lesionNameAreas(QPainter& painter, const SliceOverlayContext& context) {
  std::vector<QRectF> areas;
  if (!context.state.annotationsVisible()) return areas;
  useOverlayFont(painter);
  constexpr double kRim = 2.0;
  for (const LesionName& name : lesionNames(painter, context))
    areas.push_back(name.place.area.adjusted(-kRim, -kRim, kRim, kRim));
  return areas;
}

std::optional<QRectF> brushArea(const SliceOverlayContext& context) {
  if (!context.pointer || !context.brushRadius) return std::nullopt;
  constexpr double kRim = 3.0;
  const double reach = context.brushRadius->value / context.geometry.mmPerPixel() + kRim;
  return QRectF(*context.pointer, QSizeF()).adjusted(-reach, -reach, reach, reach);
}

std::optional<QRectF> handArea(const QFont& font, const SliceOverlayContext& context) {
  if (!context.pointer || !context.hand || context.hand->name.isEmpty()) return std::nullopt;
  // What a gesture says of itself stands at the same place.
  if (context.sketch && !context.sketch->text.isEmpty()) return std::nullopt;
  const QFontMetricsF metrics(font);
  const double width = metrics.horizontalAdvance(handText(font, *context.hand)) +
                       (context.hand->colour ? kHandSwatch + kHandGap : 0.0) + 4.0;
  const double height = metrics.height() + 4.0;
  // Beside the brush's circle, inside the view.
  constexpr double kBesidePointer = 12.0;
  const double radius = context.brushRadius ? context.brushRadius->value / context.geometry.mmPerPixel() *
                                                  std::numbers::sqrt2 / 2.0
                                            : 0.0;
  const QSizeF& size = context.geometry.size();
  QPointF corner = *context.pointer + QPointF(radius + kBesidePointer, radius + kBesidePointer / 2.0);
  if (corner.x() + width > size.width())
    corner.setX(std::max(0.0, context.pointer->x() - radius - kBesidePointer - width));
  if (corner.y() + height > size.height())
    corner.setY(std::max(0.0, context.pointer->y() - radius - kBesidePointer / 2.0 - height));
  return QRectF(corner, QSizeF(width, height));
}

void paintSliceOverlay(QPainter& painter, const SliceOverlayContext& context) {
  const QSizeF& size = context.geometry.size();
  useOverlayFont(painter);
  painter.setRenderHint(QPainter::Antialiasing, false);
  painter.setBrush(Qt::NoBrush);
  if (context.leading && context.display.difference && context.state.annotationsVisible())
    paintDifference(painter, context);
  const CrosshairLines crosshair = crosshairLines(context.state, context.orientation, context.geometry);
  if (context.leading && context.display.crosshair) paintCrosshairLines(painter, crosshair, size);
  paintDividingLine(painter, context);
  paintState(painter, context);
  if (context.state.annotationsVisible()) paintMasks(painter, context);
  if (context.state.annotationsVisible() && context.display.showsBoxes() && showsLeading(context)) {
    const LabelScheme& scheme = context.state.labelScheme();
    const bool isStored = context.slice && context.slice->axis == 2;
    if (isStored)
      paintBoxesElsewhere(painter, context.document, *context.leading, context.slice->index, scheme,
                          context.geometry);
    if (isStored)
      paintPredictedBoxes(painter, context.document, *context.leading, context.slice->index, scheme,
                          context.geometry);
    if (isStored)
      paintBoxes(painter, context.document, context.selection.box(), *context.leading, context.slice->index,
                 scheme, context.geometry);
    else
      paintBoxExtents(painter, context.document, context.selection.box(), *context.leading, scheme,
                      context.geometry);
  }
  if (context.state.annotationsVisible() && context.leading) paintMeasured(painter, context);
  if (context.leading && context.turnable && context.pointer)
    paintTurningHandles(painter, crosshair, size, *context.pointer);
  paintBrush(painter, context);
  if (!context.leading) return;
  paintHand(painter, context);
  if (context.sketch) {
    const ImageGrid& grid = context.leading->grid();
    paintToolSketch(painter, *context.sketch, context.geometry,
                    grid.spacing()[grid.axisAlong(context.geometry.plane().normal())], lightArea(context));
  }
  const QRectF light = lightArea(context);
  // Tables of slices and single pictures say neither which side is which nor how large a pixel is.
  const bool hasPlace = context.leading->source().hasPlace();
  if (hasPlace) drawEdgeLetters(painter, size, edgeLetters(context.geometry.plane()), light);
  if (context.state.cornerTextVisible()) {
    drawCornerTexts(painter, size, cornerTexts(context), light);
    if (hasPlace) drawScaleBar(painter, size, context.geometry.mmPerPixel(), light);
    if (context.display.patientText && context.display.agreementOf(context.state) &&
        context.state.annotationsVisible())
      paintAgreementKey(painter, context);
    const SliceColourBars bars = barsOf(context);
    for (const auto& bar : {bars.ct, bars.pet})
      if (bar) drawColourBar(painter, bar->rect, bar->bar, light);
  } else if (context.windowing) {
    drawCornerTexts(painter, size, {{}, {}, cornerTexts(context).bottomLeft}, light);
  }
}

}  // namespace uptake
