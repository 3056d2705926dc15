#include "agent/app/change_log.hpp"

#include <algorithm>
#include <chrono>

namespace agent::app {
namespace {

constexpr std::chrono::minutes kOneMoreLineAfter(10);

}  // namespace

bool ChangeLog::IsNews(const std::string& cause, base::SteadyTime now) {
  if (!is_first_ && cause == last_logged_) return false;
  const bool is_state_change = cause.empty() != last_logged_.empty();
  if (!is_first_ && !(is_state_change ? state_changes_ : cause_changes_).Take(now)) return false;
  is_first_ = false;
  last_logged_ = cause;
  return true;
}

bool ChangeLog::LineBudget::Take(base::SteadyTime now) {
  if (left == most) refilled = now;
  const auto periods = (now - refilled) / kOneMoreLineAfter;
  refilled += periods * kOneMoreLineAfter;
  left = static_cast<int>(std::min<decltype(periods)>(most, left + periods));
  if (left == 0) return false;
  --left;
  return true;
}

}  // namespace agent::app
