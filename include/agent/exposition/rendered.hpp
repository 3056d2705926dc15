#pragma once

#include <string>
#include <string_view>

namespace agent::exposition {

// The Content-Type of the text exposition format 0.0.4.
inline constexpr std::string_view kTextContentType = "text/plain; version=0.0.4; charset=utf-8";

// One exposition, ready to be sent many times.
struct Rendered {
  std::string text;
  std::string gzip;  // the same text in the gzip format (RFC 1952)
};

// Compresses `text`. Throws std::bad_alloc when there is no memory for it.
[[nodiscard]] Rendered Render(std::string text);

}  // namespace agent::exposition
