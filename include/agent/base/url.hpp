#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace agent::base {

// An absolute http or https URL, taken apart (RFC 3986).
struct Url {
  std::string scheme;    // "http" or "https" (for a proxy also "socks5", "socks5h")
  std::string userinfo;  // still percent-encoded; usually empty
  std::string host;      // a name, an IPv4 address, or an IPv6 address in brackets (with its zone)
  std::uint16_t port;    // the scheme's default where the text has none
  std::string path;      // begins with '/' or is empty; without query and fragment
  std::string query;     // without '?'
};

// Of servers and of proxies.
inline constexpr std::string_view kAnyScheme = "http https socks5 socks5h";

// Nothing when `text` is not such a URL: no scheme, no host, a port that is not 1–65535, white
// space, a control character or a fragment in it. `schemes` is a list such as "http https".
[[nodiscard]] std::optional<Url> ParseUrl(std::string_view text,
                                          std::string_view schemes = "http https");

// What a person may see of a URL, without userinfo and query: "https://host:8443/path". A port that
// is the scheme's default is left out.
[[nodiscard]] std::string ShownUrl(const Url& url);

// The same without the path: who is talked to.
[[nodiscard]] std::string ShownServer(const Url& url);

// `text` fit for a log: userinfo and the query, where secrets live, are replaced by "***".
// Text that is no URL at all comes back as "<invalid URL>".
[[nodiscard]] std::string RedactUrl(std::string_view text);

// Percent-encodes all but the unreserved characters of RFC 3986 (letters, digits, - . _ ~).
[[nodiscard]] std::string PercentEncode(std::string_view bytes);

}  // namespace agent::base
