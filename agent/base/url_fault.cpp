#include "agent/base/url_fault.hpp"

#include <algorithm>
#include <optional>

#include "agent/base/ascii_host.hpp"
#include "agent/base/text.hpp"
#include "agent/base/url.hpp"

namespace agent::base {
namespace {

constexpr std::size_t kLongestHost = 253;

bool IsAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// What follows "scheme://"; empty where there is no such beginning.
std::string_view AfterScheme(std::string_view url) {
  const std::size_t scheme_end = url.find("://");
  return scheme_end == std::string_view::npos ? std::string_view() : url.substr(scheme_end + 3);
}

// libcurl would ask DNS for it only if the process had a locale of the same encoding.
std::string NameFault(const std::string& host) {
  if (IsAscii(host)) return "";
  const std::optional<std::string> ascii = AsciiHost(host);
  return "the host \"" + OneLine(host, kLongestHost) + "\" has letters beyond ASCII: write " +
         (ascii ? *ascii : "its ASCII form (xn--…), which `idn2 HOST` prints,") + " instead";
}

bool IsHexDigit(char c) { return IsDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

// An IPv6 address that lacks the brackets which tell it from its port.
bool IsBareIpv6(std::string_view url) {
  const std::string_view rest = AfterScheme(url);
  const std::string_view address = rest.substr(0, rest.find('/'));
  return std::count(address.begin(), address.end(), ':') >= 2 &&
         std::all_of(address.begin(), address.end(),
                     [](char c) { return c == ':' || c == '.' || IsHexDigit(c); });
}

// A zone (RFC 6874) whose % was not written as %25.
bool HasBareZone(std::string_view url) {
  const std::string_view rest = AfterScheme(url);
  const std::string_view address = rest.substr(0, rest.find(']'));
  const std::size_t percent = address.find('%');
  return address.starts_with('[') && percent != std::string_view::npos &&
         address.substr(percent, 3) != "%25";
}

// Whether `userinfo` could end early or be read in another way than it was meant.
bool NeedsEncoding(std::string_view userinfo) {
  if (userinfo.find_first_of("@/?#\\\"<> ") != std::string_view::npos) return true;
  for (std::size_t at = userinfo.find('%'); at != std::string_view::npos;
       at = userinfo.find('%', at + 1)) {
    if (at + 2 >= userinfo.size() || !IsHexDigit(userinfo[at + 1]) || !IsHexDigit(userinfo[at + 2]))
      return true;
  }
  return false;
}

constexpr std::string_view kWriteBrackets =
    "an IPv6 address is written in brackets, as in http://[fd00::1]:9091";
constexpr std::string_view kWriteZone =
    "the zone of an IPv6 address is written with %25, as in [fe80::1%25eth0]";

}  // namespace

std::string ServerUrlFault(std::string_view url, std::string_view shown, std::string_view example) {
  const bool has_at = AfterScheme(url).find('@') != std::string_view::npos;
  if (url.find_first_of("?#") != std::string_view::npos && !has_at) {
    return "must not have a query (?) or fragment (#)";
  }
  if (has_at) return "must not hold a user name or password: use basic_auth";
  if (HasBareZone(url)) return std::string(kWriteZone);
  if (IsBareIpv6(url)) return std::string(kWriteBrackets);
  const std::optional<Url> parts = ParseUrl(url);
  if (parts) return NameFault(parts->host);
  const bool may_hold_secret = url.find('@') != std::string_view::npos;
  return (may_hold_secret ? "" : std::string(shown) + ' ') +
         "is not an http or https URL (write one such as " + std::string(example) + ')';
}

std::string ProxyUrlFault(std::string_view url) {
  const std::string_view rest = AfterScheme(url);
  const std::size_t at = rest.rfind('@');
  if (at != std::string_view::npos && NeedsEncoding(rest.substr(0, at))) {
    return "its user name or password holds a mark that means something else in a URL: write % as "
           "%25, @ as %40, / as %2F, ? as %3F, # as %23 and a blank as %20";
  }
  if (HasBareZone(url)) return std::string(kWriteZone);
  if (IsBareIpv6(url)) return std::string(kWriteBrackets);
  const std::optional<Url> parts = ParseUrl(url, kAnyScheme);
  if (parts) return NameFault(parts->host);
  return "is not a proxy's URL (write SCHEME://HOST:PORT; http, https, socks5 or socks5h)";
}

}  // namespace agent::base
