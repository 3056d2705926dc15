#pragma once

#include <string>
#include <string_view>

namespace agent::base {

// What is wrong with a server's URL (http or https, without credentials, query and fragment), and
// what to write instead; empty where nothing is. `shown` is the text fit for a person, `example` an
// URL to follow. Quotes nothing that may be a secret.
[[nodiscard]] std::string ServerUrlFault(std::string_view url, std::string_view shown,
                                         std::string_view example);

// The same for a proxy's URL (http, https or SOCKS), whose user name and password are
// percent-encoded.
[[nodiscard]] std::string ProxyUrlFault(std::string_view url);

}  // namespace agent::base
