#pragma once

#include <optional>
#include <string>

namespace agent::net {

// The absolute URL that a reply from `url` redirects to with this Location header (RFC 3986 section
// 5.2), if it is within the origin of `url`: the same scheme, host and port. Nothing for any other
// place, for a user name or password in it, and for text that is no URL.
[[nodiscard]] std::optional<std::string> RedirectWithinOrigin(const std::string& url,
                                                              const std::string& location);

// Where what was at `base` is now, by the redirect that a request to `url`, which begins with
// `base`, was answered with: the redirect's target without what `url` has after `base`. Nothing
// where it leads to something else, back to `base`, or holds a user name.
[[nodiscard]] std::optional<std::string> MovedBase(const std::string& base, const std::string& url,
                                                   const std::string& location);

}  // namespace agent::net
