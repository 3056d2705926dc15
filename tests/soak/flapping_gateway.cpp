#include "soak/flapping_gateway.hpp"

#include <sys/socket.h>

#include <charconv>
#include <optional>

namespace agent::test {
namespace {

// A fault each so many requests: an agent must have recovered in between.
constexpr std::size_t kRequestsBetweenFaults = 40;

constexpr std::string_view kAccepted = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
// To a GET, which alone has no body: what tells that a Pushgateway is there.
constexpr std::string_view kTakesGroups =
    "HTTP/1.1 405 Method Not Allowed\r\nAllow: DELETE, OPTIONS, POST, PUT\r\nContent-Length: 0"
    "\r\n\r\n";
constexpr std::string_view kRefused =
    "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 5\r\n\r\nbusy\n";

// Takes one whole request off `buffer`, reading more as needed, and returns its body.
std::optional<std::string> ReadBody(ServerConnection& connection, std::string& buffer) {
  constexpr std::string_view kLength = "\r\nContent-Length: ";
  std::size_t head_size = 0;
  while ((head_size = buffer.find("\r\n\r\n")) == std::string::npos) {
    if (!connection.Read(buffer)) return std::nullopt;
  }
  head_size += 4;
  std::size_t size = 0;
  if (const std::size_t found = buffer.find(kLength); found < head_size) {
    std::from_chars(buffer.data() + found + kLength.size(), buffer.data() + head_size, size);
  }
  while (buffer.size() < head_size + size) {
    if (!connection.Read(buffer)) return std::nullopt;
  }
  std::string body = buffer.substr(head_size, size);
  buffer.erase(0, head_size + size);
  return body;
}

std::size_t CountLines(std::string_view text, std::string_view beginning) {
  std::size_t count = 0;
  while (!text.empty()) {
    if (text.starts_with(beginning)) ++count;
    const std::size_t end = text.find('\n');
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return count;
}

}  // namespace

FlappingGateway::FlappingGateway(std::size_t printers) : printers_(printers) {
  listener_.Listen(SOMAXCONN);
  thread_ = std::jthread([this] { Accept(); });
}

FlappingGateway::~FlappingGateway() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    if (connection_ != nullptr) connection_->Interrupt();
  }
  ::shutdown(listener_.fd(), SHUT_RDWR);  // ends accept()
  thread_.join();
}

std::string FlappingGateway::url() const {
  return "http://127.0.0.1:" + std::to_string(listener_.port());
}

FlappingGateway::Counts FlappingGateway::counts() const {
  const std::lock_guard lock(mutex_);
  return counts_;
}

void FlappingGateway::Accept() {
  while (true) {
    const int fd = ::accept4(listener_.fd(), nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) return;
    ServerConnection connection(fd);
    {
      const std::lock_guard lock(mutex_);
      if (stopping_) return;
      connection_ = &connection;
    }
    Serve(connection);
    const std::lock_guard lock(mutex_);
    connection_ = nullptr;
  }
}

void FlappingGateway::Serve(ServerConnection& connection) {
  std::string buffer;
  while (const std::optional<std::string> body = ReadBody(connection, buffer)) {
    if (!Answer(connection, *body)) return;
  }
}

// False when the connection is done with.
bool FlappingGateway::Answer(ServerConnection& connection, std::string_view body) {
  if (body.empty()) return connection.Write(kTakesGroups);
  const bool complete = CountLines(body, "odin_printer_print_hours_total{") == printers_ &&
                        CountLines(body, "odin_printer_print_count_total{") == printers_;
  std::unique_lock lock(mutex_);
  const std::size_t number = counts_.all() + 1;
  const std::size_t fault =
      number % kRequestsBetweenFaults == 0 ? number / kRequestsBetweenFaults % 3 : 3;
  if (fault == 0) {
    ++counts_.closed;
    return false;
  }
  if (fault == 1) {
    ++counts_.refused;
    lock.unlock();
    return connection.Write(kRefused);
  }
  if (fault == 2) {
    ++counts_.unanswered;
    lock.unlock();
    connection.Drain();
    return false;
  }
  ++counts_.accepted;
  if (!complete) ++counts_.incomplete;
  lock.unlock();
  return connection.Write(kAccepted);
}

}  // namespace agent::test
