#pragma once

#include <map>
#include <string>
#include <string_view>

namespace agent::publish {

// The path of a site's group below a Pushgateway's URL: `/metrics/job/<job>/site/<site>`. A value
// that is empty or has a '/' is written as `job@base64/…` or `site@base64/…` in URL-safe base64
// (`=` for the empty one). Every other value is percent-encoded. Source: the Pushgateway's README,
// "URL".
[[nodiscard]] std::string GroupPath(std::string_view job, std::string_view site);

// The same for a group with any labels. `job` is one of them and comes first; the others follow in
// their order.
[[nodiscard]] std::string GroupPath(const std::map<std::string, std::string>& labels);

// The first part of such a path: `/metrics/job/<job>`.
[[nodiscard]] std::string JobPath(std::string_view job);

}  // namespace agent::publish
