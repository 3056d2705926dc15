#pragma once

#include <string>
#include <string_view>

namespace agent::base {

// What is wrong with a server's URL, and what to write instead. Empty when nothing is wrong. The
// URL must be http or https, without credentials, query and fragment. `shown` is the URL as
// messages show it, `example` a correct one. No possible secret is quoted.
[[nodiscard]] std::string ServerUrlFault(std::string_view url, std::string_view shown,
                                         std::string_view example);

// The same for a proxy's URL (http, https or SOCKS), whose user name and password are
// percent-encoded.
[[nodiscard]] std::string ProxyUrlFault(std::string_view url);

}  // namespace agent::base
