#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace agent::net {

// Our own secrets, and their removal from what a server says: one that repeats our credentials in
// an error must not bring them into the log.
class Mask {
 public:
  void Add(std::string secret);

  // The password in a URL (http, https or SOCKS), as it stands there and as HTTP carries it. A user
  // without a password may be a token and is taken for one.
  void AddPasswordOf(const std::string& url);

  // `text` with "***" in place of each secret.
  [[nodiscard]] std::string Apply(std::string_view text) const;

 private:
  std::vector<std::string> secrets_;  // longest first, none empty
};

}  // namespace agent::net
