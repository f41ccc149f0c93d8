#include "io/dicom/study_index.h"

int main() {
  return uptake::ImagePair{}.isEmpty() ? 0 : 1;
}
