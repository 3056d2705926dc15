#include "agent/base/url.hpp"

#include <algorithm>
#include <charconv>

#include "agent/base/text.hpp"

namespace agent::base {
namespace {

bool IsForbidden(char c) {
  constexpr std::string_view kMarks = " #\"<>\\";
  return IsControl(c) || kMarks.find(c) != std::string_view::npos;
}

bool IsListed(std::string_view word, std::string_view list) {
  while (!list.empty()) {
    const std::size_t space = list.find(' ');
    if (list.substr(0, space) == word) return true;
    if (space == std::string_view::npos) return false;
    list.remove_prefix(space + 1);
  }
  return false;
}

std::uint16_t DefaultPort(std::string_view scheme) {
  if (scheme == "http") return 80;
  if (scheme == "https") return 443;
  return 1080;
}

bool IsHostCharacter(char c) {
  return IsLetter(c) || IsDigit(c) || c == '.' || c == '-' || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

// "::1", or "fe80::1%25eth0" with the zone of RFC 6874.
bool IsIpv6(std::string_view text) {
  constexpr std::string_view kZoneMark = "%25";
  const std::size_t mark = text.find('%');
  const std::string_view address = text.substr(0, mark);
  if (address.find(':') == std::string_view::npos ||
      address.find_first_not_of("0123456789abcdefABCDEF:.") != std::string_view::npos) {
    return false;
  }
  if (mark == std::string_view::npos) return true;
  const std::string_view zone = text.substr(mark);
  return zone.starts_with(kZoneMark) && zone.size() > kZoneMark.size() &&
         std::all_of(zone.begin() + kZoneMark.size(), zone.end(), [](char c) {
           return IsHostCharacter(c) && static_cast<unsigned char>(c) < 0x80;
         });
}

// Splits "host", "host:port", "[v6]" or "[v6]:port" into `url`.
bool ParseHostAndPort(std::string_view text, Url& url) {
  std::size_t host_end = 0;
  if (text.starts_with('[')) {
    host_end = text.find(']');
    if (host_end == std::string_view::npos) return false;
    ++host_end;
    if (!IsIpv6(text.substr(1, host_end - 2))) return false;
  } else {
    host_end = std::min(text.find(':'), text.size());
    if (!std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(host_end),
                     IsHostCharacter)) {
      return false;
    }
  }
  if (host_end == 0) return false;
  const std::size_t zone = std::min(text.find('%'), host_end);  // names of interfaces have case
  url.host = ToLowerAscii(text.substr(0, zone)) + std::string(text.substr(zone, host_end - zone));
  text.remove_prefix(host_end);
  url.port = DefaultPort(url.scheme);
  if (text.empty()) return true;
  if (!text.starts_with(':')) return false;
  text.remove_prefix(1);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), url.port);
  return error == std::errc() && end == text.data() + text.size() && url.port != 0;
}

std::string ShownHost(const Url& url) {
  return url.port == DefaultPort(url.scheme) ? url.host : url.host + ":" + std::to_string(url.port);
}

}  // namespace

std::optional<Url> ParseUrl(std::string_view text, std::string_view schemes) {
  if (std::any_of(text.begin(), text.end(), IsForbidden)) return std::nullopt;
  Url url{};
  const std::size_t colon = text.find("://");
  if (colon == std::string_view::npos) return std::nullopt;
  url.scheme = ToLowerAscii(text.substr(0, colon));
  if (!IsListed(url.scheme, schemes)) return std::nullopt;
  text.remove_prefix(colon + 3);

  const std::size_t question = text.find('?');
  if (question != std::string_view::npos) {
    url.query = text.substr(question + 1);
    text = text.substr(0, question);
  }
  const std::size_t slash = std::min(text.find('/'), text.size());
  url.path = text.substr(slash);
  std::string_view authority = text.substr(0, slash);
  const std::size_t at = authority.rfind('@');
  if (at != std::string_view::npos) {
    url.userinfo = authority.substr(0, at);
    authority.remove_prefix(at + 1);
  }
  if (!ParseHostAndPort(authority, url)) return std::nullopt;
  return url;
}

std::string ShownUrl(const Url& url) { return ShownServer(url) + url.path; }

std::string ShownServer(const Url& url) { return url.scheme + "://" + ShownHost(url); }

std::string RedactUrl(std::string_view text) {
  const std::optional<Url> url = ParseUrl(text, kAnyScheme);
  if (!url) return "<invalid URL>";
  return url->scheme + (url->userinfo.empty() ? "://" : "://***@") + ShownHost(*url) + url->path +
         (url->query.empty() ? "" : "?***");
}

std::string PercentEncode(std::string_view bytes) {
  constexpr char kHex[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : bytes) {
    const bool unreserved =
        IsLetter(c) || IsDigit(c) || c == '-' || c == '.' || c == '_' || c == '~';
    if (unreserved) {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += {'%', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
  return out;
}

}  // namespace agent::base
