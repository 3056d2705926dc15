#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace agent::net {

// Finds a secret in every form in which servers repeat it: percent-encoded, with the escapes of
// JSON, HTML or the exposition format, converted from Latin-1 to UTF-8, or in base64 as a part of a
// longer text.
class SecretForm {
 public:
  enum class Kind { kText, kBase64 };

  // `text` is not empty. For kBase64 it is base64 in the standard alphabet. It is found in the
  // URL-safe alphabet too.
  explicit SecretForm(std::string text, Kind kind = Kind::kText);

  [[nodiscard]] std::size_t size() const { return text_.size(); }

  // How many bytes at the front of `text` are the secret, in any form. 0 when it is not there. A
  // text that ends within the secret may have been cut, and counts when it has at least five bytes
  // of it.
  [[nodiscard]] std::size_t LengthAtFront(std::string_view text) const;

  // False when LengthAtFront is 0 for every text that begins with `c`.
  [[nodiscard]] bool MayBeginWith(char c) const;

 private:
  std::string text_;
  Kind kind_;
};

// The base64 of `secret` as a part of a longer text: one string for each of its three possible
// offsets in a group of three bytes. None for a secret so short that its base64 would be found in
// any text.
[[nodiscard]] std::vector<std::string> Base64Within(std::string_view secret);

}  // namespace agent::net
