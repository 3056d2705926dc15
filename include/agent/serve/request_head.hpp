#pragma once

#include <string_view>
#include <vector>

namespace agent::serve {

struct HeaderLine {
  std::string_view name;
  std::string_view value;  // without space at its ends
};

struct RequestHead {
  std::string_view version;  // "HTTP/1.1"
  std::string_view target;   // without its query
  std::vector<HeaderLine> headers;
  bool has_more = false;  // it has more than these parts: a folded line, a NUL
};

// The values of all header lines with that name, in any case, in their order.
[[nodiscard]] std::vector<std::string_view> ValuesOf(const std::vector<HeaderLine>& headers,
                                                     std::string_view name);

// Whether there is only one way to read the head (RFC 9112). A proxy in front of the server might
// read another head differently, and take for a body what the server takes for a request (request
// smuggling). An unambiguous head has:
//
// - header names without space or other strange characters
// - no folded line (section 5.2)
// - one Host, for HTTP/1.1 (section 3.2)
// - at most one length of the body, given in one of the two ways (section 6.3)
[[nodiscard]] bool IsUnambiguous(const RequestHead& head);

}  // namespace agent::serve
