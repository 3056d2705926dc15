#pragma once

#include <compare>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>

namespace agent::test {

struct Series {
  std::string name;
  std::map<std::string, std::string> labels;

  auto operator<=>(const Series&) const = default;
};

using Samples = std::map<Series, double>;

// Reads a text exposition (0.0.4); timestamps are dropped. Throws std::runtime_error with the line
// for one that does not follow the format, and for a series that comes twice.
[[nodiscard]] Samples ParseSamples(std::string_view exposition);

// The farm's series: all of `odin_` but the agent's own.
[[nodiscard]] Samples FarmSamples(const Samples& samples);

// The agent's own series: `odin_agent_`.
[[nodiscard]] Samples AgentSamples(const Samples& samples);

// The samples without these labels, as a Pushgateway or Prometheus adds them.
[[nodiscard]] Samples WithoutLabels(const Samples& samples,
                                    std::initializer_list<std::string> labels);

// A line for each series that only one of the two has, or that has two values; empty when equal.
[[nodiscard]] std::string Difference(const Samples& left, const Samples& right);

}  // namespace agent::test
