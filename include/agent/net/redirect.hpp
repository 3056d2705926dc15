#pragma once

#include <optional>
#include <string>

namespace agent::net {

// The absolute URL that a reply from `url` redirects to with this Location header (RFC 3986 section
// 5.2). Nothing when it has another origin than `url` (scheme, host and port), holds a user name or
// password, or is not a URL.
[[nodiscard]] std::optional<std::string> RedirectWithinOrigin(const std::string& url,
                                                              const std::string& location);

// The new address of a server whose configured URL `base` has moved. `url` begins with `base`, and
// a request to it was redirected to `location`. The result is the redirect's target without the
// part of `url` after `base`. Nothing when the target does not end in that part, leads back to
// `base`, or holds a user name.
[[nodiscard]] std::optional<std::string> MovedBase(const std::string& base, const std::string& url,
                                                   const std::string& location);

}  // namespace agent::net
