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
  bool has_more = false;  // than these parts: a line that goes on in the next, a NUL
};

// The values of all header lines with that name, in any case, in their order.
[[nodiscard]] std::vector<std::string_view> ValuesOf(const std::vector<HeaderLine>& headers,
                                                     std::string_view name);

// Whether there is one way to read the head (RFC 9112): names without space or other strange
// characters, no folded line (section 5.2), one Host for HTTP/1.1 (section 3.2), and at most one
// length of the body, in one of the two ways to say it (section 6.3). A proxy before the server
// might read any other head in its own way, and take for a body what the server takes for a
// request.
[[nodiscard]] bool IsUnambiguous(const RequestHead& head);

}  // namespace agent::serve
