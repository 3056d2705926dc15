#include "agent/app/service_status.hpp"

#include <cstddef>

#include "agent/base/clock.hpp"
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

std::string SourceText(const status::SourceState& source) {
  if (source.last.reason.empty()) return source.last.farm;
  return "no data since " + DateAndTime(source.since) + ": " + source.last.detail;
}

// Empty before the first snapshot was sent there.
std::string DestinationText(const status::DestinationState& destination) {
  if (destination.failing_since) {
    return "push fails since " + DateAndTime(*destination.failing_since) + ": " +
           destination.last.detail;
  }
  if (!destination.accepted_at) return "";
  return "pushed to " + destination.name + " at " + TimeOfDay(*destination.accepted_at);
}

// Adds a part to the line. The one before it may end as a sentence.
void Append(std::string& text, const std::string& part) {
  if (text.ends_with('.')) text.pop_back();
  text += "; " + part;
}

}  // namespace

std::string ServiceStatus(const status::BoardState& state) {
  std::string text = state.source ? SourceText(*state.source) : "started";
  for (const status::DestinationState& destination : state.destinations) {
    if (const std::string part = DestinationText(destination); !part.empty()) Append(text, part);
  }
  if (state.refused) Append(text, "the configuration was not reloaded: see the log");
  return base::OneLine(text, kTextBytes);
}

}  // namespace agent::app
