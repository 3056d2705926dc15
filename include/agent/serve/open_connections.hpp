#pragma once

#include <map>
#include <optional>
#include <string>

#include "agent/base/clock.hpp"
#include "agent/serve/limits.hpp"

namespace agent::serve {

// Keeps the open connections within their limits, so that whoever comes next finds room.
//
// Time: a connection has `limits.request` to deliver the head of its next request. That begins when
// the connection opens, so that it holds for a TLS handshake too, or when the last response ends.
// The connection then has `limits.response` until its response is sent. A byte a second resets
// every inactivity timeout, but not these deadlines.
//
// Number: one connection is cut for a newcomer where `limits.connections` are open, or
// `limits.connections_per_address` of the newcomer's client. It is the one that has been without a
// request for longest. Where all have one, it is the one whose response takes longest. So
// connections that do nothing never keep a newcomer out.
//
// To cut is shutdown(2): whoever owns the socket notices and closes it. Connections are known by
// their descriptors. For one thread.
class OpenConnections {
 public:
  OpenConnections(const Limits& limits, const base::Clock& clock);

  // `client` is a ClientName(). Throws std::bad_alloc. The others do not throw, and do nothing for
  // what was not Opened.
  void Opened(int fd, std::string client);
  void RequestReceived(int fd) noexcept;
  void ResponseSent(int fd) noexcept;
  // To be called before the descriptor is closed: its number may be another's a moment later.
  void Closed(int fd) noexcept;

  // Whether no connection is open.
  [[nodiscard]] bool empty() const noexcept { return connections_.empty(); }

  // Whether one is open that has a request, or has not had its first one yet.
  [[nodiscard]] bool AnyAwaitsAnswer() const noexcept;

  // Cuts what is past its deadline, once; returns the earliest deadline that is left.
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
