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

// A group that is to be deleted, and when and how.
struct FormerGroup {
  Group group{};
  bool deletes_on_shutdown = false;  // its configuration had on_shutdown: delete
  // Until its Pushgateway has accepted a push to the group that takes its place.
  bool waits_for_successor = false;
  std::shared_ptr<publish::PushgatewayGroup> by_former_settings{};
  std::shared_ptr<publish::PushgatewayGroup> by_new_settings{};  // null where there are none
  publish::Backoff backoff;
  int tries = 0;
  base::SteadyTime next_try{};    // at once
  base::SteadyTime give_up_at{};  // where it waits
};

// What one reload does to the groups. Made beforehand, so that the reload itself cannot fail.
struct GroupChange {
  std::list<FormerGroup> to_delete;
  std::vector<Group> to_keep;  // only to be said in the log
  std::vector<Group> current;  // those of the new configuration
  std::vector<Group> added;    // those of them that the former one did not have
  // How the new configuration reaches groups that earlier reloads have left.
  std::vector<std::pair<Group, std::shared_ptr<publish::PushgatewayGroup>>> new_settings;
};

// The groups that earlier configurations pushed to, and what these promised of them.
//
// A group whose job or site has changed is deleted once a push to its successor, at the same
// Pushgateway, is accepted. A group whose Pushgateway has left the configuration is deleted at
// once, if it had on_shutdown: delete. Each is deleted once and then forgotten, so that whoever
// takes the name afterwards keeps it. What stays is said in the log, once, with the command that
// deletes it by hand.
//
// A group that a reload has brought and that no push has reached is left alone: under a mistyped
// name it is another machine's.
//
// All this happens on a thread of its own, in a few tries, so that a dead Pushgateway delays
// nothing. Thread-safe, but for Prepare() and Commit(), which are for one thread.
class FormerGroups {
 public:
  // `tries` of a deletion; `patience` of one that waits for a push to its successor.
  struct Limits {
    int tries = 6;
    std::chrono::hours patience{24};
  };

  FormerGroups() : FormerGroups(Limits()) {}
  explicit FormerGroups(const Limits& limits) : limits_(limits) {}
  FormerGroups(const FormerGroups&) = delete;
  FormerGroups& operator=(const FormerGroups&) = delete;
  // As Stop(), and waits for it.
  ~FormerGroups() = default;

  // What it means for the groups that `next` takes the place of `before`. Changes nothing yet.
  // Throws std::runtime_error, also when there is no thread left for the deletions.
  [[nodiscard]] GroupChange Prepare(const std::vector<Destination>& before,
                                    const std::vector<Destination>& next);

  // Does it. None of the new configuration's groups is deleted from here on. `latest` has the
  // snapshots that are pushed to them.
  void Commit(GroupChange change, std::shared_ptr<status::Latest> latest) noexcept;

  // A push to this group may have reached its Pushgateway.
  void MayHaveReached(const Group& group);

  // A push to this group was accepted.
  void Accepted(const Group& group);

  // Whether what this group holds may be from here: from a push, or from an earlier run of the
  // agent with the configuration that it started with.
  [[nodiscard]] bool MayHoldOurPush(const Group& group) const;

  // Ends the tries. What was promised and has not been done is tried once more, all at once, within
  // kDeletionTimeout.
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
  std::vector<Group> unreached_;  // those of current_ that no push has reached
  std::shared_ptr<status::Latest> latest_;
  bool is_paused_ = false;  // no try may begin
  bool is_busy_ = false;    // a try is going on
  bool is_news_ = false;    // something above has changed since the thread last looked
  // Of the try that goes on, or went on last. Never empty; g++ 12 warns where one is assigned.
  std::optional<std::stop_source> cancel_{std::in_place};
  std::jthread thread_;  // last: it uses all of the above; none before there is a group to delete
};

}  // namespace agent::app
