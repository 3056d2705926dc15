#include "support/process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <stdexcept>
#include <system_error>

namespace agent::test {
namespace {

using std::chrono::milliseconds;

[[noreturn]] void ThrowErrno(const std::string& what, int error = errno) {
  throw std::system_error(error, std::generic_category(), what);
}

struct Pipe {
  int read = -1;
  int write = -1;
};

Pipe MakePipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) ThrowErrno("pipe2");
  return {ends[0], ends[1]};
}

std::vector<char*> Pointers(std::vector<std::string>& strings) {
  std::vector<char*> pointers;
  for (std::string& string : strings) pointers.push_back(string.data());
  pointers.push_back(nullptr);
  return pointers;
}

// The environment of the test with `added` in front, where the first of two equal names counts.
std::vector<std::string> Environment(
    const std::vector<std::pair<std::string, std::string>>& added) {
  std::vector<std::string> environment;
  for (const auto& [name, value] : added) environment.push_back(name + "=" + value);
  for (char** entry = ::environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    bool replaced = false;
    for (const auto& pair : added) replaced |= text.starts_with(pair.first + "=");
    if (!replaced) environment.emplace_back(text);
  }
  return environment;
}

// Becomes `user`, for good; false when it may not.
bool Become(uid_t user) {
  return ::syscall(SYS_setgroups, 0, nullptr) == 0 &&
         ::syscall(SYS_setresgid, user, user, user) == 0 &&
         ::syscall(SYS_setresuid, user, user, user) == 0;
}

}  // namespace

Process::Process(std::vector<std::string> arguments, const ProcessOptions& options) {
  std::vector<std::string> environment = Environment(options.environment);
  const std::vector<char*> argv = Pointers(arguments);
  const std::vector<char*> envp = Pointers(environment);
  const Pipe input = MakePipe();
  const Pipe output = MakePipe();
  const Pipe errors = MakePipe();
  const Pipe failure = MakePipe();  // closed by a successful exec, else carries errno
  const pid_t parent = ::getpid();
  // Another user may not be able to reach the program: it may lie below somebody's home.
  const int program = options.user ? ::open(argv[0], O_PATH | O_CLOEXEC) : -1;

  pid_ = ::fork();
  if (pid_ < 0) ThrowErrno("fork");
  if (pid_ == 0) {  // from here to exec only what is safe after fork in a threaded program
    const bool ready = !options.user || Become(*options.user);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // a change of user resets it
    if (ready && ::getppid() == parent) {
      ::dup2(input.read, STDIN_FILENO);
      ::dup2(output.write, STDOUT_FILENO);
      ::dup2(errors.write, STDERR_FILENO);
      if (options.user) {
        ::fexecve(program, argv.data(), envp.data());
      } else {
        ::execvpe(argv[0], argv.data(), envp.data());
      }
    }
    const int error = errno;
    (void)!::write(failure.write, &error, sizeof error);
    ::_exit(127);
  }
  if (program >= 0) ::close(program);
  for (const int fd : {input.read, output.write, errors.write, failure.write}) ::close(fd);
  (void)!::write(input.write, options.input.data(), options.input.size());
  ::close(input.write);
  int error = 0;
  const bool failed = ::read(failure.read, &error, sizeof error) > 0;
  ::close(failure.read);
  reader_ = std::jthread([this, output, errors] { Read(output.read, errors.read); });
  if (failed) {
    ::waitpid(pid_, nullptr, 0);
    ThrowErrno(arguments[0], error);
  }
}

Process::~Process() {
  if (status_) return;
  Signal(SIGTERM);
  if (!Wait(std::chrono::seconds(10))) {
    Signal(SIGKILL);
    (void)Wait(std::chrono::seconds(60));
  }
}

void Process::Read(int output, int errors) {
  std::array<pollfd, 2> streams{{{output, POLLIN, 0}, {errors, POLLIN, 0}}};
  std::array<char, 65536> buffer;
  while (streams[0].fd >= 0 || streams[1].fd >= 0) {
    if (::poll(streams.data(), streams.size(), -1) < 0) continue;
    for (pollfd& stream : streams) {
      if (stream.fd < 0 || stream.revents == 0) continue;
      const ssize_t count = ::read(stream.fd, buffer.data(), buffer.size());
      if (count > 0) {
        const std::scoped_lock lock(mutex_);
        (stream.fd == output ? output_ : errors_)
            .append(buffer.data(), static_cast<std::size_t>(count));
        written_.notify_all();
      } else if (count == 0 || errno != EINTR) {
        ::close(stream.fd);
        stream.fd = -1;
      }
    }
  }
  const std::scoped_lock lock(mutex_);
  closed_ = true;
  written_.notify_all();
}

std::string Process::Output() const {
  const std::scoped_lock lock(mutex_);
  return output_;
}

std::string Process::Errors() const {
  const std::scoped_lock lock(mutex_);
  return errors_;
}

bool Process::WaitForText(std::string_view text, milliseconds timeout) const {
  std::unique_lock lock(mutex_);
  const auto written = [&] {
    return output_.find(text) != std::string::npos || errors_.find(text) != std::string::npos;
  };
  written_.wait_for(lock, timeout, [&] { return closed_ || written(); });
  return written();
}

bool Process::WaitForError(std::string_view text, std::size_t skipped, milliseconds timeout) const {
  std::unique_lock lock(mutex_);
  const auto written = [&] { return errors_.find(text, skipped) != std::string::npos; };
  written_.wait_for(lock, timeout, [&] { return closed_ || written(); });
  return written();
}

void Process::Signal(int signal) const {
  if (!status_) ::kill(pid_, signal);
}

std::optional<int> Process::Wait(milliseconds timeout) {
  if (status_) return status_;
  const int fd = static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0));
  if (fd < 0) ThrowErrno("pidfd_open");
  pollfd ended{fd, POLLIN, 0};
  const int ready = ::poll(&ended, 1, static_cast<int>(timeout.count()));
  ::close(fd);
  if (ready != 1) return std::nullopt;
  int status = 0;
  if (::waitpid(pid_, &status, 0) != pid_) ThrowErrno("waitpid");
  status_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  reader_.join();
  return status_;
}

Finished Run(std::vector<std::string> arguments, const ProcessOptions& options,
             milliseconds timeout) {
  const std::string name = arguments.at(0);
  Process process(std::move(arguments), options);
  const std::optional<int> status = process.Wait(timeout);
  if (!status) throw std::runtime_error(name + " did not end; it wrote: " + process.Errors());
  return {*status, process.Output(), process.Errors()};
}

}  // namespace agent::test
