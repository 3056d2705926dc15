#pragma once

#include <condition_variable>
#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "agent/app/destinations.hpp"
#include "agent/app/group.hpp"
#include "agent/base/clock.hpp"
#include "agent/publish/backoff.hpp"
#include "agent/publish/pushgateway_group.hpp"
#include "agent/status/latest.hpp"

namespace agent::app {

// A group to be deleted, and when and how.
struct FormerGroup {
  Group group{};
  bool deletes_on_shutdown = false;  // its configuration had on_shutdown: delete
  // Deleted only after its Pushgateway has accepted a push to the group that replaces it.
  bool waits_for_successor = false;
  std::shared_ptr<publish::PushgatewayGroup> by_former_settings{};
  std::shared_ptr<publish::PushgatewayGroup> by_new_settings{};  // null if there are none
  publish::Backoff backoff;
  int tries = 0;
  base::SteadyTime next_try{};    // at once
  base::SteadyTime give_up_at{};  // set if it waits
};

// What one reload does to the groups. Made before the reload, which then cannot fail.
struct GroupChange {
  std::list<FormerGroup> to_delete;
  std::vector<Group> to_keep;  // only for the log
  std::vector<Group> current;  // those of the new configuration
  std::vector<Group> added;    // the ones of them that the former configuration did not have
  // Former groups of earlier reloads, with publishers made from the new settings of their
  // Pushgateways.
  std::vector<std::pair<Group, std::shared_ptr<publish::PushgatewayGroup>>> new_settings;
};

// Deletes the groups that earlier configurations pushed to, if those configurations ask for it.
//
// When the job or site of a group changes, the group is deleted after a push to its successor, at
// the same Pushgateway, is accepted. When a group's Pushgateway is removed from the configuration,
// the group is deleted at once if it had on_shutdown: delete. Each group is deleted only once,
// because another machine may use its name later. A group that stays is logged once, with the
// command that deletes it.
//
// A group that a reload has added, and that no push has reached, is not deleted: if its name was
// mistyped, it is another machine's.
//
// Deletions run on a thread of their own, with a few tries, so that a dead Pushgateway delays
// nothing. Thread-safe, except for Prepare() and Commit(), which are for one thread.
class FormerGroups {
 public:
  // `tries` of each deletion. `patience`: how long a deletion waits for a push to the successor.
  struct Limits {
    int tries = 6;
    std::chrono::hours patience{24};
  };

  FormerGroups() : FormerGroups(Limits()) {}
  explicit FormerGroups(const Limits& limits) : limits_(limits) {}
  FormerGroups(const FormerGroups&) = delete;
  FormerGroups& operator=(const FormerGroups&) = delete;
  // Calls Stop(), and waits for the thread.
  ~FormerGroups() = default;

  // Decides what happens to the groups when `next` replaces `before`. Changes nothing yet. Throws
  // std::runtime_error, also when no thread can be started for the deletions.
  [[nodiscard]] GroupChange Prepare(const std::vector<Destination>& before,
                                    const std::vector<Destination>& next);

  // Carries out `change`. No group of the new configuration is deleted from now on. `latest` has
  // the snapshots that are pushed to them.
  void Commit(GroupChange change, std::shared_ptr<status::Latest> latest) noexcept;

  // Notes that a push to this group may have reached its Pushgateway.
  void MayHaveReached(const Group& group);

  // Notes that a push to this group was accepted.
  void Accepted(const Group& group);

  // Whether the content of this group may be from this agent: from a push, or, for a group of the
  // configuration at the start, from an earlier run.
  [[nodiscard]] bool MayHoldOurPush(const Group& group) const;

  // Ends the tries. Deletions that are left are tried once more, in parallel, within
  // kDeletionTimeout. A group that still waits for its successor is deleted only if it had
  // on_shutdown: delete.
  void Stop() noexcept { thread_.request_stop(); }

 private:
  using Entry = std::list<FormerGroup>::iterator;

  void Run(const std::stop_token& stop) noexcept;
  [[nodiscard]] std::vector<Group> UnreachedAfter(const GroupChange& change) const;
  void TakeIn(std::list<FormerGroup> to_delete);
  [[nodiscard]] Entry NextDue();
  void Try(Entry entry, std::unique_lock<std::mutex>& lock, const std::stop_token& stop);
  void PushAgain(const Group& deleted) noexcept;
  static void DeleteBeforeTheEnd(const std::list<FormerGroup>& groups);

  const Limits limits_;
  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  std::list<FormerGroup> groups_;
  std::vector<Group> current_;
  std::vector<Group> unreached_;  // the ones of current_ that no push has reached
  std::shared_ptr<status::Latest> latest_;
  bool is_paused_ = false;  // no try may begin
  bool is_busy_ = false;    // a try is going on
  bool is_news_ = false;    // something above has changed since the thread last looked
  // Cancels the present try. Never empty; it is optional because g++ 12 warns about an assignment.
  std::optional<std::stop_source> cancel_{std::in_place};
  std::jthread thread_;  // last: it uses all of the above; started for the first deletion
};

}  // namespace agent::app
