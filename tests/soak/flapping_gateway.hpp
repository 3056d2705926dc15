#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "support/loopback.hpp"
#include "support/server_connection.hpp"

namespace agent::test {

// A Pushgateway that accepts most pushes of a farm and, in turn, answers one with 503, closes the
// connection upon one, and says nothing to one until the client gives up. Keeps only counts, so it
// can run for days. One connection at a time: it is for one agent.
class FlappingGateway {
 public:
  struct Counts {
    std::size_t accepted = 0;
    std::size_t refused = 0;     // 503
    std::size_t closed = 0;      // without an answer
    std::size_t unanswered = 0;  // until the client gave up
    std::size_t incomplete = 0;  // accepted, but without the series of every printer

    [[nodiscard]] std::size_t all() const { return accepted + refused + closed + unanswered; }
  };

  // Expects each body to hold the series of `printers` printers.
  explicit FlappingGateway(std::size_t printers);
  FlappingGateway(const FlappingGateway&) = delete;
  FlappingGateway& operator=(const FlappingGateway&) = delete;
  ~FlappingGateway();

  [[nodiscard]] std::string url() const;
  [[nodiscard]] Counts counts() const;

 private:
  void Accept();
  void Serve(ServerConnection& connection);
  bool Answer(ServerConnection& connection, std::string_view body);

  const std::size_t printers_;
  LoopbackSocket listener_;
  mutable std::mutex mutex_;  // guards what follows
  Counts counts_;
  ServerConnection* connection_ = nullptr;
  bool stopping_ = false;
  std::jthread thread_;
};

}  // namespace agent::test
