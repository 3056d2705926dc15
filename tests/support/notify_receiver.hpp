#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "support/socket.hpp"
#include "support/temp_dir.hpp"

namespace agent::test {

// The receiving end of a service manager's notification socket.
class NotifyReceiver {
 public:
  enum class Kind { kPath, kAbstract };

  explicit NotifyReceiver(Kind kind = Kind::kPath);

  // The value for $NOTIFY_SOCKET.
  [[nodiscard]] const std::string& address() const { return address_; }

  // The next datagram; nothing when none arrives within `timeout`.
  [[nodiscard]] std::optional<std::string> Next(
      std::chrono::milliseconds timeout = std::chrono::seconds(60)) const;

  // The next datagram that holds `text`; drops those before it. Empty when none arrives within a
  // minute.
  [[nodiscard]] std::string Await(const std::string& text) const;

  // Drops what has arrived.
  void Drain() const;

 private:
  TempDir dir_;
  std::string address_;
  Socket socket_;
};

}  // namespace agent::test
