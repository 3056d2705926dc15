#include "support/scripted_server.hpp"

#include <linux/filter.h>
#include <sys/socket.h>

#include <algorithm>
#include <condition_variable>
#include <list>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "agent/base/text.hpp"

namespace agent::test {
namespace {

constexpr std::chrono::seconds kLongestWait(30);

// Takes one whole request off `buffer`, reading more as needed.
std::optional<ReceivedRequest> ReadRequest(ServerConnection& connection, std::string& buffer) {
  std::size_t head_end = 0;
  while ((head_end = buffer.find("\r\n\r\n")) == std::string::npos) {
    if (!connection.Read(buffer)) return std::nullopt;
  }
  ReceivedRequest request;
  std::string_view head = std::string_view(buffer).substr(0, head_end + 2);
  const std::string_view line = head.substr(0, head.find("\r\n"));
  const std::size_t space = line.find(' ');
  const std::size_t last_space = line.rfind(' ');
  if (space == std::string_view::npos || space == last_space) return std::nullopt;
  request.method = line.substr(0, space);
  request.target = line.substr(space + 1, last_space - space - 1);
  for (head.remove_prefix(line.size() + 2); !head.empty();) {
    const std::string_view field = head.substr(0, head.find("\r\n"));
    const std::size_t colon = field.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    request.headers[base::ToLowerAscii(field.substr(0, colon))] =
        base::Trim(field.substr(colon + 1));
    head.remove_prefix(field.size() + 2);
  }
  const auto length = request.headers.find("content-length");
  const std::size_t size = length == request.headers.end() ? 0 : std::stoul(length->second);
  buffer.erase(0, head_end + 4);
  while (buffer.size() < size) {
    if (!connection.Read(buffer)) return std::nullopt;
  }
  request.body = buffer.substr(0, size);
  buffer.erase(0, size);
  return request;
}

// Whether the kernel drops every packet for this socket, and those accepted from it, unseen.
void SetDeaf(int fd, bool deaf) {
  sock_filter drop_all[] = {BPF_STMT(BPF_RET | BPF_K, 0)};
  const sock_fprog program{1, drop_all};
  const int unused = 0;
  if (deaf) {
    ::setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program);
  } else {
    ::setsockopt(fd, SOL_SOCKET, SO_DETACH_FILTER, &unused, sizeof unused);
  }
}

}  // namespace

Answer Reply(int status, std::string_view body, std::string_view headers) {
  Answer answer;
  answer.bytes = "HTTP/1.1 " + std::to_string(status) +
                 " Scripted\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
  answer.bytes += headers;
  answer.bytes += "\r\n";
  answer.bytes += body;
  return answer;
}

Answer Silence() { return {.bytes = "", .then = Answer::Then::kSilence}; }

Answer CutAfter(std::size_t count, Answer answer, Answer::Then then) {
  answer.bytes.resize(std::min(count, answer.bytes.size()));
  answer.then = then;
  return answer;
}

Script InTurn(std::vector<Answer> answers) {
  return [answers = std::move(answers), next = std::size_t{0}](const ReceivedRequest&) mutable {
    const std::size_t now = std::min(next++, answers.size() - 1);
    return answers[now];
  };
}

class ScriptedServer::Impl {
 public:
  Impl(Script script, TlsContext context, std::uint16_t port, Loopback address)
      : script_(std::move(script)),
        context_(std::move(context)),
        listener_(port, address),
        host_(address == Loopback::kV4 ? "127.0.0.1" : "[::1]") {
    listener_.Listen(SOMAXCONN);
    acceptor_ = std::jthread([this] { Accept(); });
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  ~Impl() {
    stop_.request_stop();
    ::shutdown(listener_.fd(), SHUT_RDWR);  // ends accept()
    acceptor_.join();
    for (Worker& worker : workers_) worker.connection.Interrupt();
    workers_.clear();  // joins
  }

  std::uint16_t port() const { return listener_.port(); }
  std::string url() const {
    return (context_ ? "https://" : "http://") + host_ + ":" + std::to_string(port());
  }

  std::vector<ReceivedRequest> requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
  }

  bool AwaitRequests(std::size_t count) const {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, kLongestWait, [&] { return requests_.size() >= count; });
  }

  bool AwaitConnections(std::size_t count) const {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, kLongestWait, [&] { return accepted_ >= count; });
  }

  void SetAllDeaf(bool deaf) {
    SetDeaf(listener_.fd(), deaf);
    const std::lock_guard lock(mutex_);
    for (Worker& worker : workers_) {
      worker.connection.WithSocket([deaf](int fd) { SetDeaf(fd, deaf); });
    }
  }

 private:
  struct Worker {
    explicit Worker(int fd) : connection(fd) {}
    ServerConnection connection;
    std::jthread thread;
  };

  void Accept() {
    while (true) {
      const int fd = ::accept4(listener_.fd(), nullptr, nullptr, SOCK_CLOEXEC);
      if (fd < 0) return;
      const std::lock_guard lock(mutex_);
      Worker& worker = workers_.emplace_back(fd);
      worker.thread = std::jthread([this, &worker, index = accepted_] {
        Serve(worker.connection, index);
        worker.connection.Close();
      });
      ++accepted_;
      changed_.notify_all();
    }
  }

  void Serve(ServerConnection& connection, std::size_t index) {
    if (context_ && !connection.Handshake(context_.get())) {
      connection.EndWriting();
      return connection.Drain();
    }
    std::string buffer;
    while (std::optional<ReceivedRequest> request = ReadRequest(connection, buffer)) {
      request->connection = index;
      const Answer answer = Record(*std::move(request));
      if (!Give(connection, answer)) return;
      switch (answer.then) {
        case Answer::Then::kKeepAlive:
          continue;
        case Answer::Then::kClose:
          connection.EndWriting();
          return connection.Drain();
        case Answer::Then::kReset:
          return connection.ResetAtClose();
        case Answer::Then::kSilence:
          return connection.Drain();
      }
    }
  }

  Answer Record(ReceivedRequest request) {
    const std::lock_guard lock(mutex_);
    requests_.push_back(std::move(request));
    changed_.notify_all();
    return script_(requests_.back());
  }

  bool Give(ServerConnection& connection, const Answer& answer) {
    if (answer.pause.count() == 0) {
      if (!connection.Write(answer.bytes)) return false;
    } else {
      for (const char byte : answer.bytes) {
        if (!connection.Write({&byte, 1}) || !Pause(answer.pause)) return false;
      }
    }
    const std::string filler(std::min<std::size_t>(answer.filler_bytes, 64 * 1024), 'x');
    for (std::size_t left = answer.filler_bytes; left > 0;) {
      const std::string_view part = std::string_view(filler).substr(0, left);
      if (!connection.Write(part)) return false;
      left -= part.size();
    }
    return true;
  }

  // False when the server is being destroyed.
  bool Pause(std::chrono::milliseconds pause) {
    std::unique_lock lock(mutex_);
    stopping_.wait_for(lock, stop_.get_token(), pause, [] { return false; });
    return !stop_.stop_requested();
  }

  Script script_;
  TlsContext context_;
  LoopbackSocket listener_;
  std::string host_;
  std::stop_source stop_;
  mutable std::mutex mutex_;  // guards script_, requests_, accepted_ and workers_
  mutable std::condition_variable changed_;
  std::condition_variable_any stopping_;
  std::vector<ReceivedRequest> requests_;
  std::size_t accepted_ = 0;
  std::list<Worker> workers_;
  std::jthread acceptor_;
};

ScriptedServer::ScriptedServer(Script script, std::uint16_t port, Loopback address)
    : impl_(std::make_unique<Impl>(std::move(script), nullptr, port, address)) {}

ScriptedServer::ScriptedServer(Script script, const ServerTls& tls, std::uint16_t port)
    : impl_(std::make_unique<Impl>(std::move(script), MakeTlsContext(tls), port, Loopback::kV4)) {}

ScriptedServer::~ScriptedServer() = default;

std::uint16_t ScriptedServer::port() const { return impl_->port(); }

std::string ScriptedServer::url() const { return impl_->url(); }

std::vector<ReceivedRequest> ScriptedServer::requests() const { return impl_->requests(); }

bool ScriptedServer::AwaitRequests(std::size_t count) const { return impl_->AwaitRequests(count); }

bool ScriptedServer::AwaitConnections(std::size_t count) const {
  return impl_->AwaitConnections(count);
}

void ScriptedServer::Vanish() { impl_->SetAllDeaf(true); }

void ScriptedServer::Return() { impl_->SetAllDeaf(false); }

}  // namespace agent::test
