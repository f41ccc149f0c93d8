#pragma once

#include "core/jobs/job_runner.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace uptake {

/// Calls work(i) for i = 0 … count − 1, lowest first, on as many threads as there are cores; stops soon after
/// `control` is cancelled. An exception of `work` stops it and is thrown again on the caller's thread.
template <class Work>
void forEachInParallel(int count, const JobControl& control, const Work& work) {
  std::atomic<int> next{0};
  std::atomic<bool> failed{false};
  std::mutex mutex;
  std::exception_ptr failure;
  const auto loop = [&] {
    for (int i = next++; i < count && !control.isCancelled() && !failed; i = next++) {
      try {
        work(i);
      } catch (...) {
        const std::lock_guard lock(mutex);
        failure = std::current_exception();
        failed = true;
      }
    }
  };
  const int cores = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
  {
    std::vector<std::jthread> threads;
    for (int i = 1; i < std::min(cores, count); ++i) threads.emplace_back(loop);
    loop();
  }
  if (failure) std::rethrow_exception(failure);
}

}  // namespace uptake
