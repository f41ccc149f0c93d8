#include "viewer/state/view_state.h"

int main() {
  const uptake::ViewState state;
  return state.ctWindow().low() == -135.0 ? 0 : 1;
}
