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

// The schemes of servers and of proxies.
inline constexpr std::string_view kAnyScheme = "http https socks5 socks5h";

// Takes a URL apart. `schemes` lists the ones allowed, such as "http https". Nothing when `text`
// has no scheme, no host, a port outside of 1–65535, white space, a control character or a
// fragment.
[[nodiscard]] std::optional<Url> ParseUrl(std::string_view text,
                                          std::string_view schemes = "http https");

// A URL for a person, without userinfo, query and the scheme's default port:
// "https://host:8443/path".
[[nodiscard]] std::string ShownUrl(const Url& url);

// The same without the path.
[[nodiscard]] std::string ShownServer(const Url& url);

// `text` for a log: userinfo and query, which may hold secrets, are replaced by "***". Text that is
// not a URL becomes "<invalid URL>".
[[nodiscard]] std::string RedactUrl(std::string_view text);

// Percent-encodes all but the unreserved characters of RFC 3986 (letters, digits, - . _ ~).
[[nodiscard]] std::string PercentEncode(std::string_view bytes);

}  // namespace agent::base
