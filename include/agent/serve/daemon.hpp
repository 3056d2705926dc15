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

// What a Daemon asks of who answers its requests.
class RequestHandler {
 public:
  virtual ~RequestHandler() = default;

  // Called when a request's head is complete, and again until it has queued a response or suspended
  // the connection. `request` is the handler's own, and null at the first call. Behind a response
  // that is queued at the first call the library closes the connection, and reads no body. False
  // closes the connection.
  virtual bool Handle(MHD_Connection* connection, const RequestLine& line,
                      void*& request) noexcept = 0;

  // The request is over, answered or not; `request` may be null.
  virtual void Forget(void* request) noexcept = 0;

  // The library has answered a request itself, with this status, because the request is malformed
  // or too large. None of the above is called for it.
  virtual void AnsweredItself(int code) noexcept = 0;
};

// For HTTPS.
struct DaemonTls {
  CurrentTlsIdentity& identity;  // asked for each new connection
  config::TlsVersion min_version;
};

// libmicrohttpd: listens, reads requests and writes responses, within the limits and deadlines.
// The handler is called from within Run and RunOnce, and Forget also from the destructor; none of
// these may be called at the same time as another.
class Daemon {
 public:
  // Accepts from `socket`; without `tls`, plain HTTP. Throws std::runtime_error when the library
  // cannot start.
  Daemon(ListenSocket socket, const std::optional<DaemonTls>& tls, const Limits& limits,
         const base::Clock& clock, RequestHandler& handler);
  Daemon(const Daemon&) = delete;
  Daemon& operator=(const Daemon&) = delete;
  // Closes all connections. None may be suspended: resume them all, then RunOnce.
  ~Daemon();

  [[nodiscard]] std::uint16_t port() const { return port_; }

  // Serves until stopped.
  void Run(const std::stop_token& stop) noexcept;
  // Does what can be done without waiting.
  void RunOnce() noexcept;
  // Accepts no connection any more, and goes on with those that have not had an answer yet, for
  // `limit` at most. After Run().
  void Finish(std::chrono::milliseconds limit) noexcept;

  // Suspend: from the handler only. Resume: from any thread, once for each Suspend; the handler is
  // then called again.
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
  std::vector<pollfd> polled_;  // for TLS; has all the room that it may ever need
  std::uint16_t port_ = 0;
  std::unique_ptr<MHD_Daemon, Stopper> daemon_;  // last: everything above serves its callbacks
};

}  // namespace agent::serve
