#include "agent/serve/server.hpp"

#include <microhttpd.h>
#include <sys/socket.h>

#include <atomic>
#include <cerrno>
#include <cstring>
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
        reaper_([this](const std::stop_token& stop) { deadlines_.Run(stop); }) {
    ListenSocket socket(config.listen);
    port_ = socket.port();
    daemon_ = StartDaemon(socket, limits);
  }

  // The daemon must not be stopped while a connection is suspended; after this, none is.
  ~Impl() { logins_.Stop(); }

  std::uint16_t port() const { return port_; }

 private:
  enum class LoginOutcome { kGranted, kDenied, kNotChecked };

  // A request whose connection is suspended until its password has been checked.
  struct PendingLogin {
    Route route;
    Login login;
    std::string client;
    std::atomic<LoginOutcome> outcome = LoginOutcome::kNotChecked;
  };

  // What the library calls, all on its one thread.
  static MHD_Result OnRequest(void* self, MHD_Connection* connection, const char* path,
                              const char* method, const char* version, const char* body,
                              std::size_t* body_size, void** pending) noexcept;
  static void OnRequestCompleted(void* self, MHD_Connection* connection, void** pending,
                                 MHD_RequestTerminationCode reason) noexcept;
  static void OnConnection(void* self, MHD_Connection* connection, void** context,
                           MHD_ConnectionNotificationCode event) noexcept;

  DaemonPtr StartDaemon(ListenSocket& socket, const Limits& limits);

  MHD_Result Begin(MHD_Connection* connection, std::string_view path, std::string_view method,
                   void** pending);
  MHD_Result AwaitPassword(MHD_Connection* connection, std::unique_ptr<PendingLogin> login,
                           void** pending);
  LoginOutcome CheckPassword(const PendingLogin& pending) noexcept;
  MHD_Result FinishLogin(MHD_Connection* connection, const PendingLogin& pending);
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
  std::jthread reaper_;
  std::uint16_t port_ = 0;
  DaemonPtr daemon_;  // last: everything above serves its callbacks
};

DaemonPtr Server::Impl::StartDaemon(ListenSocket& socket, const Limits& limits) {
  const unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME;
  DaemonPtr daemon(MHD_start_daemon(
      flags, 0, nullptr, nullptr, &Impl::OnRequest, this,                               //
      MHD_OPTION_LISTEN_SOCKET, socket.fd(),                                            //
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
  std::ignore = socket.Release();  // the daemon closes it
  return daemon;
}

MHD_Result Server::Impl::OnRequest(void* self, MHD_Connection* connection, const char* path,
                                   const char* method, const char*, const char*, std::size_t*,
                                   void** pending) noexcept {
  auto& impl = *static_cast<Impl*>(self);
  try {
    if (*pending == nullptr) return impl.Begin(connection, path, method, pending);
    return impl.FinishLogin(connection, *static_cast<PendingLogin*>(*pending));
  } catch (...) {
    return MHD_NO;  // closes the connection
  }
}

void Server::Impl::OnRequestCompleted(void* self, MHD_Connection* connection, void** pending,
                                      MHD_RequestTerminationCode) noexcept {
  delete static_cast<PendingLogin*>(*pending);
  *pending = nullptr;
  static_cast<Impl*>(self)->deadlines_.ResponseSent(SocketOf(connection));
}

void Server::Impl::OnConnection(void* self, MHD_Connection* connection, void**,
                                MHD_ConnectionNotificationCode event) noexcept {
  auto& deadlines = static_cast<Impl*>(self)->deadlines_;
  const int fd = SocketOf(connection);
  if (event == MHD_CONNECTION_NOTIFY_CLOSED) {
    deadlines.Closed(fd);
    return;
  }
  try {
    deadlines.Opened(fd);
  } catch (...) {
    ::shutdown(fd, SHUT_RDWR);  // no memory to watch over it
  }
}

// Called when a request's head is complete. The answer is given at once: whatever body follows is
// not read, and a connection with one is closed behind its answer.
MHD_Result Server::Impl::Begin(MHD_Connection* connection, std::string_view path,
                               std::string_view method, void** pending) {
  deadlines_.RequestReceived(SocketOf(connection));
  const Route route = FindRoute(path);
  if (method != MHD_HTTP_METHOD_GET && method != MHD_HTTP_METHOD_HEAD) {
    return Answer(connection, route, MHD_HTTP_METHOD_NOT_ALLOWED, fixed_.method_not_allowed.get());
  }
  if (IsOpenToAll(route)) return AnswerWithContent(connection, route);

  const CredentialHeaders headers{HeaderValues(connection, MHD_HTTP_HEADER_AUTHORIZATION),
                                  HeaderValues(connection, "X-API-Key")};
  std::string client = ClientOf(connection);
  Decision decision = access_.Decide(headers, client);
  switch (decision.access) {
    case Access::kGranted:
      return AnswerWithContent(connection, route);
    case Access::kTooManyFailures:
      return Answer(connection, route, MHD_HTTP_TOO_MANY_REQUESTS, fixed_.too_many_failures.get());
    case Access::kCheckPassword:
      return AwaitPassword(
          connection,
          std::make_unique<PendingLogin>(route, std::move(decision.login), std::move(client)),
          pending);
    case Access::kDenied:
      break;
  }
  return Answer(connection, route, MHD_HTTP_UNAUTHORIZED, fixed_.unauthorized.get());
}

MHD_Result Server::Impl::AwaitPassword(MHD_Connection* connection,
                                       std::unique_ptr<PendingLogin> login, void** pending) {
  WorkQueue::Job job = [this, connection, waiting = login.get()](bool cancelled) {
    if (!cancelled) waiting->outcome = CheckPassword(*waiting);
    MHD_resume_connection(connection);
  };
  *pending = login.release();
  // Suspended before the job is handed over, which may resume it before Submit even returns.
  MHD_suspend_connection(connection);
  if (!logins_.Submit(std::move(job))) MHD_resume_connection(connection);
  return MHD_YES;
}

Server::Impl::LoginOutcome Server::Impl::CheckPassword(const PendingLogin& pending) noexcept {
  try {
    return access_.CheckPassword(pending.login, pending.client) ? LoginOutcome::kGranted
                                                                : LoginOutcome::kDenied;
  } catch (...) {
    return LoginOutcome::kNotChecked;
  }
}

MHD_Result Server::Impl::FinishLogin(MHD_Connection* connection, const PendingLogin& pending) {
  switch (pending.outcome) {
    case LoginOutcome::kGranted:
      return AnswerWithContent(connection, pending.route);
    case LoginOutcome::kDenied:
      return Answer(connection, pending.route, MHD_HTTP_UNAUTHORIZED, fixed_.unauthorized.get());
    case LoginOutcome::kNotChecked:
      break;
  }
  return Answer(connection, pending.route, MHD_HTTP_SERVICE_UNAVAILABLE,
                fixed_.too_many_logins.get());
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
