#pragma once

#include <string>

#include "agent/base/clock.hpp"

namespace agent::app {

// Which of many results in a row deserve a line in the log: those that change between success and
// failure, and those whose cause is other than the one that was said last. Causes that alternate
// without end (two servers behind one name, each with its own fault) get a few lines and then one
// every ten minutes.
class ChangeLog {
 public:
  // A result of the kind that `cause` names, empty for success. Whether it is to be said.
  [[nodiscard]] bool IsNews(const std::string& cause, base::SteadyTime now);

 private:
  bool MaySayAnother(base::SteadyTime now);

  bool is_first_ = true;
  std::string said_;
  int spare_lines_ = 0;
  base::SteadyTime refilled_{};
};

}  // namespace agent::app
