#pragma once

#include <optional>
#include <string>

namespace agent::net {

// The absolute URL that a reply from `url` redirects to with this Location header (RFC 3986 section
// 5.2). Nothing where it is not of the origin of `url` (scheme, host and port), holds a user name
// or password, or is no URL.
[[nodiscard]] std::optional<std::string> RedirectWithinOrigin(const std::string& url,
                                                              const std::string& location);

// The address that has taken the place of `base`. A request to `url`, which begins with `base`, was
// redirected to `location`; the result is that target without what `url` has behind `base`. Nothing
// where the target leads to something else, leads back to `base`, or holds a user name.
[[nodiscard]] std::optional<std::string> MovedBase(const std::string& base, const std::string& url,
                                                   const std::string& location);

}  // namespace agent::net
