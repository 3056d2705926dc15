#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "integration/agent.hpp"
#include "integration/gateway_fixture.hpp"
#include "support/sample_farm.hpp"
#include "support/scripted_server.hpp"
#include "support/temp_dir.hpp"

namespace agent::test {

// A daemon that reads an endpoint in some fault, and pushes to a healthy gateway.
class EndpointAgent {
 public:
  // `timeout` is also the interval of the collections. `keys` are more of source.endpoint.
  void Start(const std::string& url, const std::string& timeout, const std::string& keys = "");

  // Waits until two collections have failed. They are all counted under `reason` and said once,
  // with the reason and `words`; source_up is 0, nothing of a farm is shown or pushed, and pushes
  // and the local endpoint go on.
  void ExpectFault(const std::string& reason, const std::string& words);

  // Puts O.D.I.N. at the faulty one's place.
  void Heal(std::uint16_t port, const std::optional<ServerTls>& tls = std::nullopt);

  // The farm is there again.
  void ExpectRecovery() const;

  // Failed collections by reason, without those that there are none of.
  [[nodiscard]] std::map<std::string, double> Failures() const;

  [[nodiscard]] std::vector<std::string> LogLines(const std::string& part) const;

  [[nodiscard]] Process& process() { return daemon_->process(); }
  [[nodiscard]] const std::filesystem::path& folder() const { return dir_.path(); }

 private:
  TempDir dir_;
  SampleFarm farm_;
  ScriptedServer healthy_{Healthy()};
  std::unique_ptr<ScriptedServer> odin_;
  std::unique_ptr<Daemon> daemon_;
};

}  // namespace agent::test
