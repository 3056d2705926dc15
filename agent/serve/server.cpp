#include "agent/serve/server.hpp"

#include <microhttpd.h>
#include <sys/socket.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <system_error>
#include <thread>
#include <tuple>
#include <utility>
#include <vector>

#include "agent/base/version.hpp"
#include "agent/serve/access_control.hpp"
#include "agent/serve/connection_deadlines.hpp"
#include "agent/serve/landing_page.hpp"
#include "agent/serve/listen_socket.hpp"
#include "agent/serve/request.hpp"
#include "agent/serve/responses.hpp"
#include "agent/serve/routes.hpp"
#include "agent/serve/waker.hpp"
#include "agent/serve/work_queue.hpp"

namespace agent::serve {
namespace {

struct DaemonDeleter {
  void operator()(MHD_Daemon* daemon) const { MHD_stop_daemon(daemon); }
};
using DaemonPtr = std::unique_ptr<MHD_Daemon, DaemonDeleter>;

// Leaves a request target as it was sent: routes are compared with the encoded path.
std::size_t KeepEncoded(void*, MHD_Connection*, char* text) noexcept { return std::strlen(text); }

}  // namespace

class Server::Impl {
 public:
  Impl(const config::LocalConfig& config, const std::string& site, const status::Latest& latest,
       RequestObserver observer, const base::Clock& clock, const Limits& limits)
      : latest_(latest),
        observer_(std::move(observer)),
        clock_(clock),
        access_(config, limits.failed_logins_burst, clock),
        fixed_(LandingPage(site, base::Version()), access_.Challenges()),
        deadlines_(limits.request, limits.response, clock),
        logins_(limits.queued_logins),
        socket_(config.listen),
        port_(socket_.port()),
        daemon_(StartDaemon(limits)),
        thread_([this](const std::stop_token& stop) { Run(stop); }) {}

  std::uint16_t port() const { return port_; }

 private:
  enum class Phase { kReceived, kPasswordNotChecked, kGranted, kDenied };

  // A request from its complete head to the end of its response.
  struct Request {
    explicit Request(Route of) : route(of) {}

    const Route route;
    std::atomic<Phase> phase = Phase::kReceived;
    // While its password is checked; the connection is suspended until then:
    Login login;
    std::string client;
  };

  // What the library calls: from Run, and the last two also while it stops.
  static MHD_Result OnRequest(void* self, MHD_Connection* connection, const char* path,
                              const char* method, const char* version, const char* body,
                              std::size_t* body_size, void** request) noexcept;
  static void OnRequestCompleted(void* self, MHD_Connection* connection, void** request,
                                 MHD_RequestTerminationCode reason) noexcept;
  static void OnConnection(void* self, MHD_Connection* connection, void** context,
                           MHD_ConnectionNotificationCode event) noexcept;

  DaemonPtr StartDaemon(const Limits& limits);
  void Run(const std::stop_token& stop) noexcept;
  std::optional<std::chrono::nanoseconds> UntilNextDeadline() noexcept;

  MHD_Result Begin(MHD_Connection* connection, std::string_view path, std::string_view method,
                   void** state);
  MHD_Result Continue(MHD_Connection* connection, Request& request);
  MHD_Result Authorize(MHD_Connection* connection, Request& request);
  MHD_Result AwaitPasswordCheck(MHD_Connection* connection, Request& request);
  Phase CheckPassword(const Request& request) noexcept;
  MHD_Result AnswerWithContent(MHD_Connection* connection, Route route);
  MHD_Result AnswerWithMetrics(MHD_Connection* connection, Route route);
  MHD_Result Answer(MHD_Connection* connection, Route route, unsigned code, MHD_Response* response);

  bool IsStale(const status::Snapshot& snapshot) const {
    return clock_.SteadyNow() > snapshot.stale_after;
  }

  const status::Latest& latest_;
  const RequestObserver observer_;
  const base::Clock& clock_;
  AccessControl access_;
  const FixedResponses fixed_;
  SnapshotResponses metrics_;
  ConnectionDeadlines deadlines_;
  WorkQueue logins_;
  bool connections_changed_ = false;  // opened or closed; only the server's thread uses these two
  bool stopping_ = false;
  Waker waker_;
  ListenSocket socket_;
  const std::uint16_t port_;
  const DaemonPtr daemon_;  // everything above serves its callbacks
  std::jthread thread_;     // last: all of the above is its
};

DaemonPtr Server::Impl::StartDaemon(const Limits& limits) {
  // The loop is ours rather than the library's (MHD_USE_INTERNAL_POLLING_THREAD): 0.9.75 refuses
  // responses from the moment it is told to stop, and its thread then crashes on its own reply to
  // a malformed request. Here, nothing is processed any more when the daemon is stopped.
  const unsigned flags = MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME;
  DaemonPtr daemon(MHD_start_daemon(
      flags, 0, nullptr, nullptr, &Impl::OnRequest, this,                               //
      MHD_OPTION_LISTEN_SOCKET, socket_.fd(),                                           //
      MHD_OPTION_CONNECTION_LIMIT, limits.connections,                                  //
      MHD_OPTION_PER_IP_CONNECTION_LIMIT, limits.connections_per_address,               //
      MHD_OPTION_CONNECTION_MEMORY_LIMIT, limits.connection_memory_bytes,               //
      MHD_OPTION_CONNECTION_TIMEOUT, static_cast<unsigned>(limits.inactivity.count()),  //
      MHD_OPTION_UNESCAPE_CALLBACK, &KeepEncoded, nullptr,                              //
      MHD_OPTION_NOTIFY_COMPLETED, &Impl::OnRequestCompleted, this,                     //
      MHD_OPTION_NOTIFY_CONNECTION, &Impl::OnConnection, this,                          //
      MHD_OPTION_END));
  if (!daemon) {
    throw std::runtime_error("cannot start the local server: " +
                             std::generic_category().message(errno));
  }
  std::ignore = socket_.Release();  // the daemon closes it
  return daemon;
}

void Server::Impl::Run(const std::stop_token& stop) noexcept {
  const std::stop_callback wake(stop, [this] { waker_.Wake(); });
  const int events = MHD_get_daemon_info(daemon_.get(), MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
  bool had_event = false;
  while (!stop.stop_requested()) {
    connections_changed_ = false;
    MHD_run(daemon_.get());
    if (connections_changed_) {
      // The library stopped listening at a limit and only listens again when it is run once more.
      had_event = false;
      continue;
    }
    if (had_event && deadlines_.empty()) {
      // Somebody wants to connect, but the process has no descriptor left. Trying again at once
      // would be a busy loop.
      waker_.Wait(-1, std::chrono::milliseconds(100));
    }
    had_event = waker_.Wait(events, UntilNextDeadline());
  }
  // A daemon must not be stopped while a connection is suspended: all are resumed here, and a last
  // run takes them back, in which none is suspended anew.
  stopping_ = true;
  logins_.Stop();
  MHD_run(daemon_.get());
}

std::optional<std::chrono::nanoseconds> Server::Impl::UntilNextDeadline() noexcept {
  std::optional<std::chrono::nanoseconds> wait;
  if (const auto deadline = deadlines_.CutOverdue()) wait = *deadline - clock_.SteadyNow();
  MHD_UNSIGNED_LONG_LONG milliseconds = 0;
  if (MHD_get_timeout(daemon_.get(), &milliseconds) == MHD_YES) {
    const std::chrono::nanoseconds inactivity = std::chrono::milliseconds(milliseconds);
    wait = std::min(wait.value_or(inactivity), inactivity);
  }
  return wait;
}

MHD_Result Server::Impl::OnRequest(void* self, MHD_Connection* connection, const char* path,
                                   const char* method, const char*, const char*, std::size_t*,
                                   void** request) noexcept {
  auto& impl = *static_cast<Impl*>(self);
  try {
    if (*request == nullptr) return impl.Begin(connection, path, method, request);
    return impl.Continue(connection, *static_cast<Request*>(*request));
  } catch (...) {
    return MHD_NO;  // closes the connection
  }
}

void Server::Impl::OnRequestCompleted(void* self, MHD_Connection* connection, void** request,
                                      MHD_RequestTerminationCode) noexcept {
  delete static_cast<Request*>(*request);
  *request = nullptr;
  static_cast<Impl*>(self)->deadlines_.ResponseSent(SocketOf(connection));
}

void Server::Impl::OnConnection(void* self, MHD_Connection* connection, void**,
                                MHD_ConnectionNotificationCode event) noexcept {
  auto& impl = *static_cast<Impl*>(self);
  impl.connections_changed_ = true;
  const int fd = SocketOf(connection);
  if (event == MHD_CONNECTION_NOTIFY_CLOSED) {
    impl.deadlines_.Closed(fd);
    return;
  }
  try {
    impl.deadlines_.Opened(fd);
  } catch (...) {
    ::shutdown(fd, SHUT_RDWR);  // no memory to watch over it
  }
}

// The first call for a request: its head is complete. An answer that is given now makes the library
// close the connection behind it, so a body is never read, nor taken for the next request.
MHD_Result Server::Impl::Begin(MHD_Connection* connection, std::string_view path,
                               std::string_view method, void** state) {
  deadlines_.RequestReceived(SocketOf(connection));
  const Route route = FindRoute(path);
  if (method != MHD_HTTP_METHOD_GET && method != MHD_HTTP_METHOD_HEAD) {
    return Answer(connection, route, MHD_HTTP_METHOD_NOT_ALLOWED, fixed_.method_not_allowed.get());
  }
  auto* request = new Request(route);
  *state = request;  // OnRequestCompleted deletes it
  return HasBody(connection) ? Continue(connection, *request) : MHD_YES;
}

MHD_Result Server::Impl::Continue(MHD_Connection* connection, Request& request) {
  switch (request.phase) {
    case Phase::kReceived:
      return Authorize(connection, request);
    case Phase::kPasswordNotChecked:
      return Answer(connection, request.route, MHD_HTTP_SERVICE_UNAVAILABLE,
                    fixed_.too_many_logins.get());
    case Phase::kGranted:
      return AnswerWithContent(connection, request.route);
    case Phase::kDenied:
      break;
  }
  return Answer(connection, request.route, MHD_HTTP_UNAUTHORIZED, fixed_.unauthorized.get());
}

MHD_Result Server::Impl::Authorize(MHD_Connection* connection, Request& request) {
  if (IsOpenToAll(request.route)) return AnswerWithContent(connection, request.route);
  const CredentialHeaders headers{HeaderValues(connection, MHD_HTTP_HEADER_AUTHORIZATION),
                                  HeaderValues(connection, "X-API-Key")};
  request.client = ClientOf(connection);
  Decision decision = access_.Decide(headers, request.client);
  switch (decision.access) {
    case Access::kGranted:
      return AnswerWithContent(connection, request.route);
    case Access::kTooManyFailures:
      return Answer(connection, request.route, MHD_HTTP_TOO_MANY_REQUESTS,
                    fixed_.too_many_failures.get());
    case Access::kCheckPassword:
      request.login = std::move(decision.login);
      return AwaitPasswordCheck(connection, request);
    case Access::kDenied:
      break;
  }
  return Answer(connection, request.route, MHD_HTTP_UNAUTHORIZED, fixed_.unauthorized.get());
}

MHD_Result Server::Impl::AwaitPasswordCheck(MHD_Connection* connection, Request& request) {
  request.phase = Phase::kPasswordNotChecked;
  if (stopping_) return Continue(connection, request);
  WorkQueue::Job job = [this, connection, &request](bool cancelled) {
    if (!cancelled) request.phase = CheckPassword(request);
    MHD_resume_connection(connection);
    waker_.Wake();
  };
  // Suspended before the job is handed over, which may resume it before Submit even returns.
  MHD_suspend_connection(connection);
  if (!logins_.Submit(std::move(job))) {
    MHD_resume_connection(connection);
    waker_.Wake();
  }
  return MHD_YES;
}

Server::Impl::Phase Server::Impl::CheckPassword(const Request& request) noexcept {
  try {
    return access_.CheckPassword(request.login, request.client) ? Phase::kGranted : Phase::kDenied;
  } catch (...) {
    return Phase::kPasswordNotChecked;
  }
}

MHD_Result Server::Impl::AnswerWithContent(MHD_Connection* connection, Route route) {
  switch (route) {
    case Route::kApiMetrics:
    case Route::kMetrics:
      return AnswerWithMetrics(connection, route);
    case Route::kHealthy:
      return Answer(connection, route, MHD_HTTP_OK, fixed_.healthy.get());
    case Route::kReady: {
      const status::SnapshotPtr snapshot = latest_.Get();
      if (snapshot && snapshot->has_farm && !IsStale(*snapshot)) {
        return Answer(connection, route, MHD_HTTP_OK, fixed_.ready.get());
      }
      return Answer(connection, route, MHD_HTTP_SERVICE_UNAVAILABLE, fixed_.not_ready.get());
    }
    case Route::kLandingPage:
      return Answer(connection, route, MHD_HTTP_OK, fixed_.landing_page.get());
    case Route::kOther:
      break;
  }
  return Answer(connection, route, MHD_HTTP_NOT_FOUND, fixed_.not_found.get());
}

MHD_Result Server::Impl::AnswerWithMetrics(MHD_Connection* connection, Route route) {
  const status::SnapshotPtr snapshot = latest_.Get();
  if (!snapshot) {
    return Answer(connection, route, MHD_HTTP_SERVICE_UNAVAILABLE, fixed_.no_snapshot.get());
  }
  if (IsStale(*snapshot)) {
    return Answer(connection, route, MHD_HTTP_SERVICE_UNAVAILABLE, fixed_.stale_snapshot.get());
  }
  return Answer(connection, route, MHD_HTTP_OK,
                metrics_.Get(snapshot, ClientAcceptsGzip(connection)));
}

MHD_Result Server::Impl::Answer(MHD_Connection* connection, Route route, unsigned code,
                                MHD_Response* response) {
  const MHD_Result queued = MHD_queue_response(connection, code, response);
  if (queued == MHD_YES && observer_) {
    observer_(std::string(RouteLabel(route)), static_cast<int>(code));
  }
  return queued;
}

Server::Server(const config::LocalConfig& config, std::string site, const status::Latest& latest,
               RequestObserver observer, const base::Clock& clock, const Limits& limits)
    : impl_(std::make_unique<Impl>(config, site, latest, std::move(observer), clock, limits)) {}

Server::~Server() = default;

std::uint16_t Server::port() const { return impl_->port(); }

}  // namespace agent::serve
