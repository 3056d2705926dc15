#include "agent/serve/daemon.hpp"

#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/select.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "agent/base/unique_fd.hpp"
#include "agent/serve/request.hpp"

namespace agent::serve {
namespace {

using TlsIdentityPtr = std::shared_ptr<const TlsIdentity>;

// The status in the library's log line about a reply of its own; 0 in all others.
int CodeInLog(std::string_view line) {
  constexpr std::string_view kBefore = "Error processing request (HTTP response code is ";
  if (!line.starts_with(kBefore)) return 0;
  line.remove_prefix(kBefore.size());
  int code = 0;
  std::from_chars(line.data(), line.data() + line.size(), code);
  return code;
}

// 0.9.75 hangs up without an answer where its strict mode finds space in a target, so there the
// handler looks for that itself; later ones answer 400, to folded headers too.
int Strictness() { return std::string_view(MHD_get_version()).starts_with("0.9.75") ? 0 : 1; }

}  // namespace

// What the library calls; `self` is the Daemon.
struct Daemon::Callbacks {
  // What is remembered of a query until the head is complete, in the place of the handler's
  // request.
  struct QueryFault {
    bool has_too_many_arguments;
    bool has_space;
  };
  static inline constinit QueryFault faults[] = {
      {false, false}, {true, false}, {false, true}, {true, true}};

  static const QueryFault* FaultIn(const void* request) noexcept {
    const auto* const found = std::ranges::find(
        faults, request, [](QueryFault& fault) { return static_cast<const void*>(&fault); });
    return found == std::end(faults) ? nullptr : found;
  }

  // Called with a request's target as it was sent, before the library looks into it. It keeps every
  // argument of a query in the little memory that a connection has, and 0.9.75 has no answer where
  // that does not do. Nobody here reads a query, so it is taken away: the text is the library's own
  // buffer.
  static void* OnTarget(void*, const char* target, MHD_Connection*) noexcept {
    char* const query = target == nullptr ? nullptr : std::strchr(const_cast<char*>(target), '?');
    if (query == nullptr) return nullptr;
    const std::string_view text = query;
    const bool has_too_many_arguments = std::ranges::count(text, '&') >= kMaxArguments;
    const bool has_space = text.find_first_of(" \t") != std::string_view::npos;
    query[1] = '\0';
    return &faults[(has_too_many_arguments ? 1 : 0) + (has_space ? 2 : 0)];
  }

  static MHD_Result OnRequest(void* self, MHD_Connection* connection, const char* path,
                              const char* method, const char* version, const char* /*body*/,
                              std::size_t* /*body_size*/, void** request) noexcept {
    auto& daemon = *static_cast<Daemon*>(self);
    RequestLine line{method, path, version};
    if (const QueryFault* const fault = FaultIn(*request)) {
      line.has_too_many_arguments = fault->has_too_many_arguments;
      line.has_space_in_query = fault->has_space;
      *request = nullptr;
    }
    if (*request == nullptr) daemon.connections_.RequestReceived(SocketOf(connection));
    return daemon.handler_.Handle(connection, line, *request) ? MHD_YES : MHD_NO;
  }

  static void OnCompleted(void* self, MHD_Connection* connection, void** request,
                          MHD_RequestTerminationCode /*reason*/) noexcept {
    auto& daemon = *static_cast<Daemon*>(self);
    if (FaultIn(*request) == nullptr) daemon.handler_.Forget(*request);
    *request = nullptr;
    daemon.connections_.ResponseSent(SocketOf(connection));
  }

  static void OnConnection(void* self, MHD_Connection* connection, void** identity,
                           MHD_ConnectionNotificationCode event) noexcept {
    auto& daemon = *static_cast<Daemon*>(self);
    daemon.connections_changed_ = true;
    const int fd = SocketOf(connection);
    if (event == MHD_CONNECTION_NOTIFY_CLOSED) {
      daemon.connections_.Closed(fd);
      delete static_cast<TlsIdentityPtr*>(*identity);
      return;
    }
    try {
      daemon.connections_.Opened(fd, ClientOf(connection));
      if (daemon.tls_) *identity = Identify(*daemon.tls_, connection).release();
    } catch (...) {
      ::shutdown(fd, SHUT_RDWR);  // no memory to watch over it
    }
  }

  // The session uses the identity to its end, so the connection keeps it alive.
  static std::unique_ptr<TlsIdentityPtr> Identify(const DaemonTls& tls,
                                                  MHD_Connection* connection) {
    // A handshake is small writes in turn; held back, each would wait 40 ms for an acknowledgement.
    const int at_once = 1;
    ::setsockopt(SocketOf(connection), IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
    auto identity = std::make_unique<TlsIdentityPtr>(tls.identity.Get());
    void* const session =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_GNUTLS_SESSION)->tls_session;
    serve::Identify(static_cast<gnutls_session_t>(session), **identity);
    return identity;
  }

  // Never called: each session has its own credentials. Without one the library asks for a
  // certificate that can only be had once, at its start.
  static int NoCertificate(gnutls_session_t, const gnutls_datum_t*, int,
                           const gnutls_pk_algorithm_t*, int, gnutls_pcert_st**, unsigned*,
                           gnutls_privkey_t*) noexcept {
    return -1;
  }

  // The library's only word about the replies that it makes itself is in its log.
  [[gnu::format(printf, 2, 0)]] static void OnLog(void* self, const char* format,
                                                  std::va_list arguments) noexcept {
    char line[200];
    if (std::vsnprintf(line, sizeof line, format, arguments) < 0) return;
    if (const int code = CodeInLog(line); code > 0) {
      static_cast<Daemon*>(self)->handler_.OnLibraryAnswer(code);
    }
  }

  // Leaves a request target as it was sent: routes are compared with the encoded path.
  static std::size_t KeepEncoded(void*, MHD_Connection*, char* text) noexcept {
    return std::strlen(text);
  }
};

void Daemon::Stopper::operator()(MHD_Daemon* daemon) const { MHD_stop_daemon(daemon); }

Daemon::Daemon(ListenSocket socket, const std::optional<DaemonTls>& tls, const Limits& limits,
               const base::Clock& clock, RequestHandler& handler)
    : clock_(clock),
      handler_(handler),
      tls_(tls),
      connections_(limits, clock),
      port_(socket.port()) {
  // The loop is ours rather than the library's (MHD_USE_INTERNAL_POLLING_THREAD): 0.9.75 refuses
  // responses from the moment it is told to stop, and its thread then crashes on its own reply to
  // a malformed request. Here, nothing is processed any more when the daemon is stopped.
  // Without epoll for TLS: with it, 0.9.75 turns in a busy loop while a client takes its time to
  // shake hands.
  const unsigned flags = MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG |
                         static_cast<unsigned>(tls ? MHD_USE_TLS : MHD_USE_EPOLL);
  const unsigned max_connections = limits.connections + limits.connections_to_spare;
  constexpr unsigned kListenerAndWaker = 2;
  if (tls) polled_.reserve(max_connections + kListenerAndWaker);
  void* const no_certificate = reinterpret_cast<void*>(&Callbacks::NoCertificate);
  const char* const priorities = tls ? TlsPriorities(tls->min_version) : "";
  std::vector<MHD_OptionItem> tls_options;
  if (tls) {
    tls_options = {
        {MHD_OPTION_HTTPS_CERT_CALLBACK, 0, no_certificate},
        {MHD_OPTION_HTTPS_PRIORITIES, 0, const_cast<char*>(priorities)},
    };
  }
  tls_options.push_back({MHD_OPTION_END, 0, nullptr});
  daemon_.reset(MHD_start_daemon(
      flags, 0, nullptr, nullptr, &Callbacks::OnRequest, this,                          //
      MHD_OPTION_EXTERNAL_LOGGER, &Callbacks::OnLog, this,                              //
      MHD_OPTION_LISTEN_SOCKET, socket.fd(),                                            //
      MHD_OPTION_CONNECTION_LIMIT, max_connections,                                     //
      MHD_OPTION_CONNECTION_MEMORY_LIMIT, limits.connection_memory_bytes,               //
      MHD_OPTION_CONNECTION_TIMEOUT, static_cast<unsigned>(limits.inactivity.count()),  //
      MHD_OPTION_UNESCAPE_CALLBACK, &Callbacks::KeepEncoded, nullptr,                   //
      MHD_OPTION_URI_LOG_CALLBACK, &Callbacks::OnTarget, nullptr,                       //
      MHD_OPTION_STRICT_FOR_CLIENT, Strictness(),                                       //
      MHD_OPTION_NOTIFY_COMPLETED, &Callbacks::OnCompleted, this,                       //
      MHD_OPTION_NOTIFY_CONNECTION, &Callbacks::OnConnection, this,                     //
      MHD_OPTION_ARRAY, tls_options.data(),                                             //
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
  bool had_event = false;
  while (!stop.stop_requested()) {
    connections_changed_ = false;
    RunOnce();
    if (connections_changed_) {
      // The library stops listening at a limit, and only listens again when it is run once more.
      had_event = false;
      continue;
    }
    if (had_event && connections_.empty()) {
      // Somebody wants to connect, but the process has no descriptor left. Trying again at once
      // would be a busy loop.
      waker_.Wait(-1, std::chrono::milliseconds(100));
    }
    had_event = WaitForEvent(UntilNextDeadline());
  }
}

bool Daemon::WaitForEvent(std::optional<std::chrono::nanoseconds> limit) noexcept {
  if (!tls_) {
    const auto* const info = MHD_get_daemon_info(daemon_.get(), MHD_DAEMON_INFO_EPOLL_FD);
    return waker_.Wait(info->epoll_fd, limit);
  }
  fd_set to_read;
  fd_set to_write;
  fd_set exceptional;
  for (fd_set* const set : {&to_read, &to_write, &exceptional}) FD_ZERO(set);
  int highest = -1;
  MHD_get_fdset2(daemon_.get(), &to_read, &to_write, &exceptional, &highest, FD_SETSIZE);
  polled_.clear();
  for (int fd = 0; fd <= highest; ++fd) {
    const int events =
        (FD_ISSET(fd, &to_read) ? POLLIN : 0) | (FD_ISSET(fd, &to_write) ? POLLOUT : 0);
    if (events != 0) polled_.push_back({fd, static_cast<short>(events), 0});
  }
  return waker_.Wait(polled_, limit);
}

void Daemon::RunOnce() noexcept { MHD_run(daemon_.get()); }

void Daemon::AcceptAll(int listener) noexcept {
  while (true) {
    sockaddr_storage client{};
    socklen_t size = sizeof client;
    auto* const address = reinterpret_cast<sockaddr*>(&client);
    const int fd = ::accept4(listener, address, &size, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd < 0) return;
    MHD_add_connection(daemon_.get(), fd, address, size);  // closes it where it has no room
  }
}

void Daemon::Finish(std::chrono::milliseconds limit) noexcept {
  if (const base::UniqueFd listener(MHD_quiesce_daemon(daemon_.get())); listener) {
    AcceptAll(listener.get());  // closed unaccepted they would be reset
  }
  const base::Clock& clock = base::SystemClock();
  const base::SteadyTime deadline = clock.SteadyNow() + limit;
  while (true) {
    RunOnce();
    const std::chrono::nanoseconds left = deadline - clock.SteadyNow();
    if (!connections_.AnyAwaitsAnswer() || left <= std::chrono::nanoseconds::zero()) return;
    std::ignore = WaitForEvent(std::min(UntilNextDeadline().value_or(left), left));
  }
}

void Daemon::Suspend(MHD_Connection* connection) noexcept { MHD_suspend_connection(connection); }

void Daemon::Resume(MHD_Connection* connection) noexcept {
  MHD_resume_connection(connection);
  waker_.Wake();
}

std::optional<std::chrono::nanoseconds> Daemon::UntilNextDeadline() noexcept {
  std::optional<std::chrono::nanoseconds> wait;
  if (const auto deadline = connections_.CutOverdue()) wait = *deadline - clock_.SteadyNow();
  MHD_UNSIGNED_LONG_LONG milliseconds = 0;
  if (MHD_get_timeout(daemon_.get(), &milliseconds) == MHD_YES) {
    const std::chrono::nanoseconds inactivity = std::chrono::milliseconds(milliseconds);
    wait = std::min(wait.value_or(inactivity), inactivity);
  }
  return wait;
}

}  // namespace agent::serve
