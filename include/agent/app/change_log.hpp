#pragma once

#include <string>

#include "agent/base/clock.hpp"

namespace agent::app {

// Decides which of many results in a row are logged: a change between success and failure, and a
// failure with another cause than the last one logged.
//
// Results that keep alternating are limited to a number of lines, and then to one every ten
// minutes. Changes of the cause have eight lines: two servers may be behind one name, each with its
// own fault. Changes between success and failure have twenty: one of the two servers may be
// healthy.
class ChangeLog {
 public:
  // Whether to log a result. `cause` tells failures apart, and is empty for success.
  [[nodiscard]] bool IsNews(const std::string& cause, base::SteadyTime now);

 private:
  struct LineBudget {
    const int most;
    int left = most;
    base::SteadyTime refilled{};  // when a line was last added to `left`

    bool Take(base::SteadyTime now);
  };

  bool is_first_ = true;
  std::string last_logged_;
  LineBudget cause_changes_{.most = 8};
  LineBudget state_changes_{.most = 20};
};

}  // namespace agent::app
