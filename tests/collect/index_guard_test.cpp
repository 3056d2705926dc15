#include "agent/collect/index_guard.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <semaphore>
#include <string>
#include <thread>

#include "support/forked.hpp"
#include "support/temp_dir.hpp"

namespace agent::collect {
namespace {

// A page of a file, as SQLite maps a `-shm`, that ends a program when it is touched.
class CutPage {
 public:
  CutPage() {
    const std::string path = dir_.Write("index", std::string(100, 'x'));
    const int fd = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
    page_ = static_cast<volatile char*>(::mmap(nullptr, 100, PROT_READ, MAP_SHARED, fd, 0));
    EXPECT_EQ(::ftruncate(fd, 0), 0);
    ::close(fd);
  }
  char Touch() const { return *page_; }

 private:
  test::TempDir dir_;
  volatile char* page_;
};

std::string Text(bool cut) { return cut ? "cut" : "whole"; }

TEST(IndexGuard, FindsZerosAndKnows) {
  EXPECT_EQ(test::RunForked([] {
              const CutPage page;
              const IndexGuard guard;
              std::string said = Text(guard.IndexWasCut());
              said += ", " + std::to_string(page.Touch());
              return said + ", " + Text(guard.IndexWasCut());
            }),
            "whole, 0, cut");
}

// SQLite has one mapping of an index in a process, so that a thread reads the zeros that another
// one got in its place.
TEST(IndexGuard, TellsEveryThreadWhoseReadingOverlaps) {
  EXPECT_EQ(test::RunForked([] {
              const CutPage page;
              const IndexGuard began_before;
              std::binary_semaphore touched(0);
              std::binary_semaphore may_end(0);
              std::thread other([&] {
                const IndexGuard guard;
                (void)page.Touch();
                touched.release();
                may_end.acquire();
              });
              touched.acquire();
              std::string said = Text(began_before.IndexWasCut());
              {
                const IndexGuard began_after;
                said += ", " + Text(began_after.IndexWasCut());
              }
              may_end.release();
              other.join();
              return said;
            }),
            "cut, cut");
}

TEST(IndexGuard, ForgetsWhenEveryReadingIsOver) {
  EXPECT_EQ(test::RunForked([] {
              const CutPage page;
              {
                const IndexGuard guard;
                (void)page.Touch();
              }
              const IndexGuard guard;
              return Text(guard.IndexWasCut());
            }),
            "whole");
}

}  // namespace
}  // namespace agent::collect
