#pragma once

#include <functional>

namespace uptake {

/// Calls `work(first, end)` for bands of rows that together are 0 … rows, on all processors (four at most),
/// and returns when all are done. `work` runs on several threads at once. On few rows it stays on this one.
void forRowBands(int rows, const std::function<void(int first, int end)>& work);

}  // namespace uptake
