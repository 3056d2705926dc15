#pragma once

#include <string>

#include "agent/base/clock.hpp"

namespace agent::app {

// Which of many results in a row deserve a line in the log: those that change between success and
// failure, and those whose cause is other than the one that was said last. What alternates without
// end gets some lines and then one every ten minutes: causes (two servers behind one name, each
// with its own fault) eight, success and failure (one of the two is well) twenty.
class ChangeLog {
 public:
  // A result of the kind that `cause` names, empty for success. Whether it is to be said.
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
