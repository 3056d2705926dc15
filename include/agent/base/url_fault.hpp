#pragma once

#include <string>
#include <string_view>

namespace agent::base {

// What is wrong with a server's URL, and what to write instead. Empty where nothing is wrong. It
// must be http or https, without credentials, query and fragment. `shown` is the URL fit for a
// person, `example` a right one. Quotes nothing that may be a secret.
[[nodiscard]] std::string ServerUrlFault(std::string_view url, std::string_view shown,
                                         std::string_view example);

// The same for a proxy's URL (http, https or SOCKS), whose user name and password are
// percent-encoded.
[[nodiscard]] std::string ProxyUrlFault(std::string_view url);

}  // namespace agent::base
