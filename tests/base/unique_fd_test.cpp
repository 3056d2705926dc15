#include "agent/base/unique_fd.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <utility>

namespace agent::base {
namespace {

int OpenNull() { return ::open("/dev/null", O_RDONLY | O_CLOEXEC); }

bool IsOpen(int fd) { return ::fcntl(fd, F_GETFD) >= 0; }

TEST(UniqueFd, ClosesItsDescriptorAtDestruction) {
  const int fd = OpenNull();
  {
    const UniqueFd owner(fd);
    EXPECT_TRUE(owner);
    EXPECT_TRUE(IsOpen(owner.get()));
  }
  EXPECT_FALSE(IsOpen(fd));
}

TEST(UniqueFd, HasOneOwnerAlsoWhenMoved) {
  const int fd = OpenNull();
  UniqueFd first(fd);
  UniqueFd second(OpenNull());
  const int replaced = second.get();
  second = std::move(first);
  EXPECT_EQ(second.get(), fd);
  EXPECT_TRUE(IsOpen(fd));
  EXPECT_FALSE(IsOpen(replaced));
}

TEST(UniqueFd, LeavesAReleasedDescriptorOpen) {
  UniqueFd owner(OpenNull());
  const UniqueFd next(owner.Release());
  EXPECT_FALSE(owner);
  owner.Reset();
  EXPECT_TRUE(IsOpen(next.get()));
}

}  // namespace
}  // namespace agent::base
