#include "agent/status/current.hpp"

#include <gtest/gtest.h>

#include <memory>

namespace agent::status {
namespace {

TEST(Current, IsNullBeforeThereIsAnything) {
  Current current;
  EXPECT_EQ(current.Get(), nullptr);
  current.Show(std::make_shared<Latest>());
  EXPECT_EQ(current.Get(), nullptr);
}

TEST(Current, ShowsNothingOfAPipelineThatHasBeenReplaced) {
  const auto former = std::make_shared<Latest>();
  const auto next = std::make_shared<Latest>();
  Current current;
  current.Show(former);
  former->Set(std::make_shared<const Snapshot>());
  EXPECT_EQ(current.Get(), former->Get());
  current.Show(next);
  EXPECT_EQ(current.Get(), nullptr);
  former->Set(std::make_shared<const Snapshot>());
  EXPECT_EQ(current.Get(), nullptr);
  next->Set(std::make_shared<const Snapshot>());
  EXPECT_EQ(current.Get(), next->Get());
}

}  // namespace
}  // namespace agent::status
