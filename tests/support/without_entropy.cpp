// without_entropy COMMAND...: runs a command as on a machine whose kernel has no entropy yet, as a
// Raspberry Pi just after power-on: whoever asks it for random bytes waits for ever, or gets EAGAIN
// where he said that he would not wait.
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdio>

#ifndef GRND_INSECURE
#define GRND_INSECURE 4
#endif

namespace {

constexpr sock_filter Load(std::size_t offset) {
  return BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<unsigned>(offset));
}

constexpr sock_filter Return(unsigned action) { return BPF_STMT(BPF_RET | BPF_K, action); }

// The filter's listener is a descriptor that nobody ever reads: calls that it is told of wait.
int RefuseEntropy() {
  std::array<sock_filter, 8> program{{
      Load(offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getrandom, 0, 3),
      Load(offsetof(seccomp_data, args[2])),  // its low half, on the machines that we know
      BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, GRND_INSECURE, 1, 0),
      BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, GRND_NONBLOCK, 2, 1),
      Return(SECCOMP_RET_ALLOW),
      Return(SECCOMP_RET_USER_NOTIF),
      Return(SECCOMP_RET_ERRNO | EAGAIN),
  }};
  const sock_fprog filter{static_cast<unsigned short>(program.size()), program.data()};
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  return static_cast<int>(
      ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &filter));
}

}  // namespace

int main(int argc, char** argv) {
  const int listener = argc > 1 ? RefuseEntropy() : -1;
  // It must outlive exec, or the calls would fail instead of waiting.
  const int kept = listener < 0 ? -1 : ::dup(listener);
  char byte = 0;
  if (kept < 0 || ::getrandom(&byte, 1, GRND_NONBLOCK) != -1 || errno != EAGAIN) {
    std::perror("without_entropy");
    return 125;
  }
  ::execvp(argv[1], argv + 1);
  std::perror(argv[1]);
  return 127;
}
