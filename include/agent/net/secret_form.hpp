#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace agent::net {

// A secret, and all the ways in which servers write one when they repeat it: percent-encoded, with
// the escapes of JSON, HTML or the exposition format, taken from Latin-1 to UTF-8, or in base64 as
// a part of a longer text.
class SecretForm {
 public:
  enum class Kind { kText, kBase64 };

  // `text` is not empty. For kBase64 it is digits of base64 in the standard alphabet. They are
  // found in the URL-safe alphabet, too.
  explicit SecretForm(std::string text, Kind kind = Kind::kText);

  [[nodiscard]] std::size_t size() const { return text_.size(); }

  // How many bytes at the front of `text` are the secret, in whatever way it is written. 0 where it
  // is not there. A text that ends within the secret may have been cut there, and counts from five
  // bytes on.
  [[nodiscard]] std::size_t LengthAtFront(std::string_view text) const;

  // Whether LengthAtFront can be other than 0 for a text that begins with `c`.
  [[nodiscard]] bool MayBeginWith(char c) const;

 private:
  std::string text_;
  Kind kind_;
};

// The digits of base64 that stand for `secret` as a part of a longer text: one set for each of the
// three places that it can have in a group of three bytes. None for a secret that is so short that
// its digits would be found in any text.
[[nodiscard]] std::vector<std::string> Base64Within(std::string_view secret);

}  // namespace agent::net
