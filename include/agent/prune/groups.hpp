#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace agent::prune {

// A group of a Pushgateway, as far as its age and its name go.
struct Group {
  std::map<std::string, std::string> labels;  // its grouping key, `job` among them
  double push_time = 0;  // Unix seconds of the last push that was accepted; 0: none ever was
  double push_failure_time = 0;  // of the last one that was refused; 0: none
  // False where the server's JSON cannot name the group (it is no valid UTF-8): no request of ours
  // could mean it.
  bool has_exact_labels = true;

  friend bool operator==(const Group&, const Group&) = default;
};

struct ParsedGroups {
  std::vector<Group> groups;
  std::string error;  // empty, or why `groups` is not what the Pushgateway has
};

// Reads the reply to `GET /api/v1/metrics` of a Pushgateway (1.0 or later) without building it in
// memory; values of the pushed metrics are passed over. Never throws for what a reply can hold.
[[nodiscard]] ParsedGroups ParseGroups(std::string_view json);

// `{job="odin",site="Halle 2"}`, fit for one line of a log.
[[nodiscard]] std::string DescribeGroup(const Group& group);

}  // namespace agent::prune
