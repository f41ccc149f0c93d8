#include "core/mask/segment.h"

#include <array>

namespace uptake {

Rgb lesionColour(int number) {
  // Cool hues first: they stand out on the warm colour maps of fused PET.
  static constexpr std::array<Rgb, kLesionColours> kColours{{{64, 224, 208},
                                                             {120, 220, 80},
                                                             {90, 150, 255},
                                                             {240, 110, 220},
                                                             {255, 215, 70},
                                                             {180, 140, 255},
                                                             {255, 140, 90},
                                                             {150, 240, 160},
                                                             {60, 190, 255},
                                                             {200, 240, 60},
                                                             {190, 70, 255},
                                                             {0, 200, 120},
                                                             {255, 170, 220},
                                                             {170, 215, 255},
                                                             {205, 200, 160},
                                                             {255, 110, 150}}};
  const int count = static_cast<int>(kColours.size());
  return kColours[static_cast<std::size_t>(((number - 1) % count + count) % count)];
}

}  // namespace uptake
