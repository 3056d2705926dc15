#include "agent/prune/sweep.hpp"

#include <utility>
#include <vector>

#include "agent/base/file.hpp"
#include "agent/prune/decide.hpp"
#include "agent/prune/last_seen.hpp"
#include "agent/publish/grouping_key.hpp"

namespace agent::prune {
namespace {

using std::chrono::seconds;

// The textfile is the only memory of sites that are gone: read anew each time, so that a person
// can take a line out of it while the program runs.
void WriteTextfile(const SweepOptions& options, const std::vector<publish::ListedGroup>& groups) {
  LastSeen seen = ReadLastSeen(options.textfile);
  Update(seen, groups);
  base::ReplaceFile(options.textfile, RenderLastSeen(seen));
}

constexpr const char* kUnnameable =
    "a label of it is no valid UTF-8, so that no request of ours can mean it, and nobody can "
    "scrape this Pushgateway: DELETE it with the very bytes of the push, or restart the "
    "Pushgateway without its persistence file";

std::string DescribeLeftOut(std::size_t groups) {
  return std::to_string(groups) +
         (groups == 1 ? " group was left out, with very long labels"
                      : " groups were left out, those with the longest labels") +
         ": the labels of all together are more than " +
         std::to_string(publish::kMaxGroupsBytes >> 20) + " MB; find out who pushes them";
}

// One pass; its state is the groups that are still to be looked at.
class Pass {
 public:
  Pass(publish::PushgatewayClient& gateway, const SweepOptions& options, const base::Clock& clock,
       const Report& report, std::stop_token stop)
      : gateway_(gateway),
        options_(options),
        clock_(clock),
        report_(report),
        stop_(std::move(stop)) {}

  std::string Run() {
    if (!Read()) return error_;
    std::vector<publish::ListedGroup> candidates =
        StaleGroups(reading_.groups, reading_.now, options_.older_than);
    if (!options_.dry_run && !options_.textfile.empty()) {
      try {
        WriteTextfile(options_, reading_.groups);
      } catch (const base::FileError& error) {
        return error.what();
      }
    }
    reading_is_young_ = false;
    for (const publish::ListedGroup& group : candidates) {
      if (stop_.stop_requested()) break;
      if (options_.dry_run) {
        Tell(group, SweepResult::kWouldBeDeleted);
      } else if (!HasYoungReading() && !Read()) {
        break;
      } else {
        Delete(group);
      }
    }
    return error_;
  }

 private:
  bool Read() {
    read_at_ = clock_.SteadyNow();
    reading_ = publish::GroupsReading();  // never two at a time in memory
    reading_ = gateway_.ReadGroups(options_.job, stop_);
    reading_is_young_ = reading_.outcome.ok();
    Note(reading_.outcome.detail);
    if (reading_.left_out > 0) Note(DescribeLeftOut(reading_.left_out));
    return reading_is_young_;
  }

  // At least one deletion follows each reading, however long that takes.
  bool HasYoungReading() const {
    return reading_is_young_ && clock_.SteadyNow() - read_at_ < seconds(1);
  }

  void Delete(const publish::ListedGroup& group) {
    const publish::ListedGroup* const now = FindSame(reading_.groups, group);
    if (now == nullptr) return;  // somebody else has deleted it
    if (!IsStale(*now, reading_.now, options_.older_than)) {
      Tell(group, SweepResult::kPushedAgain);
      return;
    }
    const std::string error = group.has_exact_labels ? DeleteNow(group) : kUnnameable;
    if (stop_.stop_requested()) return;
    if (!error.empty()) Note(publish::DescribeGroup(group) + ": not deleted: " + error);
    Tell(group, error.empty() ? SweepResult::kDeleted : SweepResult::kFailed, error);
  }

  // Empty, or why the group is not deleted.
  std::string DeleteNow(const publish::ListedGroup& group) {
    const std::string path = publish::GroupPath(group.labels);
    return gateway_.DeleteGroup(path, gateway_.timeout(), stop_).outcome.detail;
  }

  void Tell(const publish::ListedGroup& group, SweepResult result,
            const std::string& detail = "") const {
    report_({group, result, AgeOf(group, reading_.now), detail});
  }

  void Note(const std::string& error) {
    if (error_.empty() && !stop_.stop_requested()) error_ = error;
  }

  publish::PushgatewayClient& gateway_;
  const SweepOptions& options_;
  const base::Clock& clock_;
  const Report& report_;
  std::stop_token stop_;
  publish::GroupsReading reading_;
  base::SteadyTime read_at_{};
  bool reading_is_young_ = false;
  std::string error_;
};

}  // namespace

std::string Sweep(publish::PushgatewayClient& gateway, const SweepOptions& options,
                  const base::Clock& clock, const Report& report, std::stop_token stop) {
  return Pass(gateway, options, clock, report, std::move(stop)).Run();
}

}  // namespace agent::prune
