#include "viewer/colour/colour_map.h"

#include <algorithm>
#include <span>

namespace uptake {

namespace {

std::uint8_t byte(int value) {
  return static_cast<std::uint8_t>(std::clamp(value, 0, 255));
}

template <class Entry>
ColourMap build(Entry entry) {
  ColourMap map;
  for (int i = 0; i < 256; ++i) map[static_cast<std::size_t>(i)] = entry(i);
  return map;
}

/// A channel's level at an entry; straight lines run from knot to knot.
struct Knot {
  int entry;
  int level;
};

int levelAt(std::span<const Knot> knots, int entry) {
  const auto next = std::ranges::find_if(knots, [&](const Knot& knot) { return knot.entry >= entry; });
  if (next == knots.begin()) return next->level;
  const Knot& before = *(next - 1);
  // In whole numbers, and never below zero, so that nothing hangs on how a processor rounds.
  const int run = next->entry - before.entry;
  const int way = (next->level - before.level) * (entry - before.entry) + before.level * run;
  return (2 * way + run) / (2 * run);
}

ColourMap throughKnots(std::span<const Knot> red, std::span<const Knot> green, std::span<const Knot> blue) {
  return build([&](int i) {
    return Rgb{byte(levelAt(red, i)), byte(levelAt(green, i)), byte(levelAt(blue, i))};
  });
}

ColourMap hotIron() {
  // Green's ramp ends at 254; the standard lifts its last entry so that the map ends in white.
  return build([](int i) {
    return Rgb{byte(2 * i), byte(i == 255 ? 255 : 2 * (i - 128)), byte(4 * (i - 191))};
  });
}

// The knots below reproduce the standard's tables entry by entry (the test holds their sums).

ColourMap pet() {
  constexpr Knot kRed[] = {{0, 0}, {63, 0}, {64, 1}, {149, 170}, {150, 171}, {192, 255}, {255, 255}};
  constexpr Knot kGreen[] = {{0, 0},   {31, 62}, {33, 67}, {62, 125},  {63, 128}, {95, 64},
                             {97, 61}, {127, 1}, {128, 0}, {254, 252}, {255, 255}};
  constexpr Knot kBlue[] = {{0, 0},     {1, 1},     {128, 255}, {130, 248}, {192, 0},
                            {233, 165}, {235, 174}, {254, 250}, {255, 255}};
  return throughKnots(kRed, kGreen, kBlue);
}

ColourMap hotMetalBlue() {
  constexpr Knot kRed[] = {{0, 0}, {85, 0}, {102, 50}, {119, 90}, {153, 190}, {170, 255}, {255, 255}};
  constexpr Knot kGreen[] = {{0, 0}, {119, 0}, {238, 224}, {255, 255}};
  constexpr Knot kBlue[] = {{0, 0},     {17, 33},   {42, 83},  {43, 84}, {76, 149}, {93, 183},  {94, 184},
                            {102, 200}, {119, 150}, {136, 50}, {153, 0}, {170, 0},  {238, 200}, {255, 255}};
  return throughKnots(kRed, kGreen, kBlue);
}

ColourMap pet20Step() {
  constexpr std::array<Rgb, 20> kSteps{{{0, 0, 0},      {96, 0, 80},    {48, 48, 80},    {48, 48, 112},
                                        {80, 80, 128},  {96, 96, 176},  {112, 112, 192}, {128, 128, 224},
                                        {48, 96, 48},   {48, 144, 48},  {80, 192, 80},   {64, 224, 64},
                                        {224, 224, 80}, {208, 208, 96}, {208, 176, 64},  {208, 144, 0},
                                        {192, 96, 0},   {176, 48, 0},   {255, 0, 0},     {255, 255, 255}}};
  return build([&](int i) { return kSteps[static_cast<std::size_t>(i * 20 / 255 - (i == 255 ? 1 : 0))]; });
}

ColourMap rainbow() {
  constexpr Knot kRed[] = {{0, 0}, {143, 0}, {199, 255}, {255, 255}};
  constexpr Knot kGreen[] = {{0, 0}, {32, 0}, {87, 255}, {199, 255}, {255, 0}};
  constexpr Knot kBlue[] = {{0, 0}, {32, 255}, {87, 255}, {143, 0}, {255, 0}};
  return throughKnots(kRed, kGreen, kBlue);
}

}  // namespace

const ColourMap& greyMap() {
  static const ColourMap map = build([](int i) { return Rgb{byte(i), byte(i), byte(i)}; });
  return map;
}

const ColourMap& inverseGreyMap() {
  static const ColourMap map = build([](int i) { return Rgb{byte(255 - i), byte(255 - i), byte(255 - i)}; });
  return map;
}

const ColourMap& colourMap(Palette palette) {
  static const std::array maps{hotIron(), pet(), hotMetalBlue(), pet20Step(), rainbow()};
  return maps[static_cast<std::size_t>(palette)];
}

}  // namespace uptake
