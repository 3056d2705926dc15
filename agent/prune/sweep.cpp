#include "agent/prune/sweep.hpp"

#include <utility>
#include <vector>

#include "agent/base/file.hpp"
#include "agent/prune/decide.hpp"
#include "agent/prune/last_seen.hpp"

namespace agent::prune {
namespace {

using std::chrono::seconds;

// The textfile is the only memory of sites that are gone: read anew each time, so that a person
// can take a line out of it while the program runs.
void WriteTextfile(const SweepOptions& options, const std::vector<Group>& groups) {
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
         ": the labels of all together are more than " + std::to_string(kMaxGroupsBytes >> 20) +
         " MB; find out who pushes them";
}

// One pass; its state is the groups that are still to be looked at.
class Pass {
 public:
  Pass(Gateway& gateway, const SweepOptions& options, const base::Clock& clock,
       const Report& report, std::stop_token stop)
      : gateway_(gateway),
        options_(options),
        clock_(clock),
        report_(report),
        stop_(std::move(stop)) {}

  std::string Run() {
    if (!Read()) return error_;
    std::vector<Group> candidates = StaleGroups(reading_.groups, reading_.now, options_.older_than);
    if (!options_.dry_run && !options_.textfile.empty()) {
      try {
        WriteTextfile(options_, reading_.groups);
      } catch (const base::FileError& error) {
        return error.what();
      }
    }
    reading_is_young_ = false;
    for (const Group& group : candidates) {
      if (stop_.stop_requested()) break;
      if (options_.dry_run) {
        Tell(group, Fate::kWouldBeDeleted);
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
    reading_ = Reading();  // never two at a time in memory
    reading_ = gateway_.Read(options_.job, stop_);
    reading_is_young_ = reading_.error.empty();
    Note(reading_.error);
    if (reading_.left_out > 0) Note(DescribeLeftOut(reading_.left_out));
    return reading_is_young_;
  }

  // At least one deletion follows each reading, however long that takes.
  bool HasYoungReading() const {
    return reading_is_young_ && clock_.SteadyNow() - read_at_ < seconds(1);
  }

  void Delete(const Group& group) {
    const Group* const now = FindSame(reading_.groups, group);
    if (now == nullptr) return;  // somebody else has deleted it
    if (!IsStale(*now, reading_.now, options_.older_than)) {
      Tell(group, Fate::kPushedAgain);
      return;
    }
    const std::string error = group.has_exact_labels ? gateway_.Delete(group, stop_) : kUnnameable;
    if (stop_.stop_requested()) return;
    if (!error.empty()) Note(DescribeGroup(group) + ": not deleted: " + error);
    Tell(group, error.empty() ? Fate::kDeleted : Fate::kFailed, error);
  }

  void Tell(const Group& group, Fate fate, const std::string& detail = "") const {
    report_({group, fate, AgeOf(group, reading_.now), detail});
  }

  void Note(const std::string& error) {
    if (error_.empty() && !stop_.stop_requested()) error_ = error;
  }

  Gateway& gateway_;
  const SweepOptions& options_;
  const base::Clock& clock_;
  const Report& report_;
  std::stop_token stop_;
  Reading reading_;
  base::SteadyTime read_at_{};
  bool reading_is_young_ = false;
  std::string error_;
};

}  // namespace

std::string Sweep(Gateway& gateway, const SweepOptions& options, const base::Clock& clock,
                  const Report& report, std::stop_token stop) {
  return Pass(gateway, options, clock, report, std::move(stop)).Run();
}

}  // namespace agent::prune
