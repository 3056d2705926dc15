#include "support/notify_receiver.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <system_error>

namespace agent::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

}  // namespace

NotifyReceiver::NotifyReceiver(Kind kind)
    : socket_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
  // The folder's name is unique, whether anything lies in it or not.
  const std::string path = dir_.path() / "notify";
  address_ = (kind == Kind::kAbstract ? "@" : "") + path;
  sockaddr_un own{};
  own.sun_family = AF_UNIX;
  const std::string name = kind == Kind::kAbstract ? std::string(1, '\0') + path : path;
  std::memcpy(own.sun_path, name.data(), name.size());
  const std::size_t size = offsetof(sockaddr_un, sun_path) + name.size();
  if (::bind(socket_.fd(), reinterpret_cast<const sockaddr*>(&own), static_cast<socklen_t>(size)) !=
      0) {
    throw std::system_error(errno, std::generic_category(), address_);
  }
}

std::optional<std::string> NotifyReceiver::Next(milliseconds timeout) const {
  const auto deadline = steady_clock::now() + timeout;
  while (true) {
    const auto left = std::chrono::ceil<milliseconds>(deadline - steady_clock::now());
    pollfd arrival{socket_.fd(), POLLIN, 0};
    const int ready = ::poll(&arrival, 1, left.count() > 0 ? static_cast<int>(left.count()) : 0);
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) return std::nullopt;
    std::array<char, 8192> buffer{};
    const ssize_t got = ::recv(socket_.fd(), buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (got >= 0) return std::string(buffer.data(), static_cast<std::size_t>(got));
  }
}

std::string NotifyReceiver::Await(const std::string& text) const {
  const auto deadline = steady_clock::now() + std::chrono::minutes(1);
  while (steady_clock::now() < deadline) {
    const std::optional<std::string> message =
        Next(std::chrono::duration_cast<milliseconds>(deadline - steady_clock::now()));
    if (message && message->find(text) != std::string::npos) return *message;
  }
  return "";
}

void NotifyReceiver::Drain() const {
  while (Next(milliseconds(0))) {
  }
}

}  // namespace agent::test
