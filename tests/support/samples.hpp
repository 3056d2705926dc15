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

// Reads a text exposition (0.0.4) and drops timestamps. Throws std::runtime_error with the line
// when one does not follow the format or a series comes twice.
[[nodiscard]] Samples ParseSamples(std::string_view exposition);

// The farm's series: all that begin with `odin_`, without the agent's own.
[[nodiscard]] Samples FarmSamples(const Samples& samples);

// The agent's own series: all that begin with `odin_agent_`.
[[nodiscard]] Samples AgentSamples(const Samples& samples);

// The samples without these labels, as a Pushgateway or Prometheus adds them.
[[nodiscard]] Samples WithoutLabels(const Samples& samples,
                                    std::initializer_list<std::string> labels);

// The differences, one line a series: those that only one of the two has, and those that have two
// values. Empty when the two are equal.
[[nodiscard]] std::string Difference(const Samples& left, const Samples& right);

}  // namespace agent::test
