#pragma once

#include <sys/types.h>

#include <functional>
#include <string>

namespace agent::test {

// A part of a test in a process of its own, because SQLite's locks only tell processes apart. The
// child is told to end at destruction. The kernel kills it if the test itself crashes. Use it while
// the test has one thread.
class Forked {
 public:
  // The child's end.
  class Parent {
   public:
    void TellReady() const;
    // Returns at once. It is false as long as the test goes on.
    [[nodiscard]] bool WantsEnd() const;
    void WaitForEnd() const;

   private:
    friend class Forked;
    int ready_ = -1;
    int end_ = -1;
  };

  // Returns when the child has told that it is ready; throws std::runtime_error when it ends
  // before that. The child exits when `body` returns.
  explicit Forked(const std::function<void(const Parent&)>& body);
  Forked(const Forked&) = delete;
  Forked& operator=(const Forked&) = delete;
  ~Forked();

  // Tells the child to end and waits for it: whether `body` returned.
  bool Join();

  // Ends the child as a power cut does.
  void Kill();

 private:
  int end_ = -1;
  pid_t pid_ = -1;
};

// What `body` returns when run in a process of its own.
[[nodiscard]] std::string RunForked(const std::function<std::string()>& body);

// What `body` returns when run by the user with this ID, in a process of its own. Needs root.
[[nodiscard]] std::string RunAs(uid_t user, const std::function<std::string()>& body);

}  // namespace agent::test
