#include "agent/serve/open_connections.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <tuple>
#include <utility>

namespace agent::serve {

OpenConnections::OpenConnections(const Limits& limits, const base::Clock& clock)
    : limits_(limits), clock_(clock) {}

void OpenConnections::Opened(int fd, std::string client) {
  const auto opened = connections_.insert_or_assign(
      fd, Connection{std::move(client), false, false, clock_.SteadyNow() + limits_.request});
  MakeRoom(fd, &opened.first->second.client, limits_.connections_per_address);
  MakeRoom(fd, nullptr, limits_.connections);
}

void OpenConnections::RequestReceived(int fd) noexcept { Restart(fd, true); }

void OpenConnections::ResponseSent(int fd) noexcept { Restart(fd, false); }

void OpenConnections::Closed(int fd) noexcept { connections_.erase(fd); }

bool OpenConnections::AnyAwaitsAnswer() const noexcept {
  return std::ranges::any_of(connections_, [](const auto& entry) {
    const Connection& connection = entry.second;
    return connection.deadline && (connection.has_request || !connection.has_been_answered);
  });
}

std::optional<base::SteadyTime> OpenConnections::CutOverdue() noexcept {
  const base::SteadyTime now = clock_.SteadyNow();
  std::optional<base::SteadyTime> next;
  for (auto& [fd, connection] : connections_) {
    if (!connection.deadline) continue;
    if (*connection.deadline <= now) {
      Cut(fd, connection);
    } else {
      next = std::min(next.value_or(*connection.deadline), *connection.deadline);
    }
  }
  return next;
}

void OpenConnections::Restart(int fd, bool has_request) noexcept {
  const auto found = connections_.find(fd);
  if (found == connections_.end() || !found->second.deadline) return;
  found->second.has_request = has_request;
  if (!has_request) found->second.has_been_answered = true;
  found->second.deadline = clock_.SteadyNow() + (has_request ? limits_.response : limits_.request);
}

// Cuts one connection of `client` (null: of anybody) where more than `limit` are open.
void OpenConnections::MakeRoom(int newcomer, const std::string* client, unsigned limit) noexcept {
  unsigned count = 0;
  auto longest = connections_.end();
  for (auto at = connections_.begin(); at != connections_.end(); ++at) {
    const Connection& connection = at->second;
    if (!connection.deadline || (client != nullptr && connection.client != *client)) continue;
    ++count;
    if (at->first == newcomer) continue;
    const auto rank = [](const Connection& of) { return std::tie(of.has_request, of.deadline); };
    if (longest == connections_.end() || rank(connection) < rank(longest->second)) longest = at;
  }
  if (count > limit && longest != connections_.end()) Cut(longest->first, longest->second);
}

void OpenConnections::Cut(int fd, Connection& connection) noexcept {
  ::shutdown(fd, SHUT_RDWR);
  connection.deadline.reset();
}

}  // namespace agent::serve
