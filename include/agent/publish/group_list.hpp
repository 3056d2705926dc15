#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace agent::publish {

// A group as a Pushgateway lists it: its name, and when it was pushed to.
struct ListedGroup {
  std::map<std::string, std::string> labels;  // its grouping key, `job` among them
  double push_time = 0;  // Unix seconds of the last push that was accepted; 0: none ever was
  double push_failure_time = 0;  // of the last one that was refused; 0: none
  // False where the server's JSON cannot name the group (it is no valid UTF-8): no request of ours
  // could mean it.
  bool has_exact_labels = true;

  friend bool operator==(const ListedGroup&, const ListedGroup&) = default;
};

// What was read of a Pushgateway's groups.
struct GroupList {
  std::vector<ListedGroup> groups;  // of the job that was asked for, in the reply's order
  std::string error;                // empty, or why `groups` is not what the Pushgateway has
  // How many groups of that job are not in `groups`: those with the longest labels, where all
  // together would take more memory than kMaxGroupsBytes.
  std::size_t left_out = 0;
};

// What all groups of a reading may take, roughly. A group of an honest farm takes 400 bytes.
inline constexpr std::size_t kMaxGroupsBytes = 8 << 20;

// Reads the reply to `GET /api/v1/metrics` of a Pushgateway (1.0 or later) piece by piece, as it
// comes. Keeps nothing of it but the groups of one job: the values of pushed metrics are passed
// over. Never throws for what a reply can hold.
class GroupListReader {
 public:
  explicit GroupListReader(std::string job);
  GroupListReader(const GroupListReader&) = delete;
  GroupListReader& operator=(const GroupListReader&) = delete;
  ~GroupListReader();

  // False when the reply is none of a Pushgateway, so that the rest need not be read.
  [[nodiscard]] bool Take(std::string_view piece);

  // To be called once, after the last piece.
  [[nodiscard]] GroupList End();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

// `{job="odin",site="Halle 2"}`, fit for one line of a log.
[[nodiscard]] std::string DescribeGroup(const ListedGroup& group);

}  // namespace agent::publish
