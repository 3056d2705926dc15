#include "agent/collect/path_fault.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "support/forked.hpp"
#include "support/needs.hpp"
#include "support/temp_dir.hpp"

namespace agent::collect {
namespace {

namespace fs = std::filesystem;

constexpr uid_t kStranger = 4712;

std::string Describe(const std::optional<CollectError>& fault) {
  return fault ? std::string(NameOf(fault->reason)) + ": " + fault->detail : "none";
}

class PathFault : public ::testing::Test {
 protected:
  PathFault() { fs::permissions(dir_.path(), fs::perms(0755)); }

  std::string Find(const std::string& name) const {
    return Describe(FindPathFault(dir_.path() / name));
  }
  std::string FindAsStranger(const std::string& name) const {
    return test::RunAs(kStranger, [&] { return Find(name); });
  }
  std::string Folder() const { return dir_.path(); }

  test::TempDir dir_;
};

TEST_F(PathFault, IsNoneForAReadableFile) {
  dir_.Write("odin.db", "content");
  EXPECT_EQ(Find("odin.db"), "none");
}

TEST_F(PathFault, NamesTheFirstFolderThatIsMissing) {
  EXPECT_EQ(Find("srv/odin/odin.db"),
            "not_found: " + Folder() + "/srv/odin/odin.db: there is no folder " + Folder() +
                "/srv. O.D.I.N. keeps its database as odin-data/odin.db beside its "
                "docker-compose.yml.");
}

TEST_F(PathFault, SaysThatATildeIsTheShells) {
  EXPECT_EQ(Find("~/odin.db"), "not_found: " + Folder() + "/~/odin.db: there is no folder " +
                                   Folder() +
                                   "/~. Only a shell takes ~ for the home folder: write the whole "
                                   "path, as in /home/pi/odin/odin-data/odin.db.");
}

TEST_F(PathFault, SuggestsTheDatabaseThatLiesNearby) {
  fs::create_directory(dir_.path() / "odin-data");
  dir_.Write("odin-data/odin.db", "content");
  const std::string suggestion = " Did you mean " + Folder() + "/odin-data/odin.db?";
  EXPECT_EQ(Find("odin.db"),
            "not_found: " + Folder() + "/odin.db: there is no such file." + suggestion);
  EXPECT_EQ(Find("odin-data"), "not_a_database: " + Folder() +
                                   "/odin-data is a folder, not a database file." + suggestion);
  EXPECT_EQ(Find("odin-dta/odin.db"), "not_found: " + Folder() +
                                          "/odin-dta/odin.db: there is no folder " + Folder() +
                                          "/odin-dta." + suggestion);
}

TEST_F(PathFault, TellsAFileFromAFolder) {
  dir_.Write("odin.db", "content");
  EXPECT_EQ(Find("odin.db/odin.db"), "not_found: " + Folder() + "/odin.db/odin.db: " + Folder() +
                                         "/odin.db is a file, not a folder.");
}

TEST_F(PathFault, TellsADanglingLink) {
  fs::create_symlink("nowhere", dir_.path() / "odin.db");
  EXPECT_EQ(Find("odin.db").substr(0, 10), "not_found:");
}

TEST_F(PathFault, TellsADeviceFromAFile) {
  EXPECT_EQ(Describe(FindPathFault("/dev/null")),
            "not_a_database: /dev/null is a device, not a database file. Check the path.");
}

TEST_F(PathFault, TellsAWalWithoutItsIndex) {
  dir_.Write("odin.db", "content");
  dir_.Write("odin.db-wal", "content");
  EXPECT_EQ(Find("odin.db"),
            "needs_recovery: " + Folder() + "/odin.db-wal cannot be read: " + Folder() +
                "/odin.db-shm is missing, and only a writer may make it. Start O.D.I.N., or "
                "restart it where it runs: it recovers the database.");
}

TEST_F(PathFault, OffersAnAccessListWhereTheGroupWouldNotHelp) {
  test::NeedRoot();
  ::chmod(dir_.Write("odin.db", "content").c_str(), 0600);
  EXPECT_EQ(FindAsStranger("odin.db"),
            "permission: " + Folder() +
                "/odin.db: user 4712 may not read this file (-rw------- root root: no r for "
                "others). Run: sudo sh -c 'setfacl -m u:4712:rx,d:u:4712:r,m::rx " +
                Folder() + " && setfacl -m u:4712:r " + Folder() + "/odin.db'");
}

TEST_F(PathFault, OffersTheGroupWhereItWouldHelp) {
  test::NeedRoot();
  dir_.Write("odin.db", "content");
  fs::permissions(dir_.path(), fs::perms(0750));
  ASSERT_EQ(::chown(dir_.path().c_str(), 0, 4713), 0);
  EXPECT_EQ(FindAsStranger("odin.db"),
            "permission: " + Folder() +
                ": user 4712 may not enter this folder (drwxr-x--- root 4713: no x for others). "
                "Add the user to group 4713 (in the service: SupplementaryGroups=4713), or run: "
                "sudo setfacl -m u:4712:rx,d:u:4712:r,m::rx " +
                Folder());
}

TEST_F(PathFault, OpensAFolderOnTheWayOnlyForPassingThrough) {
  test::NeedRoot();
  fs::create_directories(dir_.path() / "home" / "odin-data");
  dir_.Write("home/odin-data/odin.db", "content");
  fs::permissions(dir_.path() / "home", fs::perms(0700));
  EXPECT_EQ(FindAsStranger("home/odin-data/odin.db"),
            "permission: " + Folder() +
                "/home: user 4712 may not enter this folder (drwx------ root root: no x for "
                "others). Run: sudo setfacl -m u:4712:x " +
                Folder() + "/home");
}

}  // namespace
}  // namespace agent::collect
