#pragma once

#include <string>

// What a test needs of the machine that it runs on. Where the machine lacks it, each of these ends
// the test as skipped, with the reason. They may be called wherever the test's main thread is: in
// a fixture's constructor and SetUp, in the test itself, in a function that it calls.
//
// A test that calls one has a label of the same name, such as "needs-root", from the NEEDS of
// tests/CMakeLists.txt. Under CTest it fails without the label.
namespace agent::test {

void NeedRoot();
void NeedAnotherUserThanRoot();
// The commands setfacl and getfacl.
void NeedAcl();
// To mount over a folder for one process, which some containers do not permit.
void NeedMountNamespace();
// `program` applies a seccomp filter to the command that follows, which some containers do not
// permit.
void NeedSeccomp(const std::string& program);
// The source of a locale, such as "de_DE".
void NeedLocale(const std::string& name);
// An address of IPv6's loopback.
void NeedIpv6();
// A program or library that deploy/fetch-servers.sh unpacks.
void NeedServer(const std::string& path);

}  // namespace agent::test
