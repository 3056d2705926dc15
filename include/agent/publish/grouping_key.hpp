#pragma once

#include <map>
#include <string>
#include <string_view>

namespace agent::publish {

// The path of a site's group below a Pushgateway's URL: `/metrics/job/<job>/site/<site>`. A value
// that is empty or has a '/' goes as `job@base64/…` or `site@base64/…` in URL-safe base64 (`=`
// for the empty one); every other is percent-encoded. Source: the Pushgateway's README, "URL".
[[nodiscard]] std::string GroupPath(std::string_view job, std::string_view site);

// The same for a group of any labels, of which `job` is one; the others follow in their order.
[[nodiscard]] std::string GroupPath(const std::map<std::string, std::string>& labels);

// The first part of it: `/metrics/job/<job>`.
[[nodiscard]] std::string JobPath(std::string_view job);

}  // namespace agent::publish
