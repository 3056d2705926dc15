#include "agent/app/change_log.hpp"

#include <algorithm>
#include <chrono>

namespace agent::app {
namespace {

constexpr int kMostSpareLines = 8;
constexpr std::chrono::minutes kOneMoreLineAfter(10);

}  // namespace

bool ChangeLog::IsNews(const std::string& cause, base::SteadyTime now) {
  if (!is_first_ && cause == said_) return false;
  const bool turns = is_first_ || cause.empty() != said_.empty();
  if (!turns && !MaySayAnother(now)) return false;
  if (is_first_) {
    spare_lines_ = kMostSpareLines;
    refilled_ = now;
  }
  is_first_ = false;
  said_ = cause;
  return true;
}

bool ChangeLog::MaySayAnother(base::SteadyTime now) {
  const auto periods = (now - refilled_) / kOneMoreLineAfter;
  refilled_ += periods * kOneMoreLineAfter;
  spare_lines_ =
      static_cast<int>(std::min<decltype(periods)>(kMostSpareLines, spare_lines_ + periods));
  if (spare_lines_ == 0) return false;
  --spare_lines_;
  return true;
}

}  // namespace agent::app
