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

// Called once for every answered request, from any thread. `path` is that of a route, or "other";
// so it is for a malformed request.
using RequestObserver = std::function<void(const std::string& path, int code)>;

// The local HTTP server: libmicrohttpd on one thread. It listens from construction to destruction
// and answers from Start() on. A page is made from what the agent knows already, so that a scrape
// never touches the source. routes.hpp has the paths, for GET and HEAD.
//
// Other paths are 404, other methods 405 with Allow. A head that might be read in more than one way
// is 400, and a query of many arguments 431; the connection then ends.
//
// Where access control is configured, every path but the two health checks wants credentials, also
// one that is not there: 401 without them, 429 after too many wrong passwords or tokens. With
// tls_server_config all of it is HTTPS.
//
// Destruction lets requests that are there be answered, for a quarter of a second at most, and then
// drops all connections. A password check that is running is left behind.
class Server {
 public:
  // `snapshots`, `board` and `clock` must outlive the server.
  //
  // Takes the place of `predecessor`, which may be destroyed after Start(). Where both listen at
  // the same address they share its socket, so that no client finds it closed. Where they have the
  // port alone in common, both are open until then. When this throws, or this server is destroyed
  // before Start(), the predecessor goes on as if nothing had been.
  //
  // Throws std::runtime_error, naming the address or file and the cause, when it cannot listen or
  // its certificate cannot be used.
  Server(const config::LocalConfig& config, std::string site,
         const status::SnapshotSource& snapshots, const status::Board& board,
         RequestObserver observer, const base::Clock& clock, const Server* predecessor = nullptr,
         const Limits& limits = {});
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server();

  // Connections that came before are answered now.
  void Start() noexcept;

  // The port it listens on: the configured one, or the one the system chose for 0.
  [[nodiscard]] std::uint16_t port() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace agent::serve
