#include "agent/app/clock_check.hpp"

#include "agent/base/duration.hpp"

namespace agent::app {
namespace {

// The Date header has whole seconds, and a reply takes its time; less than this is agreement.
constexpr std::chrono::seconds kMaxSkew(5);

std::string Advice(std::optional<bool> is_synchronised) {
  if (!is_synchronised) {
    return "To tell whose is wrong, compare timedatectl here and there";
  }
  if (*is_synchronised) {
    return "This machine's is synchronised (timedatectl says so), so the gateway's is probably the "
           "wrong one: run timedatectl there";
  }
  return "This machine's is not synchronised, so it is probably the wrong one: see timedatectl, "
         "and "
         "set up time synchronisation (timedatectl set-ntp true); if it is right, run timedatectl "
         "at the gateway";
}

}  // namespace

std::string DescribeClockSkew(std::chrono::duration<double> skew,
                              std::optional<bool> is_synchronised) {
  if (std::chrono::abs(skew) <= kMaxSkew) return "";
  const auto difference = std::chrono::round<std::chrono::seconds>(std::chrono::abs(skew));
  return "the gateway's clock is " + base::FormatDuration(difference) +
         (skew.count() > 0 ? " behind" : " ahead of") + " this machine's. " +
         Advice(is_synchronised);
}

}  // namespace agent::app
