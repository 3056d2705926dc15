#include "integration/source_fixture.hpp"

#include <gmock/gmock.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmath>
#include <fstream>

#include "support/eventually.hpp"
#include "support/folder_snapshot.hpp"
#include "support/http.hpp"

namespace agent::test {
namespace {

namespace fs = std::filesystem;
using std::chrono::seconds;
using testing::AllOf;
using testing::ElementsAre;
using testing::Ge;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::StartsWith;

constexpr uid_t kOdinUser = 4711;
constexpr uid_t kStranger = 4712;
// On a busy machine a reading of a few milliseconds may take 100.
constexpr const char* kCollect = "{interval: 300ms, timeout: 300ms, keep_last_for: 900ms}";

double Collects(const WatchedAgent& agent) {
  return Value(agent.Served(), "odin_agent_collects_total");
}

// Waits until each agent has done `count` collections that began after the call.
void AwaitCollects(const std::vector<WatchedAgent*>& agents, int count) {
  std::vector<double> before;
  for (const WatchedAgent* agent : agents) before.push_back(Collects(*agent));
  for (std::size_t i = 0; i < agents.size(); ++i) {
    ASSERT_TRUE(Eventually([&] { return Collects(*agents[i]) > before[i] + count; }));
  }
}

double PrintCount(const Samples& samples) {
  const auto found = samples.find(
      {"odin_printer_print_count_total", {{"printer", "Apollo"}, {"printer_id", "1"}}});
  return found == samples.end() ? NAN : found->second;
}

bool IsUp(const Samples& samples) { return Value(samples, "odin_agent_source_up") == 1; }
bool IsDown(const Samples& samples) { return Value(samples, "odin_agent_source_up") == 0; }

}  // namespace

// ---- O.D.I.N.

SourceFixture::SourceFixture() {
  fs::permissions(dir_.path(), fs::perms(0755));
  fs::create_directory(folder_);
  fs::permissions(folder_, fs::perms(0755));
  if (::geteuid() != 0) return;
  odin_user_ = kOdinUser;
  EXPECT_EQ(::chown(folder_.c_str(), kOdinUser, kOdinUser), 0);
}

std::unique_ptr<Process> SourceFixture::StartWriter(const std::string& database,
                                                    const std::string& role,
                                                    const std::string& sql) const {
  return std::make_unique<Process>(
      std::vector<std::string>{ODIN_AGENT_TEST_WRITER, database, role, sql},
      ProcessOptions{.user = odin_user_});
}

void SourceFixture::StartOdin(const std::string& migration) {
  odin_ = StartWriter(database_, "write", migration);
  ASSERT_TRUE(odin_->WaitForText("ready", seconds(60))) << odin_->Errors();
}

void SourceFixture::StopOdin() {
  // Where an agent was just reading, the last to close the database was not O.D.I.N., and its -wal
  // stays until the next time.
  ASSERT_TRUE(Eventually([&] {
    if (!odin_) StartOdin();
    odin_->Signal(SIGTERM);
    EXPECT_EQ(odin_->Wait(seconds(60)), 0) << odin_->Errors();
    odin_.reset();
    return !fs::exists(File("-wal")) && !fs::exists(File("-shm"));
  }));
}

void SourceFixture::KillOdin() {
  odin_->Signal(SIGKILL);
  ASSERT_EQ(odin_->Wait(seconds(60)), 128 + SIGKILL) << odin_->Errors();
  odin_.reset();
}

void SourceFixture::StartOther(const std::string& role, const std::string& database) {
  other_ = StartWriter(database, role, "");
  ASSERT_TRUE(other_->WaitForText("ready", seconds(60))) << other_->Errors();
}

void SourceFixture::EndOther() {
  other_->Signal(SIGTERM);
  EXPECT_EQ(other_->Wait(seconds(60)), 0) << other_->Errors();
  other_.reset();
}

void SourceFixture::Execute(const std::string& sql, const std::string& database) {
  const std::unique_ptr<Process> other = StartWriter(database, "exec", sql);
  ASSERT_EQ(other->Wait(seconds(300)), 0) << other->Errors();
}

std::string SourceFixture::CopyAs(const std::string& suffix) const {
  const fs::path copy = File(suffix);
  fs::copy_file(database_, copy);
  if (odin_user_) {
    EXPECT_EQ(::chown(copy.c_str(), *odin_user_, *odin_user_), 0);
  }
  return copy;
}

void SourceFixture::Restore(const fs::path& copy) {
  fs::remove(File("-wal"));
  fs::remove(File("-shm"));
  fs::rename(copy, database_);
}

std::string SourceFixture::MakeBackup() {
  // SQLite's own way to copy a database, which O.D.I.N.'s user may write only into its folder.
  const std::string backup = folder_ / "backup.db";
  Execute("VACUUM INTO '" + backup + "'");
  Execute(
      "PRAGMA journal_mode = WAL; INSERT INTO printers (id, name, is_active) VALUES "
      "(4, 'Daedalus', 1)",
      backup);
  const std::string beside = dir_.path() / "backup.db";
  fs::rename(backup, beside);
  return beside;
}

void SourceFixture::Overwrite(const std::string& content) {
  std::fstream file(database_, std::ios::binary | std::ios::in | std::ios::out);
  if (!file.is_open()) file.open(database_, std::ios::binary | std::ios::out);
  file << content;
  file.close();
  ASSERT_TRUE(file);
  fs::resize_file(database_, content.size());
}

// ---- the agents

void SourceFixture::StartAgents(const std::string& collect) {
  const std::string how = collect.empty() ? kCollect : collect;
  const auto start = [&](const std::string& name, std::optional<uid_t> user) {
    agents_.push_back(std::make_unique<WatchedAgent>(name, database_, user, how));
  };
  if (odin_user_) {
    start("root", uid_t{0});
    start("owner", kOdinUser);
    start("stranger", kStranger);
  } else {
    start("owner", std::nullopt);
  }
  for (const auto& agent : agents_) {
    ExpectFresh(*agent, 3);
    EXPECT_THAT(agent->AwaitNews(), ElementsAre(HasSubstr("msg=\"collection works\"")));
  }
}

void SourceFixture::ExpectFresh(const WatchedAgent& agent, double printers) {
  double count = NAN;
  EXPECT_TRUE(Eventually([&] {
    const Samples now = agent.Served();
    count = PrintCount(now);
    return IsUp(now) && Value(now, "odin_printers_total") == printers && !std::isnan(count);
  })) << agent.name();
  const auto is_fresh = [&](const Samples& now) {
    return IsUp(now) && Value(now, "odin_printers_total") == printers && PrintCount(now) > count;
  };
  EXPECT_TRUE(Eventually([&] { return is_fresh(agent.Served()); })) << agent.name();
  EXPECT_TRUE(Eventually([&] { return is_fresh(agent.Pushed()); })) << agent.name();
}

void SourceFixture::ExpectFresh(double printers) {
  for (const auto& agent : agents_) ExpectFresh(*agent, printers);
}

void SourceFixture::ExpectFault(WatchedAgent& agent, const std::string& reason,
                                const std::string& words) {
  const auto is_gone = [](const Samples& samples) {
    return IsDown(samples) && FarmSamples(samples).empty();
  };
  failing_.insert(agent.name());
  EXPECT_TRUE(Eventually([&] { return agent.NewFailureCount() >= 2; })) << agent.name();
  EXPECT_TRUE(Eventually([&] { return is_gone(agent.Served()); })) << agent.name();
  EXPECT_TRUE(Eventually([&] { return is_gone(agent.Pushed()); })) << agent.name();
  EXPECT_TRUE(Eventually([&] { return Get(agent.port(), "/-/ready").status == 503; }));
  EXPECT_EQ(Get(agent.port(), "/-/healthy").status, 200);
  EXPECT_THAT(agent.NewFailures(), ElementsAre(Pair(reason, Ge(2)))) << agent.name();
  EXPECT_THAT(agent.AwaitNews(),
              ElementsAre(AllOf(HasSubstr("msg=\"collection fails\""),
                                HasSubstr(" reason=" + reason + " "), HasSubstr(words))))
      << agent.name();
}

void SourceFixture::ExpectFault(const std::string& reason, const std::string& words) {
  for (const auto& agent : agents_) ExpectFault(*agent, reason, words);
}

void SourceFixture::ExpectFaultOf(const std::string& name, const std::string& reason,
                                  const std::string& words) {
  std::vector<WatchedAgent*> others;
  for (WatchedAgent* agent : Agents()) {
    if (agent->name() == name) {
      ExpectFault(*agent, reason, words);
    } else {
      others.push_back(agent);
    }
  }
  ExpectUnimpressed(others);
}

void SourceFixture::ExpectRightAfter(const std::function<void()>& heal, double printers) {
  heal();
  std::map<std::string, double> failures;
  for (const auto& agent : agents_) failures[agent->name()] = agent->NewFailureCount();
  for (const auto& agent : agents_) {
    ExpectFresh(*agent, printers);
    // One may have begun before the end of the fault, one more had not been published yet.
    EXPECT_LE(agent->NewFailureCount(), failures[agent->name()] + 2) << agent->name();
    if (failing_.erase(agent->name()) > 0) {
      // While O.D.I.N. starts, what is to be done may be another thing for a moment.
      const std::vector<std::string> news = agent->AwaitNews();
      EXPECT_THAT(news.back(), HasSubstr("msg=\"collection works\"")) << agent->name();
    }
    EXPECT_TRUE(Eventually([&] { return Get(agent->port(), "/-/ready").status == 200; }));
    agent->Settle();
  }
  ExpectNothingNoticed();
}

std::vector<WatchedAgent*> SourceFixture::Agents() const {
  std::vector<WatchedAgent*> agents;
  for (const auto& agent : agents_) agents.push_back(agent.get());
  return agents;
}

void SourceFixture::ExpectUnimpressed(const std::vector<WatchedAgent*>& agents) {
  AwaitCollects(agents, 3);
  for (WatchedAgent* agent : agents) {
    EXPECT_TRUE(IsUp(agent->Served())) << agent->name();
    EXPECT_THAT(agent->NewFailures(), IsEmpty()) << agent->name();
    EXPECT_THAT(agent->News(), IsEmpty()) << agent->name();
  }
}

void SourceFixture::ExpectNothingNoticed() { ExpectUnimpressed(Agents()); }

void SourceFixture::ExpectFolderUntouched() {
  const auto before = SnapshotFolder(folder_);
  AwaitCollects(Agents(), 3);
  EXPECT_EQ(SnapshotFolder(folder_), before);
}

void SourceFixture::TearDown() {
  for (const auto& agent : agents_) {
    agent->process().Signal(SIGTERM);
    EXPECT_EQ(agent->process().Wait(seconds(30)), 0) << agent->name();
  }
  const uid_t owner = odin_user_.value_or(::geteuid());
  for (const auto& entry : fs::directory_iterator(folder_)) {
    EXPECT_THAT(entry.path().filename().string(), StartsWith("odin.db"));
    struct stat info {};
    EXPECT_EQ(::lstat(entry.path().c_str(), &info), 0);
    EXPECT_EQ(info.st_uid, owner) << entry.path();
    EXPECT_EQ(info.st_gid, odin_user_ ? owner : ::getegid()) << entry.path();
  }
  StopOdin();
  EXPECT_EQ(SnapshotFolder(folder_).size(), 2) << "the folder and odin.db";
}

}  // namespace agent::test
