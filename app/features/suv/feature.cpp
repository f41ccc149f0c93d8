#include "app/features/suv/feature.h"

#include "app/features/suv/pet_quantities.h"
#include "app/shell/window/main_window.h"

namespace uptake {

void addSuv(MainWindow& window) {
  new PetQuantities(window);
}

}  // namespace uptake
