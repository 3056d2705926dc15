#include "agent/app/change_log.hpp"

#include <algorithm>
#include <chrono>

namespace agent::app {
namespace {

constexpr std::chrono::minutes kOneMoreLineAfter(10);

}  // namespace

bool ChangeLog::IsNews(const std::string& cause, base::SteadyTime now) {
  if (!is_first_ && cause == said_) return false;
  const bool turns = cause.empty() != said_.empty();
  if (!is_first_ && !(turns ? turns_ : causes_).Take(now)) return false;
  is_first_ = false;
  said_ = cause;
  return true;
}

bool ChangeLog::Lines::Take(base::SteadyTime now) {
  if (spare == most) refilled = now;
  const auto periods = (now - refilled) / kOneMoreLineAfter;
  refilled += periods * kOneMoreLineAfter;
  spare = static_cast<int>(std::min<decltype(periods)>(most, spare + periods));
  if (spare == 0) return false;
  --spare;
  return true;
}

}  // namespace agent::app
