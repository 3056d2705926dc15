#include <algorithm>

#include "agent/base/base64.hpp"
#include "fuzz/fuzzing.hpp"

using agent::fuzz::Require;

namespace {

void EncodesAndDecodes(std::string_view bytes) {
  const std::string encoded = agent::base::Base64Encode(bytes);
  Require(encoded.size() == (bytes.size() + 2) / 3 * 4, "the encoding has its length");
  Require(agent::base::Base64Decode(encoded) == bytes, "what was encoded is decoded");

  const std::string unpadded = encoded.substr(0, encoded.find('='));
  Require(agent::base::Base64Decode(unpadded) == bytes, "padding may be missing");

  std::string url_safe = agent::base::Base64UrlEncode(bytes);
  std::replace(url_safe.begin(), url_safe.end(), '-', '+');
  std::replace(url_safe.begin(), url_safe.end(), '_', '/');
  Require(url_safe == encoded, "the URL-safe alphabet differs in two characters only");
}

void DecodesOnlyBase64(std::string_view text) {
  const auto decoded = agent::base::Base64Decode(text);
  if (!decoded) return;
  Require(text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
                                 "=") == std::string_view::npos,
          "another character is refused");
  Require(decoded->size() <= text.size() * 3 / 4, "nothing is made up");
  Require(agent::base::Base64Decode(agent::base::Base64Encode(*decoded)) == decoded,
          "what was decoded can be encoded again");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  EncodesAndDecodes(agent::fuzz::AsText(data, size));
  DecodesOnlyBase64(agent::fuzz::AsText(data, size));
  return 0;
}
