#pragma once

#include <atomic>
#include <cstdint>
#include <list>
#include <string>
#include <thread>

#include "support/loopback.hpp"
#include "support/socket.hpp"

namespace agent::test {

// A farm's way to the Pushgateway: what is sent to its port of 127.0.0.1 arrives at another, until
// it is cut. Then nothing passes either way and nobody is told, as with a router that has lost its
// line. What is under way arrives once it is mended. Thread-safe.
class Uplink {
 public:
  explicit Uplink(std::uint16_t to);
  ~Uplink();

  [[nodiscard]] std::uint16_t port() const { return listener_.port(); }

  void Cut() { cut_ = true; }
  void Mend() { cut_ = false; }

 private:
  struct Connection {
    Socket farm;
    Socket gateway;
  };

  void Run(const std::stop_token& stop);
  void Pass();

  const std::uint16_t to_;
  const LoopbackSocket listener_;
  std::atomic<bool> cut_ = false;
  std::list<Connection> connections_;  // of the thread
  std::jthread thread_;
};

}  // namespace agent::test
