#include "agent/net/bound.hpp"

#include <algorithm>
#include <utility>

namespace agent::net {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

Bound::Bound(milliseconds timeout, std::stop_token stop)
    : end_(steady_clock::now() + timeout), stop_(std::move(stop)) {}

bool Bound::IsLate() const { return steady_clock::now() >= end_; }

milliseconds Bound::Left() const {
  return std::max(std::chrono::ceil<milliseconds>(end_ - steady_clock::now()), milliseconds(0));
}

}  // namespace agent::net
