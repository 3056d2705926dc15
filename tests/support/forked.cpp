#include "support/forked.hpp"

#include <grp.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <exception>
#include <iostream>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace agent::test {
namespace {

struct Pipe {
  int read_end = -1;
  int write_end = -1;
};

Pipe MakePipe() {
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
  return {ends[0], ends[1]};
}

// Forks; runs `body` in the child and returns the child's ID in the parent.
template <typename Body>
pid_t Fork(const Body& body) {
  const pid_t pid = ::fork();
  if (pid < 0) throw std::system_error(errno, std::generic_category(), "fork");
  if (pid > 0) return pid;
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  int status = 1;
  try {
    body();
    status = 0;
  } catch (const std::exception& error) {
    std::cerr << "in the forked process: " << error.what() << std::endl;
  }
  ::_exit(status);
}

int WaitFor(pid_t pid) {
  int status = -1;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

}  // namespace

void Forked::Parent::TellReady() const {
  const char byte = 1;
  if (::write(ready_, &byte, 1) != 1) throw std::runtime_error("the parent is gone");
}

bool Forked::Parent::WantsEnd() const {
  pollfd end{end_, POLLIN, 0};
  return ::poll(&end, 1, 0) != 0;  // the other end was closed
}

void Forked::Parent::WaitForEnd() const {
  pollfd end{end_, POLLIN, 0};
  while (::poll(&end, 1, -1) < 0 && errno == EINTR) {
  }
}

Forked::Forked(const std::function<void(const Parent&)>& body) {
  const Pipe ready = MakePipe();
  const Pipe end = MakePipe();
  pid_ = Fork([&] {
    ::close(ready.read_end);
    ::close(end.write_end);
    Parent parent;
    parent.ready_ = ready.write_end;
    parent.end_ = end.read_end;
    body(parent);
  });
  ::close(ready.write_end);
  ::close(end.read_end);
  end_ = end.write_end;
  char byte = 0;
  const ssize_t got = ::read(ready.read_end, &byte, 1);
  ::close(ready.read_end);
  if (got != 1) {
    Kill();
    throw std::runtime_error("the forked process ended too early");
  }
}

Forked::~Forked() { Join(); }

bool Forked::Join() {
  if (pid_ < 0) return false;
  ::close(end_);
  return WaitFor(std::exchange(pid_, -1)) == 0;
}

void Forked::Kill() {
  ::kill(pid_, SIGKILL);
  Join();
}

std::string RunForked(const std::function<std::string()>& body) {
  const Pipe answer = MakePipe();
  const pid_t pid = Fork([&] {
    ::close(answer.read_end);
    const std::string text = body();
    if (::write(answer.write_end, text.data(), text.size()) != static_cast<ssize_t>(text.size())) {
      throw std::runtime_error("the parent is gone");
    }
  });
  ::close(answer.write_end);
  std::string text;
  std::array<char, 4096> buffer{};
  for (ssize_t got = 0; (got = ::read(answer.read_end, buffer.data(), buffer.size())) > 0;) {
    text.append(buffer.data(), static_cast<std::size_t>(got));
  }
  ::close(answer.read_end);
  if (WaitFor(pid) != 0) throw std::runtime_error("the forked process failed");
  return text;
}

std::string RunAs(uid_t user, const std::function<std::string()>& body) {
  return RunForked([&] {
    if (::setgroups(0, nullptr) != 0 || ::setgid(user) != 0 || ::setuid(user) != 0) {
      throw std::system_error(errno, std::generic_category(), "setuid");
    }
    return body();
  });
}

}  // namespace agent::test
