#include "agent/status/board.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "agent/base/text.hpp"

namespace agent::status {
namespace {

std::string Bounded(const std::string& text) {
  constexpr std::size_t kMaxBytes = 1000;
  return base::OneLine(text, kMaxBytes);
}

}  // namespace

bool HasFreshFarm(const BoardState& state, base::SteadyTime now) {
  const auto until = state.source ? state.source->last.farm_fresh_until : std::nullopt;
  return until && now <= *until;
}

Board::Board(const base::Clock& clock) : clock_(clock), loaded_at_(clock.Now()) {}

void Board::ListenForNews(std::function<void()> listener) { listener_ = std::move(listener); }

void Board::ConfigurationLoaded(const std::vector<std::string>& destinations, bool the_same_farm) {
  const std::lock_guard lock(mutex_);
  if (!the_same_farm) {
    source_.reset();
    destinations_.clear();
  }
  std::erase_if(destinations_, [&](const auto& known) {
    return std::ranges::find(destinations, known.first) == destinations.end();
  });
  for (const std::string& name : destinations) destinations_[name].name = name;
  loaded_at_ = clock_.Now();
  refused_.reset();
}

void Board::ConfigurationRefused(const std::string& why) {
  const std::lock_guard lock(mutex_);
  refused_ = RefusedConfiguration{clock_.Now(), Bounded(why)};
}

void Board::Collected(SourceReport report) {
  for (std::string* const text : {&report.cause, &report.detail, &report.farm}) {
    *text = Bounded(*text);
  }
  const std::lock_guard lock(mutex_);
  const base::WallTime now = clock_.Now();
  const bool goes_on = source_ && source_->last.reason.empty() == report.reason.empty();
  source_ = SourceState{std::move(report), now, goes_on ? source_->since : now};
}

void Board::Published(const std::string& destination, const DestinationReport& report) {
  const DestinationReport bounded{report.reason, Bounded(report.cause), Bounded(report.detail)};
  bool is_news = false;
  {
    const std::lock_guard lock(mutex_);
    const base::WallTime now = clock_.Now();
    DestinationState& state = destinations_[destination];
    const bool is_first = !state.accepted_at && !state.failing_since;
    is_news = is_first || state.last.reason != bounded.reason || state.last.cause != bounded.cause;
    state.name = destination;
    if (bounded.reason.empty()) {
      state.accepted_at = now;
      state.failing_since.reset();
    } else if (!state.failing_since) {
      state.failing_since = now;
    }
    state.last = bounded;
  }
  if (is_news && listener_) listener_();
}

BoardState Board::Read() const {
  const std::lock_guard lock(mutex_);
  BoardState state{source_, {}, loaded_at_, refused_};
  state.destinations.reserve(destinations_.size());
  for (const auto& [name, destination] : destinations_) state.destinations.push_back(destination);
  return state;
}

}  // namespace agent::status
