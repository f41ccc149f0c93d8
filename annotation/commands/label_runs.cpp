#include "annotation/commands/label_runs.h"

#include <algorithm>

namespace uptake {

void appendRuns(std::vector<LabelEdit>& runs, const MaskLayer& layer, std::ptrdiff_t first, int length,
                LabelChange change) {
  if (!layer.locks.allows(change.label)) return;
  const Label after = change.erase ? Label{0} : change.label;
  const Label* row = layer.labels.voxels(first, length).data();
  for (int i = 0; i < length;) {
    const Label before = row[i];
    int end = i + 1;
    while (end < length && row[end] == before) ++end;
    const bool changes = change.erase ? before == change.label : before != change.label;
    if (changes && layer.locks.allows(before)) runs.push_back({first + i, end - i, before, after});
    i = end;
  }
}

std::vector<LabelEdit> runsToErase(const LabelMap& labels, Label label) {
  std::vector<LabelEdit> runs;
  for (int k = 0; k < labels.grid().size().z(); ++k)
    for (const LabelRun& run : labels.runs(k))
      if (run.label == label) runs.push_back({run, label, 0});
  return runs;
}

std::vector<LabelEdit> coalesced(std::vector<LabelEdit> runs, int rowLength) {
  std::ranges::sort(runs, {}, &LabelEdit::first);
  std::vector<LabelEdit> result;
  for (const LabelEdit& run : runs) {
    if (!result.empty()) {
      LabelEdit& last = result.back();
      const bool continues = last.first + last.length == run.first && run.first % rowLength != 0;
      if (continues && last.before == run.before && last.after == run.after) {
        last.length += run.length;
        continue;
      }
    }
    result.push_back(run);
  }
  result.shrink_to_fit();
  return result;
}

}  // namespace uptake
