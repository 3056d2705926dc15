#pragma once

#include <map>
#include <optional>
#include <string>

#include "agent/base/clock.hpp"
#include "agent/serve/limits.hpp"

namespace agent::serve {

// Keeps the open connections within their limits, so that there is always room for a new one.
//
// Time: a connection has `limits.request` to deliver the head of its next request. That time begins
// when the connection opens, so a TLS handshake counts, or when the last response ends. The
// connection then has `limits.response` until its response is sent. A client that sends a byte a
// second escapes an inactivity timeout, but not these deadlines.
//
// Number: a connection is cut for a new one when `limits.connections` are open, or
// `limits.connections_per_address` of the new one's client. It is the one that has been without a
// request for longest. When all have a request, it is the one whose response takes longest. So idle
// connections never keep a new one out.
//
// To cut a connection is to call shutdown(2); the socket's owner notices and closes it. Connections
// are identified by their descriptors. For one thread.
class OpenConnections {
 public:
  OpenConnections(const Limits& limits, const base::Clock& clock);

  // `client` is a ClientName(). Throws std::bad_alloc. The other functions do not throw, and ignore
  // a descriptor that was not Opened().
  void Opened(int fd, std::string client);
  void RequestReceived(int fd) noexcept;
  void ResponseSent(int fd) noexcept;
  // Call it before the descriptor is closed, because its number may be reused at once.
  void Closed(int fd) noexcept;

  // Whether no connection is open.
  [[nodiscard]] bool empty() const noexcept { return connections_.empty(); }

  // Whether any connection has a request, or has not had its first one yet.
  [[nodiscard]] bool AnyAwaitsAnswer() const noexcept;

  // Cuts the connections that are past their deadline. Returns the earliest deadline of the others.
  std::optional<base::SteadyTime> CutOverdue() noexcept;

 private:
  struct Connection {
    std::string client;
    bool has_request = false;
    bool has_been_answered = false;
    std::optional<base::SteadyTime> deadline;  // none: has been cut
  };

  void Restart(int fd, bool has_request) noexcept;
  void MakeRoom(int newcomer, const std::string* client, unsigned limit) noexcept;
  static void Cut(int fd, Connection& connection) noexcept;

  const Limits limits_;
  const base::Clock& clock_;
  std::map<int, Connection> connections_;
};

}  // namespace agent::serve
