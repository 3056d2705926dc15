#include "agent/base/shell_word.hpp"

#include <gtest/gtest.h>

namespace agent::base {
namespace {

TEST(ShellWord, LeavesWhatIsPlainAlone) {
  EXPECT_EQ(ShellWord("/etc/odin-agent/secrets/push.password"),
            "/etc/odin-agent/secrets/push.password");
}

TEST(ShellWord, QuotesWhatAShellWouldTakeApart) {
  EXPECT_EQ(ShellWord("/mnt/My Disk"), "'/mnt/My Disk'");
  EXPECT_EQ(ShellWord("it's; rm -rf $HOME"), "'it'\\''s; rm -rf $HOME'");
  EXPECT_EQ(ShellWord(""), "''");
}

}  // namespace
}  // namespace agent::base
