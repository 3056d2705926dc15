#pragma once

#include <iosfwd>
#include <string>
#include <string_view>
#include <utility>

namespace agent::base {

// Text that must never reach a log, an error or a screen. It streams as "***". The only way to the
// text is Reveal(), which is easy to search for.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text) : text_(std::move(text)) {}

  [[nodiscard]] const std::string& Reveal() const { return text_; }
  [[nodiscard]] bool empty() const { return text_.empty(); }
  friend bool operator==(const Secret&, const Secret&) = default;

 private:
  std::string text_;
};

std::ostream& operator<<(std::ostream& out, const Secret& secret);

// Where a secret comes from: its text in the configuration (`password`), or a file that holds it
// (`password_file`). The file wins when set.
struct SecretSource {
  Secret value;
  std::string file;

  [[nodiscard]] bool empty() const { return value.empty() && file.empty(); }
  friend bool operator==(const SecretSource&, const SecretSource&) = default;
};

// The secret in `text`, which was read from `place`, a file or standard input. A byte order mark
// and white space at both ends are dropped. The rest must be one line without control characters.
// Throws FileNotReady when the rest is empty, and FileError when it is not such a line. Both name
// the place.
[[nodiscard]] std::string ParseSecret(const std::string& place, std::string_view text);

// The secret as it is now. A file is read again at each call, so a rotated password takes effect
// without a restart. Throws as ParseSecret does, and FileNotReady when the file is missing or
// unreadable.
[[nodiscard]] Secret ReadSecret(const SecretSource& source);

}  // namespace agent::base
