#include "io/dicom/image_pair.h"

int main() {
  return uptake::ImagePair{}.isEmpty() ? 0 : 1;
}
