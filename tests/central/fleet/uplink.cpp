#include "central/fleet/uplink.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <system_error>
#include <vector>

namespace agent::test {
namespace {

// How soon the thread notices that it is to stop, or that the line was cut or mended.
constexpr int kPollMilliseconds = 50;

// Passes on what is there to read; false when either side has ended.
bool Forward(int from, int to) {
  std::array<char, 16384> buffer;
  const ssize_t count = ::recv(from, buffer.data(), buffer.size(), MSG_DONTWAIT);
  if (count <= 0) return count < 0 && errno == EAGAIN;
  return ::send(to, buffer.data(), static_cast<std::size_t>(count), MSG_NOSIGNAL) == count;
}

}  // namespace

Uplink::Uplink(std::uint16_t to) : to_(to) {
  listener_.Listen(64);
  thread_ = std::jthread([this](const std::stop_token& stop) { Run(stop); });
}

Uplink::~Uplink() = default;

void Uplink::Run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    if (cut_) {
      ::poll(nullptr, 0, kPollMilliseconds);
    } else {
      Pass();
    }
  }
}

void Uplink::Pass() {
  std::vector<pollfd> sockets{{listener_.fd(), POLLIN, 0}};
  for (const Connection& connection : connections_) {
    sockets.push_back({connection.farm.fd(), POLLIN, 0});
    sockets.push_back({connection.gateway.fd(), POLLIN, 0});
  }
  if (::poll(sockets.data(), sockets.size(), kPollMilliseconds) <= 0) return;
  std::size_t next = 1;
  std::erase_if(connections_, [&](const Connection& connection) {
    const bool farm_sends = sockets[next++].revents != 0;
    const bool gateway_sends = sockets[next++].revents != 0;
    const int farm = connection.farm.fd();
    const int gateway = connection.gateway.fd();
    return (farm_sends && !Forward(farm, gateway)) || (gateway_sends && !Forward(gateway, farm));
  });
  if (sockets[0].revents == 0) return;
  Socket farm(::accept4(listener_.fd(), nullptr, nullptr, SOCK_CLOEXEC));
  if (farm.fd() < 0) return;
  try {
    connections_.push_back({std::move(farm), ConnectTo(to_)});
  } catch (const std::system_error&) {
    // Nobody listens there: the farm's connection ends.
  }
}

}  // namespace agent::test
