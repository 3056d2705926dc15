#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "agent/base/clock.hpp"
#include "agent/config/config.hpp"
#include "agent/serve/limits.hpp"
#include "agent/status/snapshot_source.hpp"

namespace agent::serve {

// Called once for every answered request (malformed ones too, with "other"), from any thread.
// `path` is one of the served routes, or "other".
using RequestObserver = std::function<void(const std::string& path, int code)>;

// The local HTTP server: libmicrohttpd on one thread. It listens from construction to destruction
// and answers from Start() on; a handler reads only the newest snapshot, so a scrape never touches
// the source.
//
//   GET|HEAD /api/metrics, /metrics   the exposition (gzip'd for who accepts it); 503 before the
//                                     first tick and when the snapshot is past its stale_after
//   GET|HEAD /-/healthy               200: the process lives (open to all)
//   GET|HEAD /-/ready                 200 when a collection has succeeded lately, else 503 (open)
//   GET|HEAD /                        a plain page with links
//
// Others are 404, other methods 405 with Allow. A head that might be read in more than one way is
// 400, a query of many arguments 431, and the connection then ends. Where access control is
// configured, the exposition and the page (and every unknown path) want credentials: 401 without,
// 429 after too many wrong passwords or tokens. With tls_server_config all of it is HTTPS.
// `snapshots` and `clock` must outlive the server. Destruction lets requests that are there be
// answered, for a quarter of a second at most, and then drops all connections; a password check
// that is running is left behind. Throws std::runtime_error, naming the address or file and the
// cause, when it cannot listen or its certificate cannot be used.
class Server {
 public:
  Server(const config::LocalConfig& config, const std::string& site,
         const status::SnapshotSource& snapshots, RequestObserver observer,
         const base::Clock& clock, const Limits& limits = {});

  // Takes the place of `predecessor`, which may be destroyed after Start(): where both listen at
  // the same address they share its socket, so that no client finds it closed; where they have the
  // port alone in common, both are open until then. When this throws, or this server is destroyed
  // before Start(), the predecessor goes on as if nothing had been.
  Server(const config::LocalConfig& config, const std::string& site,
         const status::SnapshotSource& snapshots, RequestObserver observer,
         const base::Clock& clock, const Server& predecessor);
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
