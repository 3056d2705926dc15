#include "agent/serve/daemon.hpp"

#include <microhttpd.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <string>
#include <system_error>
#include <tuple>

#include "agent/serve/request.hpp"

namespace agent::serve {

// What the library calls; `self` is the Daemon.
struct Daemon::Callbacks {
  static MHD_Result OnRequest(void* self, MHD_Connection* connection, const char* path,
                              const char* method, const char* /*version*/, const char* /*body*/,
                              std::size_t* /*body_size*/, void** request) noexcept {
    auto& daemon = *static_cast<Daemon*>(self);
    if (*request == nullptr) daemon.deadlines_.RequestReceived(SocketOf(connection));
    return daemon.handler_.Handle(connection, path, method, *request) ? MHD_YES : MHD_NO;
  }

  static void OnCompleted(void* self, MHD_Connection* connection, void** request,
                          MHD_RequestTerminationCode /*reason*/) noexcept {
    auto& daemon = *static_cast<Daemon*>(self);
    daemon.handler_.Forget(*request);
    *request = nullptr;
    daemon.deadlines_.ResponseSent(SocketOf(connection));
  }

  static void OnConnection(void* self, MHD_Connection* connection, void** /*context*/,
                           MHD_ConnectionNotificationCode event) noexcept {
    auto& daemon = *static_cast<Daemon*>(self);
    daemon.connections_changed_ = true;
    const int fd = SocketOf(connection);
    if (event == MHD_CONNECTION_NOTIFY_CLOSED) {
      daemon.deadlines_.Closed(fd);
      return;
    }
    try {
      daemon.deadlines_.Opened(fd);
    } catch (...) {
      ::shutdown(fd, SHUT_RDWR);  // no memory to watch over it
    }
  }

  // Leaves a request target as it was sent: routes are compared with the encoded path.
  static std::size_t KeepEncoded(void*, MHD_Connection*, char* text) noexcept {
    return std::strlen(text);
  }
};

void Daemon::Stopper::operator()(MHD_Daemon* daemon) const { MHD_stop_daemon(daemon); }

Daemon::Daemon(ListenSocket socket, const Limits& limits, const base::Clock& clock,
               RequestHandler& handler)
    : clock_(clock),
      handler_(handler),
      deadlines_(limits.request, limits.response, clock),
      port_(socket.port()) {
  // The loop is ours rather than the library's (MHD_USE_INTERNAL_POLLING_THREAD): 0.9.75 refuses
  // responses from the moment it is told to stop, and its thread then crashes on its own reply to
  // a malformed request. Here, nothing is processed any more when the daemon is stopped.
  const unsigned flags = MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME;
  daemon_.reset(MHD_start_daemon(
      flags, 0, nullptr, nullptr, &Callbacks::OnRequest, this,                          //
      MHD_OPTION_LISTEN_SOCKET, socket.fd(),                                            //
      MHD_OPTION_CONNECTION_LIMIT, limits.connections,                                  //
      MHD_OPTION_PER_IP_CONNECTION_LIMIT, limits.connections_per_address,               //
      MHD_OPTION_CONNECTION_MEMORY_LIMIT, limits.connection_memory_bytes,               //
      MHD_OPTION_CONNECTION_TIMEOUT, static_cast<unsigned>(limits.inactivity.count()),  //
      MHD_OPTION_UNESCAPE_CALLBACK, &Callbacks::KeepEncoded, nullptr,                   //
      MHD_OPTION_NOTIFY_COMPLETED, &Callbacks::OnCompleted, this,                       //
      MHD_OPTION_NOTIFY_CONNECTION, &Callbacks::OnConnection, this,                     //
      MHD_OPTION_END));
  if (!daemon_) {
    throw std::runtime_error("cannot start the local server: " +
                             std::generic_category().message(errno));
  }
  std::ignore = socket.Release();  // the library closes it
}

Daemon::~Daemon() = default;

void Daemon::Run(const std::stop_token& stop) noexcept {
  const std::stop_callback wake(stop, [this] { waker_.Wake(); });
  const int events = MHD_get_daemon_info(daemon_.get(), MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
  bool had_event = false;
  while (!stop.stop_requested()) {
    connections_changed_ = false;
    RunOnce();
    if (connections_changed_) {
      // The library stops listening at a limit, and only listens again when it is run once more.
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
}

void Daemon::RunOnce() noexcept { MHD_run(daemon_.get()); }

void Daemon::Suspend(MHD_Connection* connection) noexcept { MHD_suspend_connection(connection); }

void Daemon::Resume(MHD_Connection* connection) noexcept {
  MHD_resume_connection(connection);
  waker_.Wake();
}

std::optional<std::chrono::nanoseconds> Daemon::UntilNextDeadline() noexcept {
  std::optional<std::chrono::nanoseconds> wait;
  if (const auto deadline = deadlines_.CutOverdue()) wait = *deadline - clock_.SteadyNow();
  MHD_UNSIGNED_LONG_LONG milliseconds = 0;
  if (MHD_get_timeout(daemon_.get(), &milliseconds) == MHD_YES) {
    const std::chrono::nanoseconds inactivity = std::chrono::milliseconds(milliseconds);
    wait = std::min(wait.value_or(inactivity), inactivity);
  }
  return wait;
}

}  // namespace agent::serve
