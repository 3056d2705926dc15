#include "agent/base/gate.hpp"

#include <gtest/gtest.h>

#include <stop_token>
#include <thread>

namespace agent::base {
namespace {

TEST(Gate, LetsEverybodyPassOnceItIsOpen) {
  Gate gate;
  bool passed = false;
  std::jthread waiter([&](const std::stop_token& stop) { passed = gate.Wait(stop); });
  gate.Open();
  waiter.join();
  EXPECT_TRUE(passed);
  EXPECT_TRUE(gate.Wait({}));
}

TEST(Gate, SendsAwayWhoIsStoppedBefore) {
  Gate gate;
  bool passed = true;
  std::jthread waiter([&](const std::stop_token& stop) { passed = gate.Wait(stop); });
  waiter.request_stop();
  waiter.join();
  EXPECT_FALSE(passed);
}

}  // namespace
}  // namespace agent::base
