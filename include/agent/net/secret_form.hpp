#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace agent::net {

// A text that must not be shown. Others write it in many ways: servers repeat it percent-encoded,
// with the escapes of JSON, HTML or the exposition format, taken from Latin-1 to UTF-8, or within a
// longer text in base64.
class SecretForm {
 public:
  enum class Kind { kText, kBase64 };

  // `text` is not empty; for kBase64 it is digits of base64 in the standard alphabet, which are
  // also found in the URL-safe one.
  explicit SecretForm(std::string text, Kind kind = Kind::kText);

  [[nodiscard]] std::size_t size() const { return text_.size(); }

  // How many bytes of the front of `text` are the secret, in whatever way it is written; 0 where
  // they are not. A text that ends within the secret, but not before its fifth byte, counts: it may
  // have been cut there.
  [[nodiscard]] std::size_t LengthAtFront(std::string_view text) const;

  // Whether LengthAtFront can be other than 0 for a text that begins with `c`.
  [[nodiscard]] bool MayBeginWith(char c) const;

 private:
  std::string text_;
  Kind kind_;
};

// The digits that stand for `secret` wherever it is part of what is encoded in base64, one set for
// each of the three places that it can have there. None for a secret so short that its digits would
// be found in any text.
[[nodiscard]] std::vector<std::string> Base64Within(std::string_view secret);

}  // namespace agent::net
