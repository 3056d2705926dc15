#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace agent::publish {

// A group as a Pushgateway lists it.
struct ListedGroup {
  std::map<std::string, std::string> labels;  // its grouping key, `job` among them
  double push_time = 0;                       // Unix seconds of the last accepted push; 0: none
  double push_failure_time = 0;               // of the last refused push; 0: none
  // False when the labels are not valid UTF-8. The server's JSON cannot carry such labels, so no
  // request of ours can name the group.
  bool has_exact_labels = true;

  friend bool operator==(const ListedGroup&, const ListedGroup&) = default;
};

// The result of reading a Pushgateway's groups.
struct GroupList {
  std::vector<ListedGroup> groups;  // of the job that was asked for, in the reply's order
  std::string error;                // why `groups` is not complete; empty on success
  // How many groups of that job are not in `groups`. When all together would take more memory than
  // kMaxGroupsBytes, those with the longest labels are left out.
  std::size_t left_out = 0;
};

// About the most memory for all groups of a reading. A normal farm's group takes 400 bytes.
inline constexpr std::size_t kMaxGroupsBytes = 8 << 20;

// Reads the reply to `GET /api/v1/metrics` of a Pushgateway (1.0 or later) piece by piece, as it
// comes. Keeps only the groups of one job, without their metrics. Never throws for the content of a
// reply.
class GroupListReader {
 public:
  explicit GroupListReader(std::string job);
  GroupListReader(const GroupListReader&) = delete;
  GroupListReader& operator=(const GroupListReader&) = delete;
  ~GroupListReader();

  // Returns false when the reply is not a Pushgateway's, so that the rest need not be read.
  [[nodiscard]] bool Take(std::string_view piece);

  // Call it once, after the last piece.
  [[nodiscard]] GroupList End();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

// `{job="odin",site="Halle 2"}`, fit for one line of a log.
[[nodiscard]] std::string DescribeGroup(const ListedGroup& group);

}  // namespace agent::publish
