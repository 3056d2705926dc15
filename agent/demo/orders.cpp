#include "agent/demo/orders.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>
#include <utility>

namespace agent::demo {
namespace {

constexpr double kMinute = 60;
constexpr double kHour = 3600;
constexpr std::size_t kEndedJobsKept = 200;
constexpr std::size_t kShippedOrdersKept = 30;
constexpr std::size_t kReadAlertsKept = 30;

constexpr std::array<const char*, 8> kItems{"Phone Stand",  "Cable Clip",   "Planter",
                                            "Lamp Shade",   "Gear Housing", "Coaster Set",
                                            "Wall Bracket", "Dice Tower"};

bool HasEnded(const Farm::Job& job) {
  return job.status == "completed" || job.status == "failed" || job.status == "cancelled";
}

// Customers see to it that there is always about one job waiting for each printer.
void PlaceOrders(Farm& farm) {
  auto waiting = std::ranges::count(farm.jobs, "pending", &Farm::Job::status);
  while (waiting < std::ssize(farm.printers)) {
    const std::int64_t order = ++farm.last_id;
    farm.orders.push_back({order, "pending", farm.seconds, 0});
    const bool cancelled = Uniform(farm, 0, 1) < 0.04;
    if (cancelled) farm.orders.back().status = "cancelled";
    for (auto left = 1 + farm.random() % 4; left > 0; --left) {
      AddJob(farm, order);
      if (!cancelled) ++waiting;
      if (cancelled) farm.jobs.back().status = "cancelled";
    }
  }
}

void FollowOrders(Farm& farm) {
  for (Farm::Order& order : farm.orders) {
    if (order.status == "fulfilled" && farm.seconds - order.fulfilled_at > 2 * kHour) {
      order.status = "shipped";
    }
    if (order.status != "pending" && order.status != "in_progress" && order.status != "partial") {
      continue;
    }
    const auto count = [&](auto matches) {
      return std::ranges::count_if(farm.jobs, [&](const Farm::Job& job) {
        return job.order == order.id && job.status != "failed" && matches(job);
      });
    };
    const auto open = count([](const auto& job) { return !HasEnded(job); });
    const auto done = count([](const auto& job) { return job.status == "completed"; });
    const auto begun = count([](const auto& job) { return job.status != "pending"; });
    if (open == 0) {
      order.status = "fulfilled";
      order.fulfilled_at = farm.seconds;
    } else if (done > 0) {
      order.status = "partial";
    } else if (begun > 0) {
      order.status = "in_progress";
    }
  }
}

template <typename Items, typename Predicate>
void KeepLast(Items& items, std::size_t keep, Predicate is_over) {
  auto excess = std::ranges::count_if(items, is_over) - static_cast<std::ptrdiff_t>(keep);
  std::erase_if(items, [&](const auto& item) { return is_over(item) && excess-- > 0; });
}

void ForgetOldThings(Farm& farm) {
  KeepLast(farm.orders, kShippedOrdersKept, [](const Farm::Order& order) {
    return order.status == "shipped" || order.status == "cancelled";
  });
  KeepLast(farm.jobs, kEndedJobsKept, HasEnded);
  KeepLast(farm.alerts, kReadAlertsKept,
           [&](const Farm::Alert& alert) { return alert.read_at <= farm.seconds; });
}

}  // namespace

void RaiseAlert(Farm& farm, std::string type, std::string severity, std::string title,
                std::int64_t printer) {
  farm.alerts.push_back({++farm.last_id, std::move(type), std::move(severity), std::move(title),
                         printer, farm.seconds,
                         farm.seconds + Uniform(farm, 5 * kMinute, 2 * kHour)});
}

void AddJob(Farm& farm, std::int64_t order) {
  Farm::Job job;
  job.id = ++farm.last_id;
  job.order = order;
  job.item = kItems[farm.random() % kItems.size()];
  job.duration_seconds = Uniform(farm, 25 * kMinute, 4 * kHour);
  farm.jobs.push_back(std::move(job));
}

void AdvanceOrders(Farm& farm) {
  FollowOrders(farm);
  ForgetOldThings(farm);
  PlaceOrders(farm);
}

}  // namespace agent::demo
