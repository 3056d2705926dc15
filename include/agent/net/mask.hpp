#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "agent/net/secret_form.hpp"

namespace agent::net {

// Removes our own secrets from what a server says. A server that repeats our credentials in an
// error must not bring them into the log. The text must be masked as it came: a secret is not found
// any more once its text was cut, escaped or cleaned.
class Mask {
 public:
  // A secret to be removed, in each form that SecretForm knows.
  void Add(std::string secret);

  // The password in a URL (http, https or SOCKS), as it stands there and as HTTP carries it. A user
  // without a password is taken for a token.
  void AddPasswordOf(const std::string& url);

  // `text` with "***" in place of each secret.
  [[nodiscard]] std::string Apply(std::string_view text) const;

  // The same, but of a long text only the first and the last 32 kB. An error page of megabytes
  // would be copied several times on its way to a log line that shows its two ends.
  [[nodiscard]] std::string ApplyToEnds(std::string_view text) const;

  // What a server said, for one line of a log or terminal. It is masked first, then made fit to be
  // shown and cut to `max_bytes` (base::OneLine).
  [[nodiscard]] std::string Quote(std::string_view text, std::size_t max_bytes) const;

 private:
  void AddForm(SecretForm form);
  [[nodiscard]] std::size_t SecretAtFront(std::string_view text) const;

  std::vector<SecretForm> forms_;  // longest first
};

}  // namespace agent::net
