#include "agent/serve/request_head.hpp"

#include <algorithm>
#include <cstddef>

#include "agent/base/text.hpp"

namespace agent::serve {
namespace {

// What might end a line for others, RFC 9110, section 5.5.
bool IsValueCharacter(char c) { return c != '\r' && c != '\n' && c != '\0'; }

bool IsTargetCharacter(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte > 0x20 && byte != 0x7F;
}

// Of uri-host [":" port], RFC 3986; it may be empty.
bool IsHostCharacter(char c) {
  constexpr std::string_view kMarks = "-._~%!$&'()*+,;=:[]";
  return base::IsLetter(c) || base::IsDigit(c) || kMarks.find(c) != std::string_view::npos;
}

bool IsHost(std::string_view value) { return std::ranges::all_of(value, IsHostCharacter); }

bool IsLength(std::string_view value) {
  return !value.empty() && std::ranges::all_of(value, base::IsDigit);
}

bool IsWhole(const HeaderLine& line) {
  return base::IsHttpToken(line.name) && std::ranges::all_of(line.value, IsValueCharacter);
}

}  // namespace

std::vector<std::string_view> ValuesOf(const std::vector<HeaderLine>& headers,
                                       std::string_view name) {
  std::vector<std::string_view> values;
  for (const HeaderLine& line : headers) {
    if (base::EqualsIgnoreCase(line.name, name)) values.push_back(line.value);
  }
  return values;
}

bool IsUnambiguous(const RequestHead& head) {
  if (head.has_more || !std::ranges::all_of(head.target, IsTargetCharacter)) return false;
  if (!std::ranges::all_of(head.headers, IsWhole)) return false;

  const std::vector<std::string_view> hosts = ValuesOf(head.headers, "Host");
  const std::size_t needed_hosts = head.version == "HTTP/1.0" ? 0 : 1;
  if (hosts.size() > 1 || hosts.size() < needed_hosts) return false;
  if (!std::ranges::all_of(hosts, IsHost)) return false;

  const std::vector<std::string_view> lengths = ValuesOf(head.headers, "Content-Length");
  const std::vector<std::string_view> codings = ValuesOf(head.headers, "Transfer-Encoding");
  return lengths.size() + codings.size() <= 1 && std::ranges::all_of(lengths, IsLength);
}

}  // namespace agent::serve
