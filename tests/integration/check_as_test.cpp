// `odin-agent check --as USER`: what root can find out about the service's user.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>

#include "agent/base/user.hpp"
#include "integration/agent.hpp"
#include "support/forked.hpp"
#include "support/needs.hpp"
#include "support/sample_farm.hpp"

namespace agent::test {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

// A user that every system has, and the one that O.D.I.N.'s container runs as.
constexpr const char* kUser = "nobody";
constexpr uid_t kContainer = 4713;

// What O.D.I.N. does for as long as it runs: its first write makes -wal and -shm anew.
void WriteUntilEnd(const std::string& path, const Forked::Parent& parent) {
  sqlite3* raw = nullptr;
  const bool opened = ::sqlite3_open(path.c_str(), &raw) == SQLITE_OK;
  const std::unique_ptr<sqlite3, int (*)(sqlite3*)> database(raw, ::sqlite3_close);
  if (!opened || ::sqlite3_exec(raw, "UPDATE printers SET bed_temp = 61 WHERE id = 1", nullptr,
                                nullptr, nullptr) != SQLITE_OK) {
    throw std::runtime_error(::sqlite3_errmsg(raw));
  }
  parent.TellReady();
  parent.WaitForEnd();
}

class CheckAs : public testing::Test {
 protected:
  void SetUp() override {
    NeedRoot();
    NeedAcl();
    ::chmod(dir_.path().c_str(), 0755);
    farm_.StopWriter();
    config_.database = farm_.path();
  }

  // As docker-compose leaves it: all of it the container's alone.
  void GiveToContainer() const {
    for (const fs::path& path : {farm_.folder(), fs::path(farm_.path())}) {
      ASSERT_EQ(::chown(path.c_str(), kContainer, kContainer), 0);
      ASSERT_EQ(::chmod(path.c_str(), fs::is_directory(path) ? 0700 : 0600), 0);
    }
  }

  Finished RunCheck(const std::string& user = kUser) const {
    const std::string path = WriteConfig(dir_, config_);
    ::chmod(path.c_str(), 0644);
    // A process that has given up root cannot be looked into, so leaks are not looked for.
    return RunAgent({"check", "--as", user, "--config", path},
                    {.environment = {{"ASAN_OPTIONS", "detect_leaks=0"}}, .input = ""});
  }

  // Holds the command that a check has printed against the one expected, and runs only the latter.
  static void Obey(const std::string& output, const std::string& commands) {
    ASSERT_THAT(output, HasSubstr(". Run: sudo sh -c '" + commands + "'\n"));
    const Finished finished = test::Run({"sh", "-c", commands});
    ASSERT_EQ(finished.status, 0) << commands << '\n' << finished.errors;
  }

  TempDir dir_;
  SampleFarm farm_;
  ConfigText config_{.more = "log: {level: error}\n"};
};

TEST_F(CheckAs, AllIsWellWhereTheUserMayReadEverything) {
  ::chmod(farm_.folder().c_str(), 0755);
  ::chmod(farm_.path().c_str(), 0644);
  const Finished check = RunCheck();
  EXPECT_EQ(check.status, 0) << check.output << check.errors;
  // The sample's readings lie a day ahead, so that they stay fresh.
  EXPECT_THAT(check.output,
              HasSubstr("✓ permissions: user nobody may read the configuration and every file it "
                        "names\n✓ source: " +
                        farm_.path() +
                        ": 20 printers, 15 online (newest reading 23 h in the "
                        "future, "));
}

TEST_F(CheckAs, TheCommandItPrintsOpensAContainersDatabaseAlsoAfterItsNextStart) {
  GiveToContainer();
  const Finished before = RunCheck();
  EXPECT_EQ(before.status, 1);
  EXPECT_THAT(before.output, HasSubstr("✗ source: user nobody may not enter " +
                                       farm_.folder().string() + " (drwx------ 4713 4713)"));
  ASSERT_NO_FATAL_FAILURE(Obey(before.output, "setfacl -m u:nobody:rx,d:u:nobody:r,m::rx " +
                                                  farm_.folder().string() +
                                                  " && setfacl -m u:nobody:r " + farm_.path()));
  const Finished after = RunCheck();
  EXPECT_EQ(after.status, 0) << after.output << after.errors;

  const std::string path = farm_.path();
  Forked container([&path](const Forked::Parent& parent) {
    if (::setgid(kContainer) != 0 || ::setuid(kContainer) != 0) throw std::runtime_error("setuid");
    WriteUntilEnd(path, parent);
  });
  ASSERT_TRUE(fs::exists(path + "-wal") && fs::exists(path + "-shm"));
  const Finished living = RunCheck();
  EXPECT_EQ(living.status, 0) << living.output << living.errors;
}

TEST_F(CheckAs, TheCommandItPrintsOpensASecret) {
  ::chmod(farm_.folder().c_str(), 0755);
  const std::string secret = dir_.Write("push.password", "hunter2\n");
  ::chmod(secret.c_str(), 0600);
  config_.pushgateways = {"{url: 'http://127.0.0.1:1', basic_auth: {username: a, password_file: '" +
                          secret + "'}}"};
  const Finished before = RunCheck();
  // Others may be in the group of nobody, so that it is not given the secret.
  const std::string command = "setfacl -m u:nobody:r " + secret;
  EXPECT_THAT(before.output, HasSubstr("✗ permissions: user nobody may not read " + secret +
                                       " (-rw------- root root). Run: sudo " + command + "\n"));
  EXPECT_THAT(before.output, HasSubstr("✗ pushgateway: " + secret + ": Permission denied"));
  const Finished granted = test::Run({"sh", "-c", command});
  ASSERT_EQ(granted.status, 0) << granted.errors;
  const Finished after = RunCheck();
  EXPECT_THAT(after.output, AllOf(HasSubstr("✓ permissions"), Not(HasSubstr("Permission denied"))));
}

TEST_F(CheckAs, ADatabaseThatIsNotThereIsNoMatterOfPermissions) {
  GiveToContainer();
  config_.database = farm_.folder() / "odni.db";
  const Finished check = RunCheck();
  EXPECT_EQ(check.status, 1);
  EXPECT_THAT(check.output,
              HasSubstr("✗ source: " + config_.database + ": there is no such file. Did you mean " +
                        farm_.path() + "?"));
}

TEST_F(CheckAs, AnUnknownUserIsAnError) {
  const Finished check = RunCheck("nobody-of-that-name");
  EXPECT_EQ(check.status, 2);
  EXPECT_EQ(check.errors, "odin-agent: check --as: there is no user nobody-of-that-name\n");
  EXPECT_EQ(check.output, "");
}

TEST(CheckAsWithoutRoot, IsAnError) {
  const std::vector<std::string> command{"check", "--as", kUser, "--config", "/dev/null"};
  const std::string expected = "odin-agent: check --as needs root: run it with sudo\n";
  if (::geteuid() != 0) {
    EXPECT_EQ(RunAgent(command).errors, expected);
    EXPECT_EQ(RunAgent(command).status, 2);
    return;
  }
  // The program itself may lie where a stranger cannot reach it, so it goes by a descriptor.
  // A copy, since the program may lie where a stranger cannot reach it.
  const TempDir dir;
  ::chmod(dir.path().c_str(), 0755);
  const std::string copy_and_run = "program=$1 && shift && cp \"$program\" '" +
                                   dir.path().string() + "/odin-agent' && " +
                                   "exec setpriv --reuid=4712 --regid=4712 --clear-groups '" +
                                   dir.path().string() + "/odin-agent' \"$@\"";
  const Finished check =
      RunAgent(command, {.environment = {{"ASAN_OPTIONS", "detect_leaks=0"}}, .input = ""},
               {"sh", "-c", copy_and_run, "sh"});
  EXPECT_EQ(check.errors, expected);
  EXPECT_EQ(check.status, 2);
}

}  // namespace
}  // namespace agent::test
