#pragma once

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "integration/agent.hpp"
#include "support/like_pushgateway.hpp"
#include "support/scripted_server.hpp"

namespace agent::test {

// A daemon that pushes every 200 ms to a gateway in some fault and to a healthy one, and what must
// be true of it whatever the fault.
class GatewayFixture : public testing::Test {
 protected:
  // `more_keys` are further keys of the gateway's YAML mapping: "key: value, …".
  void Start(const std::string& url, const std::string& more_keys);
  void Start(const std::string& url, const std::string& more_keys, const ConfigText& config,
             const ProcessOptions& options = {}, const std::vector<std::string>& wrapper = {});

  // Waits until two pushes have failed. They are all counted under `reason`, and said once, with
  // the reason and `words`. The healthy gateway and the local endpoint do not notice.
  void ExpectFault(const std::string& reason, const std::string& words);

  // `gateway`, at the faulty one's place, gets pushes again, and the log says so.
  void ExpectRecovery(const ScriptedServer& gateway);

  // SIGTERM ends the daemon at once, though a push to the faulty gateway may be under way.
  void ExpectEndsAtOnce();

  // Failed pushes to a gateway by reason, without those that there are none of.
  [[nodiscard]] std::map<std::string, double> Failures(const std::string& url) const;
  // The log's lines with this message about a gateway.
  [[nodiscard]] std::vector<std::string> LogLines(const std::string& message,
                                                  const std::string& url) const;

  TempDir dir_;
  ScriptedServer healthy_{Healthy()};
  std::string url_;
  std::unique_ptr<Daemon> daemon_;
};

}  // namespace agent::test
