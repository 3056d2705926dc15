#pragma once

#include <string>
#include <string_view>

#include "agent/base/unique_fd.hpp"

namespace agent::base {

// The sending end of a service manager's notification socket (sd_notify(3)): datagrams of
// `KEY=value` lines. Thread-safe.
class NotifySocket {
 public:
  // `address` is the value of $NOTIFY_SOCKET: an absolute path, or "@name" for an abstract address.
  // With any other value, also an empty one, nothing is sent.
  explicit NotifySocket(std::string_view address);

  [[nodiscard]] bool IsOpen() const { return static_cast<bool>(fd_); }

  // Sends one datagram. Never blocks: false when it could not be delivered now (the receiver's
  // queue is full, or nobody is there).
  bool Send(std::string_view message) const noexcept;

 private:
  UniqueFd fd_;
  std::string address_;  // as in sockaddr_un::sun_path
};

}  // namespace agent::base
