#include "agent/app/former_groups.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <system_error>

#include "agent/app/abandoned_groups.hpp"
#include "agent/app/group_log.hpp"
#include "agent/base/seed.hpp"

namespace agent::app {
namespace {

using std::chrono::milliseconds;

bool Contains(const std::vector<Group>& groups, const Group& group) {
  return std::ranges::find(groups, group) != groups.end();
}

bool HasGateway(const std::vector<Group>& groups, const std::string& gateway) {
  return std::ranges::find(groups, gateway, &Group::gateway) != groups.end();
}

publish::Outcome DeleteBy(publish::PushgatewayGroup& way, milliseconds timeout,
                          const std::stop_token& stop) {
  try {
    return way.Delete(timeout, stop);
  } catch (const std::exception& error) {
    return {.reason = publish::Reason::kConnect, .detail = error.what()};
  }
}

// The former credentials may open this group alone, or may have been replaced since: so each way
// has its turn, and `timeout` to itself.
publish::Outcome Delete(const FormerGroup& former, milliseconds timeout,
                        const std::stop_token& stop) {
  publish::Outcome outcome = DeleteBy(*former.by_former_settings, timeout, stop);
  const bool is_over = outcome.ok() || outcome.reason == publish::Reason::kCancelled;
  if (is_over || !former.by_new_settings) return outcome;
  return DeleteBy(*former.by_new_settings, timeout, stop);
}

int CountWays(const FormerGroup& former) { return former.by_new_settings ? 2 : 1; }

std::shared_ptr<publish::PushgatewayGroup> ReachedBy(const Group& group,
                                                     config::PushgatewayConfig gateway) {
  gateway.job = group.job;
  return MakeGroup(gateway, group.site, base::SystemClock());
}

// The last try before the agent ends, over at `deadline`.
void DeleteBefore(base::SteadyTime deadline, const FormerGroup& former) {
  const auto left = std::chrono::floor<milliseconds>(deadline - base::SystemClock().SteadyNow());
  const milliseconds share = std::max(left / CountWays(former), milliseconds(1));
  const publish::Outcome outcome = Delete(former, share, std::stop_token());
  if (outcome.ok()) {
    LogDeleted(former.group);
  } else {
    LogNotDeleted(former.group, outcome.detail);
  }
}

FormerGroup MakeFormerGroup(AbandonedGroup left, base::SteadyTime give_up_at) {
  FormerGroup former{.backoff = publish::Backoff(base::Seed())};
  former.deletes_on_shutdown = left.before->on_shutdown == config::OnShutdown::kDelete;
  former.waits_for_successor = left.now != nullptr;
  former.by_former_settings = ReachedBy(left.group, *left.before);
  if (left.now != nullptr) former.by_new_settings = ReachedBy(left.group, *left.now);
  former.give_up_at = give_up_at;
  former.group = std::move(left.group);
  return former;
}

}  // namespace

GroupChange FormerGroups::Prepare(const std::vector<Destination>& before,
                                  const std::vector<Destination>& next) {
  GroupChange change;
  change.current = GroupsOf(next);
  const std::vector<Group> former_groups = GroupsOf(before);
  for (const Group& group : change.current) {
    if (!Contains(former_groups, group)) change.added.push_back(group);
  }
  const base::SteadyTime give_up_at = base::SystemClock().SteadyNow() + limits_.patience;
  for (AbandonedGroup& left : FindAbandonedGroups(before, next)) {
    if (left.now != nullptr || left.before->on_shutdown == config::OnShutdown::kDelete) {
      change.to_delete.push_back(MakeFormerGroup(std::move(left), give_up_at));
    } else {
      change.to_keep.push_back(std::move(left.group));
    }
  }
  {
    const std::lock_guard lock(mutex_);
    for (const FormerGroup& former : groups_) {
      const config::PushgatewayConfig* const now = SettingsAt(next, former.group.gateway);
      if (now == nullptr) continue;
      change.new_settings.emplace_back(former.group, ReachedBy(former.group, *now));
    }
  }
  if (!change.to_delete.empty() && !thread_.joinable()) {
    thread_ = std::jthread([this](const std::stop_token& stop) { Run(stop); });
  }
  return change;
}

void FormerGroups::Commit(GroupChange change, std::shared_ptr<status::Latest> latest) noexcept {
  std::unique_lock lock(mutex_);
  is_paused_ = true;
  cancel_->request_stop();
  changed_.wait(lock, [this] { return !is_busy_; });
  std::vector<Group> unreached = UnreachedAfter(change);
  groups_.remove_if([&](FormerGroup& former) {
    if (Contains(change.current, former.group)) return true;
    for (auto& [group, way] : change.new_settings) {
      if (group == former.group) former.by_new_settings = std::move(way);
    }
    const bool has_successor = HasGateway(change.current, former.group.gateway);
    if (!former.waits_for_successor || has_successor) return false;
    // Nothing takes its place any more.
    former.waits_for_successor = false;
    if (!former.deletes_on_shutdown) LogKept(former.group, change.current);
    return !former.deletes_on_shutdown;
  });
  TakeIn(std::move(change.to_delete));
  for (const Group& group : change.to_keep) {
    if (!Contains(unreached_, group)) LogKept(group, change.current);
  }
  current_ = std::move(change.current);
  unreached_ = std::move(unreached);
  latest_ = std::move(latest);
  is_paused_ = false;
  is_news_ = true;
  lock.unlock();
  changed_.notify_all();
}

// A group that was left and comes back before it was deleted is still ours.
std::vector<Group> FormerGroups::UnreachedAfter(const GroupChange& change) const {
  std::vector<Group> unreached;
  for (const Group& group : change.current) {
    const bool begins = Contains(change.added, group) &&
                        std::ranges::find(groups_, group, &FormerGroup::group) == groups_.end();
    if (begins || Contains(unreached_, group)) unreached.push_back(group);
  }
  return unreached;
}

void FormerGroups::TakeIn(std::list<FormerGroup> to_delete) {
  to_delete.remove_if([this](const FormerGroup& former) {
    if (!Contains(unreached_, former.group)) return false;
    LogNotOurs(former.group);
    return true;
  });
  groups_.splice(groups_.end(), to_delete);
}

bool FormerGroups::MayHoldOurPush(const Group& group) const {
  const std::lock_guard lock(mutex_);
  return !Contains(unreached_, group);
}

void FormerGroups::MayHaveReached(const Group& group) {
  const std::lock_guard lock(mutex_);
  std::erase(unreached_, group);
}

void FormerGroups::Accepted(const Group& group) {
  const std::lock_guard lock(mutex_);
  std::erase(unreached_, group);
  const base::SteadyTime now = base::SystemClock().SteadyNow();
  groups_.remove_if([&](FormerGroup& former) {
    if (!former.waits_for_successor || former.group.gateway != group.gateway) return false;
    if (now > former.give_up_at) {
      LogNotDeleted(former.group,
                    "its gateway has accepted nothing for so long that another "
                    "machine may have taken the name");
      return true;
    }
    former.waits_for_successor = false;
    is_news_ = true;
    return false;
  });
  if (is_news_) changed_.notify_all();
}

void FormerGroups::Run(const std::stop_token& stop) noexcept {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    is_news_ = false;
    const Entry due = is_paused_ ? groups_.end() : NextDue();
    const auto has_news = [this] { return is_news_; };
    if (due == groups_.end()) {
      changed_.wait(lock, stop, has_news);
    } else if (due->next_try > base::SystemClock().SteadyNow()) {
      const base::SteadyTime next_try = due->next_try;
      changed_.wait_until(lock, stop, next_try, has_news);
    } else {
      Try(due, lock, stop);
    }
  }
  std::list<FormerGroup> left;
  left.swap(groups_);
  lock.unlock();
  DeleteBeforeTheEnd(left);
}

FormerGroups::Entry FormerGroups::NextDue() {
  Entry next = groups_.end();
  for (Entry at = groups_.begin(); at != groups_.end(); ++at) {
    if (at->waits_for_successor) continue;
    if (next == groups_.end() || at->next_try < next->next_try) next = at;
  }
  return next;
}

// Without the lock while it waits for the gateway; the entry stays where it is, because Commit()
// waits for the end of the try.
void FormerGroups::Try(Entry entry, std::unique_lock<std::mutex>& lock,
                       const std::stop_token& stop) {
  cancel_.emplace();
  is_busy_ = true;
  lock.unlock();
  publish::Outcome outcome;
  {
    const std::stop_callback stop_too(stop, [this] { cancel_->request_stop(); });
    outcome = Delete(*entry, kDeletionTimeout, cancel_->get_token());
  }
  lock.lock();
  is_busy_ = false;
  changed_.notify_all();
  if (outcome.reason == publish::Reason::kCancelled) return;
  if (outcome.ok()) {
    LogDeleted(entry->group);
    PushAgain(entry->group);
    groups_.erase(entry);
    return;
  }
  const auto delay = publish::RetryDelay(outcome, entry->backoff);
  if (!delay || ++entry->tries >= limits_.tries) {
    LogNotDeleted(entry->group, outcome.detail);
    groups_.erase(entry);
    return;
  }
  entry->next_try = base::SystemClock().SteadyNow() + *delay;
}

// A gateway under a new URL may be the same one: what has been deleted is then what is pushed now,
// and has to be there again before anybody misses it.
void FormerGroups::PushAgain(const Group& deleted) noexcept {
  if (ContainsJobAndSite(current_, deleted) && latest_) latest_->Repeat();
}

// All at once, so that a silent Pushgateway takes no time from the others.
void FormerGroups::DeleteBeforeTheEnd(const std::list<FormerGroup>& groups) {
  const base::SteadyTime deadline = base::SystemClock().SteadyNow() + kDeletionTimeout;
  std::vector<std::jthread> deletions;
  for (const FormerGroup& former : groups) {
    if (former.waits_for_successor && !former.deletes_on_shutdown) {
      LogNotDeleted(former.group, "the agent ends, and no push to its successor was accepted");
      continue;
    }
    try {
      deletions.emplace_back([&former, deadline] { DeleteBefore(deadline, former); });
    } catch (const std::system_error&) {  // there is no thread left
      DeleteBefore(deadline, former);
    }
  }
}

}  // namespace agent::app
