#include "support/samples.hpp"

#include <charconv>
#include <cmath>
#include <stdexcept>
#include <utility>

namespace agent::test {
namespace {

// Reads one sample line from its beginning to its end.
class LineReader {
 public:
  explicit LineReader(std::string_view line) : line_(line), rest_(line) {}

  std::pair<Series, double> Read() {
    Series series{std::string(TakeUntil(" {")), {}};
    if (Skip('{')) {
      while (!Skip('}')) {
        std::string name(TakeUntil("="));
        Expect(Skip('=') && Skip('"'));
        Expect(series.labels.emplace(std::move(name), TakeQuoted()).second);
        if (!rest_.starts_with('}')) Expect(Skip(','));
      }
    }
    Expect(Skip(' '));
    return {std::move(series), TakeNumber()};
  }

 private:
  void Expect(bool good) const {
    if (!good) throw std::runtime_error("not a sample: " + std::string(line_));
  }

  bool Skip(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  std::string_view TakeUntil(std::string_view any_of) {
    const std::size_t end = rest_.find_first_of(any_of);
    Expect(end != std::string_view::npos && end > 0);
    const std::string_view taken = rest_.substr(0, end);
    rest_.remove_prefix(end);
    return taken;
  }

  std::string TakeQuoted() {
    std::string value;
    while (!Skip('"')) {
      Expect(!rest_.empty());
      if (Skip('\\')) {
        Expect(rest_.starts_with('\\') || rest_.starts_with('"') || rest_.starts_with('n'));
        value += rest_[0] == 'n' ? '\n' : rest_[0];
      } else {
        value += rest_[0];
      }
      rest_.remove_prefix(1);
    }
    return value;
  }

  double TakeNumber() const {
    const std::string_view text = rest_.substr(0, rest_.find(' '));
    if (text == "+Inf") return INFINITY;
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    Expect(error == std::errc() && end == text.data() + text.size());
    return number;
  }

  std::string_view line_;
  std::string_view rest_;
};

Samples Where(const Samples& samples, bool (*holds)(std::string_view name)) {
  Samples chosen;
  for (const auto& sample : samples) {
    if (holds(sample.first.name)) chosen.insert(sample);
  }
  return chosen;
}

std::string ToText(const Series& series, double value) {
  std::string text = series.name + "{";
  for (const auto& [name, label] : series.labels) text += name + "=\"" + label + "\" ";
  return text + "} " + std::to_string(value) + "\n";
}

}  // namespace

Samples ParseSamples(std::string_view exposition) {
  Samples samples;
  while (!exposition.empty()) {
    const std::size_t end = exposition.find('\n');
    if (end == std::string_view::npos) throw std::runtime_error("the last line has no end");
    const std::string_view line = exposition.substr(0, end);
    exposition.remove_prefix(end + 1);
    if (line.empty() || line.starts_with('#')) continue;
    if (!samples.insert(LineReader(line).Read()).second) {
      throw std::runtime_error("series comes twice: " + std::string(line));
    }
  }
  return samples;
}

Samples FarmSamples(const Samples& samples) {
  return Where(samples, [](std::string_view name) {
    return name.starts_with("odin_") && !name.starts_with("odin_agent_");
  });
}

Samples AgentSamples(const Samples& samples) {
  return Where(samples, [](std::string_view name) { return name.starts_with("odin_agent_"); });
}

Samples WithoutLabels(const Samples& samples, std::initializer_list<std::string> labels) {
  Samples stripped;
  for (const auto& [series, value] : samples) {
    Series bare = series;
    for (const std::string& label : labels) bare.labels.erase(label);
    stripped.emplace(std::move(bare), value);
  }
  return stripped;
}

std::string Difference(const Samples& left, const Samples& right) {
  std::string lines;
  for (const auto& [series, value] : left) {
    const auto other = right.find(series);
    if (other == right.end() || other->second != value) lines += "- " + ToText(series, value);
  }
  for (const auto& [series, value] : right) {
    const auto other = left.find(series);
    if (other == left.end() || other->second != value) lines += "+ " + ToText(series, value);
  }
  return lines;
}

}  // namespace agent::test
