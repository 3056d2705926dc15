#include <algorithm>

#include "agent/base/text.hpp"
#include "agent/base/utf8.hpp"
#include "fuzz/fuzzing.hpp"

using agent::fuzz::Require;

namespace {

void SanitizesUtf8(std::string_view text) {
  const bool clean =
      agent::fuzz::IsWellFormedUtf8(text) && text.find('\0') == std::string_view::npos;
  const std::string sanitized = agent::base::SanitizeUtf8(text);
  Require(agent::base::IsCleanUtf8(text) == clean, "clean is well-formed without NUL");
  Require((sanitized == text) == clean, "only what is not clean is changed");
  Require(agent::fuzz::IsWellFormedUtf8(sanitized) && agent::base::IsCleanUtf8(sanitized),
          "sanitized text is clean");
}

void MakesOneLine(std::string_view text, std::size_t max_bytes) {
  constexpr std::string_view kEllipsis = "…";
  const std::string line = agent::base::OneLine(text, max_bytes);
  Require(line.size() <= max_bytes + kEllipsis.size(), "a line is not longer than asked for");
  Require(agent::fuzz::IsWellFormedUtf8(line), "a line is well-formed");
  Require(std::none_of(line.begin(), line.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }),
          "a line has no control characters");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  agent::fuzz::Input input(data, size);
  const std::size_t max_bytes = input.Byte();
  const std::string_view text = input.Rest();
  SanitizesUtf8(text);
  MakesOneLine(text, max_bytes);
  return 0;
}
