#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "agent/base/clock.hpp"
#include "agent/config/config.hpp"
#include "agent/serve/limits.hpp"
#include "agent/status/board.hpp"
#include "agent/status/snapshot_source.hpp"

namespace agent::serve {

// Called once for every answered request, from any thread. `path` is that of a route, or "other",
// also for a malformed request.
using RequestObserver = std::function<void(const std::string& path, int code)>;

// The local HTTP server: libmicrohttpd on one thread. It listens from construction to destruction,
// and answers from Start() on. Pages are made from the newest snapshot and the board, so a scrape
// never touches the source. routes.hpp has the paths, for GET and HEAD.
//
// Other paths are 404, and other methods 405 with Allow. An ambiguous head is 400, and a query of
// too many arguments 431. Both end the connection.
//
// With access control, every path except the two health checks needs credentials, even one that
// does not exist. Without them the answer is 401, and after too many wrong passwords or tokens 429.
// With tls_server_config the server speaks only HTTPS.
//
// The destructor waits up to a quarter of a second for pending requests to be answered, then drops
// all connections. It does not wait for a running password check.
class Server {
 public:
  // `snapshots`, `board` and `clock` must outlive the server.
  //
  // The server replaces `predecessor`, which may be destroyed after Start(). With the same address
  // both share its socket, so that no client finds it closed. With only the same port, both are
  // open until then. When the constructor throws, or this server is destroyed before Start(), the
  // predecessor goes on unchanged.
  //
  // Throws std::runtime_error, which names the address or file and the cause, when it cannot listen
  // or cannot use its certificate.
  Server(const config::LocalConfig& config, std::string site,
         const status::SnapshotSource& snapshots, const status::Board& board,
         RequestObserver observer, const base::Clock& clock, const Server* predecessor = nullptr,
         const Limits& limits = {});
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server();

  // Begins to answer, also connections from before.
  void Start() noexcept;

  // The port it listens on: the configured one, or the one the system chose for 0.
  [[nodiscard]] std::uint16_t port() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace agent::serve
