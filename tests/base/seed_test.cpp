#include "agent/base/seed.hpp"

#include <gtest/gtest.h>

#include <set>

namespace agent::base {
namespace {

TEST(Seed, DiffersFromCallToCall) {
  std::set<std::uint64_t> seeds;
  for (int i = 0; i < 100; ++i) seeds.insert(Seed());
  EXPECT_EQ(seeds.size(), 100U);
}

}  // namespace
}  // namespace agent::base
