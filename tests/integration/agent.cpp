#include "integration/agent.hpp"

#include <charconv>
#include <cmath>
#include <stdexcept>

#include "support/http.hpp"

namespace agent::test {
namespace {

// A YAML single-quoted scalar.
std::string Quote(const std::string& text) {
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("''") : std::string(1, c);
  return quoted + "'";
}

}  // namespace

std::vector<std::string> AgentCommand(const std::vector<std::string>& arguments,
                                      std::vector<std::string> wrapper) {
  wrapper.emplace_back(ODIN_AGENT_PROGRAM);
  wrapper.insert(wrapper.end(), arguments.begin(), arguments.end());
  return wrapper;
}

std::string WriteConfig(const TempDir& dir, const ConfigText& config) {
  std::string yaml = "site: " + Quote(config.site) + "\nsource: ";
  yaml += !config.source.empty()    ? config.source
          : config.database.empty() ? "{demo: {printers: 4}}"
                                    : "{database: {path: " + Quote(config.database) + "}}";
  yaml += "\ncollect: " + config.collect + "\nlocal: " + config.local + "\n";
  if (!config.pushgateways.empty()) yaml += "pushgateways:\n";
  for (const std::string& gateway : config.pushgateways) {
    yaml += gateway.starts_with("{") ? "  - " + gateway + "\n" : "  - url: " + gateway + "\n";
  }
  return dir.Write("config.yaml", yaml + config.more);
}

Finished RunAgent(const std::vector<std::string>& arguments, const ProcessOptions& options,
                  const std::vector<std::string>& wrapper) {
  return Run(AgentCommand(arguments, wrapper), options);
}

Daemon::Daemon(const std::vector<std::string>& arguments, const ProcessOptions& options,
               const std::vector<std::string>& wrapper)
    : process_(AgentCommand(arguments, wrapper), options) {
  static constexpr std::string_view kAnnouncement = "msg=listening address=";
  if (!process_.WaitForText(kAnnouncement, std::chrono::seconds(60))) {
    throw std::runtime_error("the agent does not listen: " + process_.Errors());
  }
  const std::string log = process_.Errors();
  const std::size_t announced = log.find(kAnnouncement);
  const char* const digits = log.data() + log.rfind(':', log.find('\n', announced)) + 1;
  std::from_chars(digits, log.data() + log.size(), port_);
}

Samples Daemon::Served() const {
  const Response reply = Get(port_, "/api/metrics");
  return reply.status == 200 ? ParseSamples(reply.body) : Samples();
}

double Value(const Samples& samples, const std::string& name) {
  double value = NAN;
  for (const auto& [series, sample] : samples) {
    if (series.name != name) continue;
    if (!std::isnan(value)) return NAN;
    value = sample;
  }
  return value;
}

}  // namespace agent::test
