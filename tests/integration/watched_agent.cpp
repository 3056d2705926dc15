#include "integration/watched_agent.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <mutex>
#include <sstream>
#include <utility>

#include "support/eventually.hpp"
#include "support/like_pushgateway.hpp"
#include "support/scripted_server.hpp"

namespace agent::test {

struct WatchedAgent::Gateway {
  std::mutex mutex;
  std::string body;
  ScriptedServer server{LikeAPushgateway([this](const ReceivedRequest& request) {
    const std::lock_guard lock(mutex);
    body = request.body;
    return Reply(202);
  })};
};

WatchedAgent::WatchedAgent(std::string name, const std::string& database, std::optional<uid_t> user,
                           const std::string& collect)
    : name_(std::move(name)), gateway_(std::make_shared<Gateway>()) {
  std::filesystem::permissions(dir_.path(), std::filesystem::perms(0755));
  const std::string config = WriteConfig(
      dir_, {.database = database,
             .pushgateways = {"{url: '" + gateway_->server.url() + "', compression: none}"},
             .collect = collect});
  daemon_ = std::make_unique<Daemon>(RunWith(config), ProcessOptions{.user = user});
}

Samples WatchedAgent::Served() const {
  Samples served;
  EXPECT_TRUE(Eventually([&] { return !(served = daemon_->Served()).empty(); })) << name_;
  return served;
}

Samples WatchedAgent::Pushed() const {
  const std::lock_guard lock(gateway_->mutex);
  return ParseSamples(gateway_->body);
}

std::map<std::string, double> WatchedAgent::Failures() const {
  std::map<std::string, double> failures;
  for (const auto& [series, value] : Served()) {
    if (series.name == "odin_agent_collect_failures_total" && value > 0) {
      failures[series.labels.at("reason")] = value;
    }
  }
  return failures;
}

std::map<std::string, double> WatchedAgent::NewFailures() const {
  std::map<std::string, double> failures = Failures();
  for (const auto& [reason, count] : settled_) failures[reason] -= count;
  std::erase_if(failures, [](const auto& failure) { return failure.second == 0; });
  return failures;
}

double WatchedAgent::NewFailureCount() const {
  double count = 0;
  for (const auto& [_, failures] : NewFailures()) count += failures;
  return count;
}

void WatchedAgent::Settle() { settled_ = Failures(); }

std::vector<std::string> WatchedAgent::AwaitNews() {
  std::vector<std::string> news;
  EXPECT_TRUE(Eventually([&] {
    news = News();
    return !news.empty();
  })) << name_;
  return news;
}

std::vector<std::string> WatchedAgent::News() {
  const std::string log = daemon_->process().Errors();
  const std::size_t end = log.rfind('\n') + 1;
  std::istringstream unread(log.substr(read_, end - read_));
  read_ = end;
  std::vector<std::string> news;
  for (std::string line; std::getline(unread, line);) {
    if (line.find("msg=\"collection ") != std::string::npos ||
        line.find("msg=\"the source ") != std::string::npos) {
      news.push_back(line);
    }
  }
  return news;
}

}  // namespace agent::test
