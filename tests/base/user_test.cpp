#include "agent/base/user.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <stdexcept>
#include <string>

#include "support/needs.hpp"

namespace agent::base {
namespace {

const User kStranger{.name = "stranger", .uid = 4712, .gid = 4713, .groups = {4713, 4714}};

TEST(User, IsFoundByName) {
  const std::optional<User> root = FindUser("root");
  ASSERT_TRUE(root);
  EXPECT_EQ(root->uid, 0u);
  EXPECT_THAT(root->groups, testing::Contains(0u));
}

TEST(User, IsNoneWithAnUnknownName) {
  EXPECT_FALSE(FindUser("nobody-of-that-name"));
  EXPECT_FALSE(FindUser(""));
}

TEST(User, HasANumberForANameWhereThereIsNone) {
  EXPECT_EQ(UserName(0), "root");
  EXPECT_EQ(GroupName(0), "root");
  EXPECT_EQ(UserName(4712), "4712");
  EXPECT_EQ(GroupName(4713), "4713");
}

TEST(RunAs, IsThatUserInEveryRespectAndForGood) {
  test::NeedRoot();
  const std::string identity = RunAs(kStranger, [] {
    uid_t real = 0;
    uid_t effective = 0;
    uid_t saved = 0;
    ::getresuid(&real, &effective, &saved);
    std::vector<gid_t> groups(10);
    groups.resize(static_cast<std::size_t>(::getgroups(10, groups.data())));
    std::string text = std::to_string(real) + " " + std::to_string(effective) + " " +
                       std::to_string(saved) + " " + std::to_string(::getegid()) + ":";
    for (const gid_t group : groups) text += " " + std::to_string(group);
    return text + (::setuid(0) == 0 ? " root again" : "");
  });
  EXPECT_EQ(identity, "4712 4712 4712 4713: 4713 4714");
  EXPECT_EQ(::geteuid(), 0u);
}

TEST(RunAs, ReturnsALongAnswerWhole) {
  test::NeedRoot();
  const std::string text(1'000'000, 'x');
  EXPECT_EQ(RunAs(kStranger, [&] { return text; }), text);
}

TEST(RunAs, SaysWhyTheChildFailed) {
  test::NeedRoot();
  try {
    const std::string answer =
        RunAs(kStranger, []() -> std::string { throw std::runtime_error("no luck"); });
    ADD_FAILURE() << answer;
  } catch (const std::runtime_error& error) {
    EXPECT_STREQ(error.what(), "as user stranger: no luck");
  }
}

TEST(RunAs, NeedsRoot) {
  test::NeedAnotherUserThanRoot();
  EXPECT_THROW(static_cast<void>(RunAs(kStranger, [] { return std::string(); })),
               std::runtime_error);
}

}  // namespace
}  // namespace agent::base
