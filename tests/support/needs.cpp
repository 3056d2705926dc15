#include "support/needs.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <string_view>

namespace agent::test {
namespace {

bool HasLabel(const std::string& label) {
  const char* const labels = std::getenv("ODIN_AGENT_TEST_LABELS");
  if (labels == nullptr) return true;  // not under CTest
  std::istringstream words(labels);
  for (std::string word; words >> word;) {
    if (word == label) return true;
  }
  return false;
}

// Ends the test unless the machine `has` what `label` means.
void Need(const std::string& label, bool has, const std::string& reason) {
  if (!HasLabel(label)) {
    ADD_FAILURE() << "this test needs the label " << label << ": NEEDS in tests/CMakeLists.txt";
  }
  if (has) return;
  [&] { GTEST_SKIP() << reason; }();
  // GoogleTest takes this as the end of a test whose result it has already.
  throw testing::AssertionException(
      testing::TestPartResult(testing::TestPartResult::kSkip, nullptr, -1, reason.c_str()));
}

bool Succeeds(const std::string& command) {
  return std::system((command + " >/dev/null 2>&1").c_str()) == 0;
}

bool HasIpv6() {
  const int socket = ::socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (socket < 0) return false;
  sockaddr_in6 address{};
  address.sin6_family = AF_INET6;
  address.sin6_addr = in6addr_loopback;
  const bool bound =
      ::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
  ::close(socket);
  return bound;
}

}  // namespace

void NeedRoot() {
  Need("needs-root", ::geteuid() == 0, "needs root: it makes files of several users");
}

void NeedAnotherUserThanRoot() {
  Need("needs-user", ::geteuid() != 0, "needs another user than root, who may do everything");
}

void NeedAcl() {
  Need("needs-acl", Succeeds("command -v setfacl && command -v getfacl"),
       "needs setfacl: install the package acl");
}

void NeedMountNamespace() {
  Need("needs-mount-namespace", Succeeds("unshare --mount true"),
       "needs a mount namespace of its own, which this machine does not permit to this user");
}

void NeedSeccomp(const std::string& program) {
  Need("needs-seccomp", Succeeds("'" + program + "' true"),
       "needs a seccomp filter, which this machine does not permit to this user");
}

void NeedLocale(const std::string& name) {
  Need("needs-locales", std::filesystem::exists("/usr/share/i18n/locales/" + name),
       "needs the source of the locale " + name + ": install the package locales");
}

void NeedIpv6() { Need("needs-ipv6", HasIpv6(), "needs IPv6, which this machine does not have"); }

void NeedServer(const std::string& path) {
  Need(
      "needs-server", ::access(path.c_str(), R_OK) == 0,
      "needs " + std::filesystem::path(path).filename().string() + ": run deploy/fetch-servers.sh");
}

}  // namespace agent::test
