#include "agent/base/notify_socket.hpp"

#include <gtest/gtest.h>

#include <string>

#include "support/notify_receiver.hpp"

namespace agent::base {
namespace {

using test::NotifyReceiver;

TEST(NotifySocket, SendsToAPath) {
  const NotifyReceiver receiver(NotifyReceiver::Kind::kPath);
  EXPECT_TRUE(NotifySocket(receiver.address()).Send("READY=1\n"));
  EXPECT_EQ(receiver.Next(), "READY=1\n");
}

TEST(NotifySocket, SendsToAnAbstractAddress) {
  const NotifyReceiver receiver(NotifyReceiver::Kind::kAbstract);
  EXPECT_TRUE(NotifySocket(receiver.address()).Send("READY=1\n"));
  EXPECT_EQ(receiver.Next(), "READY=1\n");
}

TEST(NotifySocket, IsOpenOnlyForAnAddressThatItKnows) {
  for (const std::string& address :
       {std::string(), std::string("@"), std::string("run/notify"), std::string("vsock:2:1234"),
        "/" + std::string(107, 'x'), "@" + std::string(108, 'x')}) {
    const NotifySocket socket(address);
    EXPECT_FALSE(socket.IsOpen()) << address;
    EXPECT_FALSE(socket.Send("READY=1\n")) << address;
  }
  EXPECT_TRUE(NotifySocket("/" + std::string(106, 'x')).IsOpen());
  EXPECT_TRUE(NotifySocket("@" + std::string(107, 'x')).IsOpen());
}

TEST(NotifySocket, OnlyReportsThatNobodyIsThere) {
  std::string gone;
  {
    const NotifyReceiver receiver;
    gone = receiver.address();
  }
  EXPECT_FALSE(NotifySocket(gone).Send("READY=1\n"));
}

TEST(NotifySocket, DoesNotWaitForARoomInAFullQueue) {
  const NotifyReceiver receiver;
  const NotifySocket socket(receiver.address());
  while (socket.Send("WATCHDOG=1\n")) {
  }
  receiver.Drain();
  EXPECT_TRUE(socket.Send("READY=1\n"));
  EXPECT_EQ(receiver.Next(), "READY=1\n");
}

}  // namespace
}  // namespace agent::base
