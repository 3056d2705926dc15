#include <algorithm>

#include "agent/base/text.hpp"
#include "agent/base/url.hpp"
#include "fuzz/fuzzing.hpp"

using agent::base::ParseUrl;
using agent::base::RedactUrl;
using agent::base::Url;
using agent::fuzz::Require;

namespace {

constexpr std::string_view kSchemes = "http https socks5 socks5h";
constexpr std::string_view kInvalid = "<invalid URL>";

void TakesApart(std::string_view text) {
  const auto url = ParseUrl(text, kSchemes);
  const std::string redacted = RedactUrl(text);
  if (!url) {
    Require(redacted == kInvalid, "what is no URL is not repeated");
    return;
  }
  Require(!url->host.empty() && url->port != 0, "a URL has a host and a port");
  Require(url->path.empty() || url->path.starts_with('/'), "a path begins with a slash");
  Require(url->path.find_first_of("?#") == std::string::npos, "a path has no query, no fragment");
  Require(url->host.find_first_of("@/?#") == std::string::npos, "a host is only a host");

  const auto again = ParseUrl(redacted, kSchemes);
  Require(again.has_value(), "a redacted URL is a URL");
  Require(again->scheme == url->scheme && again->host == url->host && again->port == url->port &&
              again->path == url->path,
          "redaction leaves what is no secret");
  Require(again->userinfo == (url->userinfo.empty() ? "" : "***"), "user and password are hidden");
  Require(again->query == (url->query.empty() ? "" : "***"), "the query is hidden");
}

// A password anywhere in the userinfo is hidden whatever stands around it. A host that holds the
// same word, which comes back in lower case, proves nothing.
void HidesPassword(std::string_view user, std::string_view rest) {
  constexpr std::string_view kPassword = "hunter2";
  if (user.find_first_of("/?") != std::string_view::npos) return;
  if (agent::base::ToLowerAscii(rest).find(kPassword) != std::string::npos) return;
  std::string text = "https://";
  text.append(user).append(":").append(kPassword).append("@").append(rest);
  Require(RedactUrl(text).find(kPassword) == std::string::npos, "a password never survives");
}

void PercentEncodes(std::string_view bytes) {
  const std::string encoded = agent::base::PercentEncode(bytes);
  const auto encoded_bytes = std::count(encoded.begin(), encoded.end(), '%');
  Require(encoded.size() == bytes.size() + 2 * static_cast<std::size_t>(encoded_bytes),
          "each byte becomes itself or three characters");
  const auto url = ParseUrl("http://host/" + encoded);
  Require(url && url->path == "/" + encoded && url->query.empty() && url->userinfo.empty(),
          "encoded text stays in its place");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = agent::fuzz::AsText(data, size);
  TakesApart(text);
  HidesPassword(text.substr(0, size / 2), text.substr(size / 2));
  PercentEncodes(text);
  return 0;
}
