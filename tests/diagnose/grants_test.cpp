#include "agent/diagnose/grants.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "support/temp_dir.hpp"

namespace agent::diagnose {
namespace {

TEST(Grants, LeavePlainPathsAsTheyAre) {
  EXPECT_EQ(GrantPassage("agent", "/home/pi"), "setfacl -m u:agent:x /home/pi");
  EXPECT_EQ(GrantFolder("agent", "/srv/odin-data"),
            "setfacl -m u:agent:rx,d:u:agent:r,m::rx /srv/odin-data");
  EXPECT_EQ(GrantFiles("agent", "/srv/odin-data/odin.db"),
            "setfacl -m u:agent:r /srv/odin-data/odin.db");
}

TEST(Grants, NameTheRegularFilesBesideTheDatabaseAndNoLinks) {
  const test::TempDir dir;
  const std::string database = dir.Write("odin.db", "");
  dir.Write("odin.db-wal", "");
  dir.Write("odin.db-other", "");
  std::filesystem::create_symlink("/etc/shadow", dir.path() / "odin.db-shm");
  EXPECT_EQ(GrantFiles("agent", database),
            "setfacl -m u:agent:r " + database + " " + database + "-wal");
}

TEST(Grants, AreOneCommandThatWorksAsPrinted) {
  EXPECT_EQ(AsRoot({"setfacl -m u:agent:x /srv"}), "sudo setfacl -m u:agent:x /srv");
  EXPECT_EQ(AsRoot({"true", "echo a"}), "sudo sh -c 'true && echo a'");
  EXPECT_EQ(AsRoot({"true", "echo 'a b'"}), "sudo sh -c 'true && echo '\\''a b'\\'''");
}

TEST(Grants, QuoteWhatAShellWouldTakeApart) {
  EXPECT_EQ(GrantFiles("agent", "/mnt/My Disk/odin.db"),
            "setfacl -m u:agent:r '/mnt/My Disk/odin.db'");
}

TEST(Grants, KeepOutOfPowerfulGroups) {
  EXPECT_TRUE(IsPowerfulGroup(0));
  EXPECT_TRUE(IsPowerfulGroup(4)) << "adm";
  EXPECT_FALSE(IsPowerfulGroup(100)) << "users";
  EXPECT_FALSE(IsPowerfulGroup(4713)) << "one without a name";
}

}  // namespace
}  // namespace agent::diagnose
