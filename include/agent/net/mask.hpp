#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "agent/net/secret_form.hpp"

namespace agent::net {

// Our own secrets, and their removal from what a server says: one that repeats our credentials in
// an error must not bring them into the log. What is masked must be the text as it came: a secret
// is not found any more once its text was cut, escaped or cleaned.
class Mask {
 public:
  // Also in each form that SecretForm knows.
  void Add(std::string secret);

  // The password in a URL (http, https or SOCKS), as it stands there and as HTTP carries it. A user
  // without a password may be a token and is taken for one.
  void AddPasswordOf(const std::string& url);

  // `text` with "***" in place of each secret.
  [[nodiscard]] std::string Apply(std::string_view text) const;

  // The same, and of a long text the first and the last 32 kB only: an error page of megabytes
  // would be copied several times on its way to a log line of its two ends.
  [[nodiscard]] std::string ApplyToEnds(std::string_view text) const;

  // What a server said, for one line of a log or terminal: masked, then made fit to be shown and
  // cut to `max_bytes` (base::OneLine).
  [[nodiscard]] std::string Quote(std::string_view text, std::size_t max_bytes) const;

 private:
  void AddForm(SecretForm form);
  [[nodiscard]] std::size_t SecretAtFront(std::string_view text) const;

  std::vector<SecretForm> forms_;  // longest first
};

}  // namespace agent::net
