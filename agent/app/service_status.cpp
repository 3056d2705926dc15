#include "agent/app/service_status.hpp"

#include <algorithm>

#include "agent/base/text.hpp"
#include "agent/base/utc_text.hpp"

namespace agent::app {
namespace {

constexpr std::size_t kTextBytes = 1000;

// In UTC and marked so, as the log's times are.
std::string TimeOfDay(base::WallTime time) { return base::UtcText(time, "%H:%M:%S UTC"); }
std::string DateAndTime(base::WallTime time) {
  return base::UtcText(time, "%Y-%m-%d %H:%M:%S UTC");
}

}  // namespace

void ServiceStatus::Collected(const std::optional<collect::CollectError>& error,
                              const std::string& farm, base::WallTime now) {
  const bool goes_on = source_ && source_->cause.empty() == !error;
  const base::WallTime since = goes_on ? source_->since : now;
  source_ = State{error ? collect::CauseOf(*error) : "", since,
                  error ? "no data since " + DateAndTime(since) + ": " + error->detail : farm};
}

bool ServiceStatus::Pushed(const std::string& gateway, const publish::PushOutcome& outcome,
                           base::WallTime now) {
  const bool ok = outcome.result == publish::PushResult::kOk;
  const auto known = gateways_.find(gateway);
  const std::string cause =
      ok ? "" : std::string(publish::ReasonName(outcome.result)) + ": " + outcome.cause;
  const bool changed = known == gateways_.end() || known->second.cause != cause;
  const bool goes_on = known != gateways_.end() && known->second.cause.empty() == ok;
  const base::WallTime since = goes_on ? known->second.since : now;
  gateways_[gateway] = {cause, since,
                        ok ? "pushed to " + gateway + " at " + TimeOfDay(now)
                           : "push fails since " + DateAndTime(since) + ": " + outcome.detail};
  return changed;
}

void ServiceStatus::KeepGateways(const std::vector<std::string>& gateways) {
  std::erase_if(gateways_, [&](const auto& known) {
    return std::ranges::find(gateways, known.first) == gateways.end();
  });
}

std::string ServiceStatus::Text() const {
  std::string text = source_ ? source_->text : "started";
  for (const auto& [gateway, state] : gateways_) text += "; " + state.text;
  if (!remark_.empty()) text += "; " + remark_;
  return base::OneLine(text, kTextBytes);
}

}  // namespace agent::app
