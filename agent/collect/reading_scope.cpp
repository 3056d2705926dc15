#include "agent/collect/reading_scope.hpp"

#include <algorithm>

#include "agent/base/clock.hpp"

namespace agent::collect {
namespace {

using std::chrono::steady_clock;

thread_local const ReadLimits* current = nullptr;

}  // namespace

bool IsOver(const ReadLimits& limits) {
  return limits.stop.stop_requested() || steady_clock::now() >= limits.deadline;
}

bool Pause(const ReadLimits& limits, std::chrono::milliseconds pause) {
  base::SleepUntil(std::min(steady_clock::now() + pause, limits.deadline), limits.stop);
  return !IsOver(limits);
}

ReadingScope::ReadingScope(const ReadLimits& limits) : outer_(current) { current = &limits; }

ReadingScope::~ReadingScope() { current = outer_; }

const ReadLimits* ReadingScope::Limits() { return current; }

}  // namespace agent::collect
