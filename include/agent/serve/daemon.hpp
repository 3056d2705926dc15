#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

#include "agent/base/clock.hpp"
#include "agent/serve/limits.hpp"
#include "agent/serve/listen_socket.hpp"
#include "agent/serve/open_connections.hpp"
#include "agent/serve/request.hpp"
#include "agent/serve/tls_identity.hpp"
#include "agent/serve/waker.hpp"

struct MHD_Connection;
struct MHD_Daemon;

namespace agent::serve {

// The callbacks of a Daemon.
class RequestHandler {
 public:
  virtual ~RequestHandler() = default;

  // Called when a request's head is complete, and again until the handler has queued a response or
  // suspended the connection. `request` is for the handler's use, and null at the first call. After
  // a response that was queued at the first call, the library reads no body and closes the
  // connection. Returning false closes the connection.
  virtual bool Handle(MHD_Connection* connection, const RequestLine& line,
                      void*& request) noexcept = 0;

  // The request has ended, answered or not. `request` may be null.
  virtual void Forget(void* request) noexcept = 0;

  // The library has answered a malformed or too large request itself, with the status `code`. The
  // other callbacks are not called for it.
  virtual void OnLibraryAnswer(int code) noexcept = 0;
};

// For HTTPS.
struct DaemonTls {
  CurrentTlsIdentity& identity;  // used for each new connection
  config::TlsVersion min_version;
};

// Runs libmicrohttpd: listens, reads requests and writes responses, within the limits and
// deadlines. Run() and RunOnce() call the handler; the destructor may call Forget(). These three
// must not run at the same time.
class Daemon {
 public:
  // Accepts connections from `socket`. Plain HTTP without `tls`. Throws std::runtime_error when the
  // library cannot start.
  Daemon(ListenSocket socket, const std::optional<DaemonTls>& tls, const Limits& limits,
         const base::Clock& clock, RequestHandler& handler);
  Daemon(const Daemon&) = delete;
  Daemon& operator=(const Daemon&) = delete;
  // Closes all connections. None may be suspended: resume them all, then call RunOnce().
  ~Daemon();

  [[nodiscard]] std::uint16_t port() const { return port_; }

  // Serves until stopped.
  void Run(const std::stop_token& stop) noexcept;
  // Handles what is pending, without waiting.
  void RunOnce() noexcept;
  // Stops accepting connections, and serves those without an answer yet, for `limit` at most. Call
  // it after Run().
  void Finish(std::chrono::milliseconds limit) noexcept;

  // Only the handler may call Suspend(). Any thread may call Resume(), once for each Suspend(). The
  // handler is then called again.
  void Suspend(MHD_Connection* connection) noexcept;
  void Resume(MHD_Connection* connection) noexcept;

 private:
  struct Callbacks;
  struct Stopper {
    void operator()(MHD_Daemon* daemon) const;
  };

  void AcceptAll(int listener) noexcept;
  [[nodiscard]] std::optional<std::chrono::nanoseconds> UntilNextDeadline() noexcept;
  // Whether there is something to do for a connection, or one to accept.
  [[nodiscard]] bool WaitForEvent(std::optional<std::chrono::nanoseconds> limit) noexcept;

  const base::Clock& clock_;
  RequestHandler& handler_;
  const std::optional<DaemonTls> tls_;
  OpenConnections connections_;
  bool connections_changed_ = false;  // opened or closed
  Waker waker_;
  std::vector<pollfd> polled_;  // for TLS; its capacity is never exceeded
  std::uint16_t port_ = 0;
  std::unique_ptr<MHD_Daemon, Stopper> daemon_;  // last: its callbacks use all of the above
};

}  // namespace agent::serve
