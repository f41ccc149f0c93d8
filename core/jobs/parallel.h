#pragma once

#include "core/jobs/job_runner.h"

#include <functional>

namespace uptake {

/// How many threads a loop runs on unless told: the processors of the machine, at least 1.
int processorCount();

/// Calls work(i) for i = 0 … count − 1, lowest first, and returns when every call that was begun has ended.
///
/// The calls are made on the calling thread and, several at a time, on up to `mostThreads` − 1 others. Those
/// belong to one pool that all loops share and are kept from loop to loop. Loops within each other, or beside
/// each other, have different threads, so that no loop waits for another.
///
/// After `control` was cancelled no further call is begun. An exception of `work` has the same effect, and
/// the first one is thrown again on the calling thread.
void forEachInParallel(int count, int mostThreads, const JobControl& control,
                       const std::function<void(int)>& work);
inline void forEachInParallel(int count, const JobControl& control, const std::function<void(int)>& work) {
  forEachInParallel(count, processorCount(), control, work);
}

/// The same for ranges of at most `grain` numbers, work(first, end): where one number is too little work.
void forRangesInParallel(int count, int grain, int mostThreads, const JobControl& control,
                         const std::function<void(int first, int end)>& work);

}  // namespace uptake
