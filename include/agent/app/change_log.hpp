#pragma once

#include <string>

#include "agent/base/clock.hpp"

namespace agent::app {

// Says which of many results in a row deserve a line in the log. One does that turns success into
// failure or back, and one whose cause is another than the log said last.
//
// What alternates without end gets a number of lines, and then one every ten minutes. Causes get
// eight: two servers may be behind one name, each with its own fault. Success and failure get
// twenty: one of the two servers may be well.
class ChangeLog {
 public:
  // Whether a result is to be logged. `cause` tells failures apart, and is empty for success.
  [[nodiscard]] bool IsNews(const std::string& cause, base::SteadyTime now);

 private:
  struct Lines {
    const int most;
    int spare = most;
    base::SteadyTime refilled{};  // when the last one was added

    bool Take(base::SteadyTime now);
  };

  bool is_first_ = true;
  std::string said_;
  Lines causes_{.most = 8};
  Lines turns_{.most = 20};
};

}  // namespace agent::app
