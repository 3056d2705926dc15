#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "agent/net/secret_form.hpp"

namespace agent::net {

// Removes our own secrets from a server's text, so that a server that repeats our credentials in an
// error does not bring them into the log. Mask the text as received: a secret is not found after
// its text was cut, escaped or cleaned.
class Mask {
 public:
  // Adds a secret to remove, in each form that SecretForm knows.
  void Add(std::string secret);

  // Adds the password in a URL (http, https or SOCKS), as it is written there and as HTTP sends it.
  // A user name without a password is masked as a token.
  void AddPasswordOf(const std::string& url);

  // `text` with "***" in place of each secret.
  [[nodiscard]] std::string Apply(std::string_view text) const;

  // The same, but keeps only the first and the last 32 kB of a long text. A log line shows only the
  // two ends, so a large error page need not be copied.
  [[nodiscard]] std::string ApplyToEnds(std::string_view text) const;

  // A server's text for one line of a log or terminal: masked, then made fit to be shown and cut to
  // `max_bytes` (base::OneLine).
  [[nodiscard]] std::string Quote(std::string_view text, std::size_t max_bytes) const;

 private:
  void AddForm(SecretForm form);
  [[nodiscard]] std::size_t SecretAtFront(std::string_view text) const;

  std::vector<SecretForm> forms_;  // longest first
};

}  // namespace agent::net
