#include "agent/serve/server.hpp"

#include <microhttpd.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "agent/base/gate.hpp"
#include "agent/serve/access_control.hpp"
#include "agent/serve/daemon.hpp"
#include "agent/serve/listen_socket.hpp"
#include "agent/serve/request.hpp"
#include "agent/serve/responses.hpp"
#include "agent/serve/routes.hpp"
#include "agent/serve/tls_identity.hpp"
#include "agent/serve/work_queue.hpp"

namespace agent::serve {
namespace {

// How long requests that are there when the server ends may take.
constexpr std::chrono::milliseconds kFarewell(250);

}  // namespace

class Server::Impl final : private RequestHandler {
 public:
  Impl(const config::LocalConfig& config, std::string site, const status::SnapshotSource& snapshots,
       const status::Board& board, RequestObserver observer, const base::Clock& clock,
       const Limits& limits, ListenSocket socket)
      : site_(std::move(site)),
        snapshots_(snapshots),
        board_(board),
        observer_(std::move(observer)),
        clock_(clock),
        access_(config, limits.failed_logins_burst, clock),
        refusals_(access_.Challenges()),
        logins_(limits.queued_logins),
        listen_(config.listen),
        socket_(std::move(socket)),
        tls_(config.tls_server_config
                 ? std::make_unique<CurrentTlsIdentity>(*config.tls_server_config, clock)
                 : nullptr),
        daemon_(socket_.Duplicate(), TlsFor(config), limits, clock, *this),
        thread_([this](const std::stop_token& stop) {
          if (may_run_.Wait(stop)) Run(stop);
        }) {}

  std::uint16_t port() const { return daemon_.port(); }

  void Start() noexcept { may_run_.Open(); }

  ListenSocket SocketFor(const config::ListenAddress& address) const {
    return address == listen_ ? socket_.Duplicate() : socket_.HandOver(address);
  }

 private:
  enum class Phase { kReceived, kPasswordNotChecked, kGranted, kDenied };

  // A request from its complete head to the end of its response.
  struct Request {
    explicit Request(const Route* of) : route(of) {}

    const Route* const route;  // null: there is nothing there
    std::atomic<Phase> phase = Phase::kReceived;
    // While its password is checked; the connection is suspended until then:
    Login login;
    std::string client;
  };

  std::optional<DaemonTls> TlsFor(const config::LocalConfig& config) {
    if (!tls_) return std::nullopt;
    return DaemonTls{*tls_, config.tls_server_config->min_version};
  }

  bool Handle(MHD_Connection* connection, const RequestLine& line,
              void*& request) noexcept override;
  void OnLibraryAnswer(int code) noexcept override;
  void Forget(void* request) noexcept override { delete static_cast<Request*>(request); }

  void Run(const std::stop_token& stop) noexcept;

  bool Begin(MHD_Connection* connection, const RequestLine& line, void*& state);
  bool Continue(MHD_Connection* connection, Request& request);
  bool Authorize(MHD_Connection* connection, Request& request);
  bool AwaitPasswordCheck(MHD_Connection* connection, Request& request);
  WorkQueue::Work StartPasswordCheck(const Request& request) noexcept;
  void EndPasswordCheck(Request& request, std::optional<bool> is_right) noexcept;
  bool AnswerWithPage(MHD_Connection* connection, const Route* route);
  bool Answer(MHD_Connection* connection, const Route* route, unsigned code,
              MHD_Response* response);

  const std::string site_;
  const status::SnapshotSource& snapshots_;
  const status::Board& board_;
  const RequestObserver observer_;
  const base::Clock& clock_;
  AccessControl access_;
  const Refusals refusals_;
  ExpositionResponses expositions_;
  bool stopping_ = false;  // only the server's thread uses it
  WorkQueue logins_;
  const config::ListenAddress listen_;
  ListenSocket socket_;  // shared with the daemon, and with a server that takes our place
  const std::unique_ptr<CurrentTlsIdentity> tls_;  // null: plain HTTP
  Daemon daemon_;
  base::Gate may_run_;
  std::jthread thread_;  // last: it runs all of the above
};

void Server::Impl::Run(const std::stop_token& stop) noexcept {
  daemon_.Run(stop);
  // The daemon must not end while a connection is suspended: all are resumed here, and what runs
  // then takes them back and suspends none anew.
  stopping_ = true;
  logins_.Stop();
  { const ListenSocket closed = std::move(socket_); }  // the daemon's own is the last one now
  daemon_.Finish(kFarewell);
}

bool Server::Impl::Handle(MHD_Connection* connection, const RequestLine& line,
                          void*& request) noexcept {
  try {
    if (request == nullptr) return Begin(connection, line, request);
    return Continue(connection, *static_cast<Request*>(request));
  } catch (...) {
    return false;
  }
}

void Server::Impl::OnLibraryAnswer(int code) noexcept {
  try {
    if (observer_) observer_(std::string(RouteLabel(nullptr)), code);
  } catch (...) {  // no memory to count it
  }
}

// Answers what has, or may have, a body at once: the connection is closed behind such an answer, so
// a body is never read, nor taken for the next request.
bool Server::Impl::Begin(MHD_Connection* connection, const RequestLine& line, void*& state) {
  if (!IsUnambiguous(HeadOf(connection, line))) {
    return Answer(connection, nullptr, MHD_HTTP_BAD_REQUEST, refusals_.bad_request.get());
  }
  const Route* const route = FindRoute(line.path);
  if (line.has_too_many_arguments) {
    return Answer(connection, route, MHD_HTTP_REQUEST_HEADER_FIELDS_TOO_LARGE,
                  refusals_.too_many_arguments.get());
  }
  const std::string_view method = line.method;
  if (method != MHD_HTTP_METHOD_GET && method != MHD_HTTP_METHOD_HEAD) {
    return Answer(connection, route, MHD_HTTP_METHOD_NOT_ALLOWED,
                  refusals_.method_not_allowed.get());
  }
  auto* request = new Request(route);
  state = request;  // Forget deletes it
  return HasBody(connection) ? Continue(connection, *request) : true;
}

bool Server::Impl::Continue(MHD_Connection* connection, Request& request) {
  switch (request.phase) {
    case Phase::kReceived:
      return Authorize(connection, request);
    case Phase::kPasswordNotChecked:
      return Answer(connection, request.route, MHD_HTTP_SERVICE_UNAVAILABLE,
                    refusals_.too_many_logins.get());
    case Phase::kGranted:
      return AnswerWithPage(connection, request.route);
    case Phase::kDenied:
      break;
  }
  return Answer(connection, request.route, MHD_HTTP_UNAUTHORIZED, refusals_.unauthorized.get());
}

bool Server::Impl::Authorize(MHD_Connection* connection, Request& request) {
  if (request.route != nullptr && !request.route->needs_credentials) {
    return AnswerWithPage(connection, request.route);
  }
  const CredentialHeaders headers{HeaderValues(connection, MHD_HTTP_HEADER_AUTHORIZATION),
                                  HeaderValues(connection, "X-API-Key")};
  request.client = ClientOf(connection);
  Decision decision = access_.Decide(headers, request.client);
  switch (decision.access) {
    case Access::kGranted:
      return AnswerWithPage(connection, request.route);
    case Access::kTooManyFailures:
      return Answer(connection, request.route, MHD_HTTP_TOO_MANY_REQUESTS,
                    refusals_.too_many_failures.get());
    case Access::kCheckPassword:
      request.login = std::move(decision.login);
      return AwaitPasswordCheck(connection, request);
    case Access::kDenied:
      break;
  }
  return Answer(connection, request.route, MHD_HTTP_UNAUTHORIZED, refusals_.unauthorized.get());
}

bool Server::Impl::AwaitPasswordCheck(MHD_Connection* connection, Request& request) {
  request.phase = Phase::kPasswordNotChecked;
  if (stopping_) return Continue(connection, request);
  WorkQueue::Job job = {[this, &request] { return StartPasswordCheck(request); },
                        [this, connection, &request](std::optional<bool> is_right) {
                          EndPasswordCheck(request, is_right);
                          daemon_.Resume(connection);
                        }};
  // Suspended before the job is handed over, which may resume it before Submit even returns.
  daemon_.Suspend(connection);
  if (!logins_.Submit(std::move(job))) daemon_.Resume(connection);
  return true;
}

WorkQueue::Work Server::Impl::StartPasswordCheck(const Request& request) noexcept {
  try {
    return access_.StartPasswordCheck(request.login);
  } catch (...) {
    return {};  // to call it throws: no result
  }
}

void Server::Impl::EndPasswordCheck(Request& request, std::optional<bool> is_right) noexcept {
  if (!is_right) return;
  try {
    if (*is_right) access_.PasswordWasRight(request.login, request.client);
    request.phase = *is_right ? Phase::kGranted : Phase::kDenied;
  } catch (...) {  // stays unchecked
  }
}

bool Server::Impl::AnswerWithPage(MHD_Connection* connection, const Route* route) {
  if (route == nullptr) {
    return Answer(connection, route, MHD_HTTP_NOT_FOUND, refusals_.not_found.get());
  }
  const Page page = route->make_page({site_, snapshots_, board_, clock_.SteadyNow()});
  if (page.exposition) {
    return Answer(connection, route, page.status,
                  expositions_.Get(page.exposition, ClientAcceptsGzip(connection)));
  }
  return Answer(connection, route, page.status, MakeResponse(page).get());
}

bool Server::Impl::Answer(MHD_Connection* connection, const Route* route, unsigned code,
                          MHD_Response* response) {
  if (MHD_queue_response(connection, code, response) != MHD_YES) return false;
  if (observer_) observer_(std::string(RouteLabel(route)), static_cast<int>(code));
  return true;
}

Server::Server(const config::LocalConfig& config, std::string site,
               const status::SnapshotSource& snapshots, const status::Board& board,
               RequestObserver observer, const base::Clock& clock, const Server* predecessor,
               const Limits& limits)
    : impl_(std::make_unique<Impl>(
          config, std::move(site), snapshots, board, std::move(observer), clock, limits,
          predecessor != nullptr ? predecessor->impl_->SocketFor(config.listen)
                                 : ListenSocket(config.listen))) {}

Server::~Server() = default;

void Server::Start() noexcept { impl_->Start(); }

std::uint16_t Server::port() const { return impl_->port(); }

}  // namespace agent::serve
