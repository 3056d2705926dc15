#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "support/process.hpp"
#include "support/samples.hpp"
#include "support/temp_dir.hpp"

// The built odin-agent, run as a user runs it.
namespace agent::test {

// What the tests' configurations differ in. Intervals are short, so that tests are.
struct ConfigText {
  std::string site = "berlin-1";
  std::string database;                   // empty: the demo farm
  std::string source;                     // YAML, the mapping under that key; instead of these
  std::vector<std::string> pushgateways;  // URLs, or YAML mappings
  std::string collect = "{interval: 500ms, timeout: 500ms, keep_last_for: 30s}";
  std::string local = "{listen: '127.0.0.1:0'}";
  std::string more;  // further YAML, whole lines
};

// Writes it as config.yaml into `dir` and returns its path.
std::string WriteConfig(const TempDir& dir, const ConfigText& config);

// The command `odin-agent ARGUMENTS…`, appended to `wrapper`, a command that runs it.
[[nodiscard]] std::vector<std::string> AgentCommand(const std::vector<std::string>& arguments,
                                                    std::vector<std::string> wrapper = {});

// Runs it to its end.
[[nodiscard]] Finished RunAgent(const std::vector<std::string>& arguments,
                                const ProcessOptions& options = {},
                                const std::vector<std::string>& wrapper = {});

// A daemon, from its local endpoint's first word to destruction.
class Daemon {
 public:
  // `wrapper` is a command that runs the one appended to it, such as {"env", "-i"}. Throws
  // std::runtime_error with the agent's log when it does not listen.
  explicit Daemon(const std::vector<std::string>& arguments, const ProcessOptions& options = {},
                  const std::vector<std::string>& wrapper = {});

  [[nodiscard]] Process& process() { return process_; }
  [[nodiscard]] const Process& process() const { return process_; }
  [[nodiscard]] std::uint16_t port() const { return port_; }

  // What the local endpoint serves; nothing until the first collection.
  [[nodiscard]] Samples Served() const;

 private:
  Process process_;
  std::uint16_t port_ = 0;
};

// A running `odin-agent run --config PATH`.
[[nodiscard]] inline std::vector<std::string> RunWith(const std::string& config_path) {
  return {"run", "--config", config_path};
}

// The value of the series of this name; NaN where there is none or several.
[[nodiscard]] double Value(const Samples& samples, const std::string& name);

}  // namespace agent::test
