#include "io/dicom/padding_p.h"

namespace uptake::dicom {

std::vector<PaddingMark> markPadding(const StoredSlice& stored) {
  const auto columns = static_cast<std::size_t>(stored.form.columns);
  const auto rows = static_cast<std::size_t>(stored.form.rows);
  std::vector<PaddingMark> marks(columns * rows, PaddingMark::None);
  const PixelForm::Padding padding = stored.form.padding.value_or(PixelForm::Padding{1, 0});
  forEachStoredValue(stored, [&](std::size_t i, int value) {
    if (value >= padding.least && value <= padding.most) marks[i] = PaddingMark::Inside;
  });
  markOutside(marks, rows, columns);
  return marks;
}

void markOutside(std::vector<PaddingMark>& marks, std::size_t rows, std::size_t columns) {
  std::vector<std::size_t> reached;
  const auto reach = [&](std::size_t i) {
    if (marks[i] != PaddingMark::Inside) return;
    marks[i] = PaddingMark::Outside;
    reached.push_back(i);
  };
  for (const std::size_t row : {std::size_t{0}, rows - 1})
    for (const std::size_t column : {std::size_t{0}, columns - 1}) reach(row * columns + column);
  while (!reached.empty()) {
    const std::size_t i = reached.back();
    reached.pop_back();
    if (i % columns > 0) reach(i - 1);
    if (i % columns + 1 < columns) reach(i + 1);
    if (i >= columns) reach(i - columns);
    if (i + columns < marks.size()) reach(i + columns);
  }
}

}  // namespace uptake::dicom
