#include "agent/diagnose/permission_errors.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "support/needs.hpp"
#include "support/process.hpp"
#include "support/temp_dir.hpp"

namespace agent::diagnose {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr gid_t kFarmGroup = 4713;

class PermissionErrorsTest : public testing::Test {
 protected:
  void SetUp() override {
    test::NeedRoot();
    test::NeedAcl();
    ::chmod(dir_.path().c_str(), 0755);
    fs::create_directories(dir_.path() / "home" / "odin-data");
    database_ = dir_.Write("home/odin-data/odin.db", "content");
    Chmod("home", 0755);
    Chmod("home/odin-data", 0755);
    Chmod("home/odin-data/odin.db", 0644);
  }

  std::string At(const std::string& name) const { return dir_.path() / name; }
  void Chmod(const std::string& name, mode_t mode) const {
    ASSERT_EQ(::chmod(At(name).c_str(), mode), 0) << name;
  }
  void GiveToGroup(const std::string& name, gid_t group) const {
    ASSERT_EQ(::chown(At(name).c_str(), 0, group), 0) << name;
  }

  std::vector<PermissionError> Find(const std::string& database) const {
    return FindPermissionErrors(FilesOfDatabase(database), user_);
  }
  // Their paths below the test's folder.
  std::vector<std::string> Denied(const std::string& database) const {
    std::vector<std::string> paths;
    for (const PermissionError& error : Find(database)) {
      paths.push_back(fs::relative(error.path, dir_.path()));
    }
    return paths;
  }
  std::string Remedy() const { return DatabaseRemedy(database_, Find(database_), user_); }

  // Runs commands that the test itself has spelt out, below its own folder: never what the code
  // under test has made.
  static void RunKnown(const std::string& commands) {
    const test::Finished finished = test::Run({"sh", "-c", commands});
    ASSERT_EQ(finished.status, 0) << finished.errors;
  }

  test::TempDir dir_;
  std::string database_;
  base::User user_{.name = "4712", .uid = 4712, .gid = 4712, .groups = {4712}};
};

TEST_F(PermissionErrorsTest, AreNoneWhenAllIsReadable) { EXPECT_THAT(Find(database_), IsEmpty()); }

TEST_F(PermissionErrorsTest, AreFoundBehindTheFirstClosedFolderToo) {
  dir_.Write("home/odin-data/odin.db-wal", "content");
  dir_.Write("home/odin-data/odin.db-shm", "content");
  Chmod("home", 0711);  // enough
  Chmod("home/odin-data", 0700);
  Chmod("home/odin-data/odin.db", 0640);
  Chmod("home/odin-data/odin.db-wal", 0600);
  Chmod("home/odin-data/odin.db-shm", 0644);
  EXPECT_THAT(Denied(database_), ElementsAre("home/odin-data", "home/odin-data/odin.db",
                                             "home/odin-data/odin.db-wal"));
  EXPECT_EQ(DescribePermissionErrors(Find(database_)),
            "may not enter " + At("home/odin-data") + " (drwx------ root root), may not read " +
                database_ + " (-rw-r----- root root), may not read " + database_ +
                "-wal (-rw------- root root)");
}

TEST_F(PermissionErrorsTest, AreFoundOnBothSidesOfASymbolicLink) {
  fs::create_directories(dir_.path() / "links");
  fs::create_symlink(dir_.path() / "home", dir_.path() / "links" / "pi");
  fs::create_symlink(database_, dir_.path() / "odin.db");
  Chmod("links", 0700);
  Chmod("home/odin-data", 0700);
  dir_.Write("home/odin-data/odin.db-wal", "content");
  Chmod("home/odin-data/odin.db-wal", 0600);
  EXPECT_THAT(Denied(At("links/pi/odin-data/odin.db")),
              ElementsAre("links", "home/odin-data", "home/odin-data/odin.db-wal"));
  EXPECT_THAT(Denied(At("odin.db")), ElementsAre("home/odin-data", "home/odin-data/odin.db-wal"));
}

TEST_F(PermissionErrorsTest, AreNoneForAMemberOfTheGroup) {
  Chmod("home/odin-data", 0750);
  GiveToGroup("home/odin-data", kFarmGroup);
  EXPECT_THAT(Denied(database_), ElementsAre("home/odin-data"));
  user_.groups.push_back(kFarmGroup);
  EXPECT_THAT(Denied(database_), IsEmpty());
}

TEST_F(PermissionErrorsTest, AreOfWhatIsThereOnly) {
  EXPECT_THAT(Denied(At("home/nothing/odin.db")), IsEmpty());
}

TEST_F(PermissionErrorsTest, GoAwayWithTheRemedyAndNobodyElseGainsAnything) {
  dir_.Write("home/odin-data/odin.db-wal", "content");
  dir_.Write("home/odin-data/other", "content");
  Chmod("home", 0700);
  Chmod("home/odin-data", 0700);
  Chmod("home/odin-data/odin.db", 0600);
  Chmod("home/odin-data/odin.db-wal", 0600);
  Chmod("home/odin-data/other", 0600);
  const std::string remedy = Remedy();
  const std::string commands = "setfacl -m u:4712:x " + At("home") +
                               " && setfacl -m u:4712:rx,d:u:4712:r,m::rx " + At("home/odin-data") +
                               " && setfacl -m u:4712:r " + database_ + " " + database_ + "-wal";
  ASSERT_EQ(remedy, "sudo sh -c '" + commands + "'");
  ASSERT_NO_FATAL_FAILURE(RunKnown(commands));
  EXPECT_THAT(Denied(database_), IsEmpty());
  EXPECT_THAT(FindPermissionErrors({At("home/odin-data/other")}, user_).size(), 1u);
  user_ = {.name = "4799", .uid = 4799, .gid = 4799, .groups = {4799}};
  EXPECT_EQ(Denied(database_).size(), 4u);
}

TEST_F(PermissionErrorsTest, AreMendedByAGroupWhereThatIsEnough) {
  Chmod("home/odin-data", 0750);
  GiveToGroup("home/odin-data", 100);
  EXPECT_EQ(Remedy(), "sudo usermod -aG " + base::GroupName(100) + " 4712");
  user_.name = "odin-agent";
  EXPECT_EQ(Remedy(), "sudo sh -c 'usermod -aG " + base::GroupName(100) +
                          " odin-agent && systemctl try-restart odin-agent'");
  Chmod("home/odin-data/odin.db", 0600);  // of another group
  EXPECT_EQ(Remedy().substr(0, 19), "sudo sh -c 'setfacl");
}

TEST_F(PermissionErrorsTest, AreNotMendedByAPowerfulGroupOrOneWithoutAName) {
  Chmod("home/odin-data", 0750);
  for (const gid_t group : {gid_t{0}, gid_t{4} /* adm */, kFarmGroup}) {
    GiveToGroup("home/odin-data", group);
    EXPECT_EQ(Remedy().substr(0, 12), "sudo setfacl") << group;
  }
}

TEST_F(PermissionErrorsTest, OfOurOwnFilesAreMendedByOurGroup) {
  const std::string config = dir_.Write("config.yaml", "site: x");
  const std::string secret = dir_.Write("secret", "x");
  const std::string key = dir_.Write("key.pem", "x");
  for (const char* name : {"config.yaml", "secret", "key.pem"}) Chmod(name, 0640);
  GiveToGroup("key.pem", kFarmGroup);
  const std::vector<std::string> files{config, secret, key};
  const std::string remedy = FileRemedy(FindPermissionErrors(files, user_), user_);
  const std::string commands = "chgrp 4712 " + config + " " + secret + " && chmod g+r " + config +
                               " " + secret + " && setfacl -m u:4712:r " + key;
  ASSERT_EQ(remedy, "sudo sh -c '" + commands + "'");
  ASSERT_NO_FATAL_FAILURE(RunKnown(commands));
  EXPECT_THAT(FindPermissionErrors(files, user_), IsEmpty());
}

// A group such as "nogroup" has others in it.
TEST_F(PermissionErrorsTest, OfOurOwnFilesAreNotMendedByAGroupThatUsersShare) {
  const std::string secret = dir_.Write("secret", "x");
  Chmod("secret", 0600);
  user_.gid = 100;
  const std::string command = "setfacl -m u:4712:r " + secret;
  ASSERT_EQ(FileRemedy(FindPermissionErrors({secret}, user_), user_), "sudo " + command);
  ASSERT_NO_FATAL_FAILURE(RunKnown(command));
  EXPECT_THAT(FindPermissionErrors({secret}, user_), IsEmpty());
}

TEST_F(PermissionErrorsTest, NameAFileByItsWholePath) {
  const std::string secret = dir_.Write("secret", "x");
  Chmod("secret", 0600);
  const std::filesystem::path relative = std::filesystem::relative(secret);
  const std::vector<PermissionError> errors = FindPermissionErrors({relative}, user_);
  ASSERT_EQ(errors.size(), 1u);
  EXPECT_EQ(std::filesystem::path(errors.front().path).lexically_normal(), secret);
  EXPECT_TRUE(std::filesystem::path(errors.front().path).is_absolute());
}

}  // namespace
}  // namespace agent::diagnose
