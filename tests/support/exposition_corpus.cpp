#include "support/exposition_corpus.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <utility>

#include "agent/base/number.hpp"

namespace agent::test {
template <typename List>
std::string_view ExpositionCorpus::OneOf(const List& list) {
  return list[Below(list.size())];
}

std::string ExpositionCorpus::Blanks() {
  constexpr std::array<std::string_view, 6> kBlanks = {"", "", "", " ", "\t", "  \t "};
  return std::string(OneOf(kBlanks));
}

// The inside of a label's quotes.
std::string ExpositionCorpus::LabelText() {
  constexpr std::array<std::string_view, 16> kParts = {
      "a",   "Printer 6",   " ",  "\\\\",     "\\\"",
      "\\n", "{",           "}",  ",",        "=",
      "#",   "\\\",x=\\\"", "\t", "\xC3\xA4", "\xF0\x9F\x96\xA8",
      "\x01"};
  std::string text;
  for (std::size_t left = Below(5); left > 0; --left) text += OneOf(kParts);
  return text;
}

std::string ExpositionCorpus::Number() {
  constexpr std::array<std::string_view, 26> kNumbers = {"0",
                                                         "-0",
                                                         "1",
                                                         "+1",
                                                         "-1",
                                                         "007",
                                                         "1.5",
                                                         ".5",
                                                         "5.",
                                                         "-.5e1",
                                                         "1e3",
                                                         "1E+03",
                                                         "1e-3",
                                                         "NaN",
                                                         "nan",
                                                         "Inf",
                                                         "+Inf",
                                                         "-Inf",
                                                         "+INF",
                                                         "infinity",
                                                         "1e-400",
                                                         "5e-324",
                                                         "1.7976931348623157e308",
                                                         "0.1",
                                                         "123456789012345678901234567890",
                                                         "0.30000000000000004440892098500626"};
  if (!OneIn(3)) return std::string(OneOf(kNumbers));
  std::string text;
  base::AppendDouble(text, std::bit_cast<double>(random_()));
  return text;
}

std::string ExpositionCorpus::Sample(const std::string& name, const Lines& labels,
                                     const std::string& value) {
  std::string line = Blanks() + name + Blanks();
  if (labels.empty() && OneIn(2)) return line + " " + value;
  line += "{";
  for (const std::string& label : labels) {
    if (line.back() != '{') line += "," + Blanks();
    line += label + Blanks();
  }
  if (!labels.empty() && OneIn(4)) line += "," + Blanks();
  return line + "}" + Blanks() + value;
}

void ExpositionCorpus::AddFamily(const std::string& name, Lines& metadata, Lines& samples) {
  constexpr std::array<std::string_view, 4> kTypes = {"counter", "gauge", "untyped", ""};
  const std::string type(OneOf(kTypes));
  const auto add = [&](const std::string& keyword, const std::string& text) {
    metadata.push_back(Blanks() + "#" + Blanks() + keyword + " " + Blanks() + name + " " +
                       Blanks() + text);
  };
  if (OneIn(2)) add("HELP", "About \\\\ \\n \"" + std::to_string(Below(100)) + "\" ");
  if (!type.empty()) add("TYPE", type == "gauge" && OneIn(2) ? "GAUGE" : type);
  if (OneIn(2)) std::reverse(metadata.begin(), metadata.end());
  for (std::size_t i = 0, count = 1 + Below(3); i < count; ++i) {
    Lines labels;
    if (i > 0) labels.push_back("id" + Blanks() + "=" + Blanks() + "\"" + std::to_string(i) + "\"");
    if (OneIn(2)) labels.push_back("b=\"x" + LabelText() + "\"");
    if (OneIn(3)) labels.insert(labels.begin(), "_A9=\"x" + LabelText() + "\"");
    samples.push_back(Sample(name, labels, Number()));
  }
}

std::string ExpositionCorpus::Valid(const std::string& prefix) {
  Lines metadata;
  Lines samples;
  constexpr std::array<std::string_view, 4> kNames = {"a", "b:c", "d_total", "E_1_celsius"};
  for (std::size_t i = 0, count = 1 + Below(kNames.size()); i < count; ++i) {
    Lines of_family;
    AddFamily(prefix + std::string(kNames[i]), of_family, samples);
    metadata.insert(metadata.end(), of_family.begin(), of_family.end());
  }
  if (OneIn(2)) std::shuffle(samples.begin(), samples.end(), random_);
  std::string text;
  for (const Lines& lines : {metadata, samples}) {
    for (const std::string& line : lines) {
      if (OneIn(8)) text += Blanks() + "# just a comment \" {\n";
      if (OneIn(8)) text += Blanks() + "\n";
      text += line + "\n";
    }
  }
  return text;
}

std::string ExpositionCorpus::Damaged(const std::string& prefix) {
  std::string text = Valid(prefix);
  for (std::size_t left = 1 + Below(3); left > 0; --left) Damage(text);
  return text;
}

void ExpositionCorpus::Damage(std::string& text) {
  constexpr std::string_view kBytes = "\"\"\"{}\\\\,=# \t\n\r09aZ_:-+.eN\x01\x7F\xC3\xE2\xFF";
  constexpr std::array<std::string_view, 14> kLines = {"a",
                                                       "a{",
                                                       "a{b=\"6\" c\",d=\"e\"} 1",
                                                       "a{b=\"\\d\"} 1",
                                                       "a{b=\"c\\\"} 1",
                                                       "a 1e999",
                                                       "a 0x10",
                                                       "a 1_0",
                                                       "# TYPE a thing",
                                                       "# TYPE 1 gauge",
                                                       "a{b=\"c\",b=\"d\"} 1",
                                                       "a{__name__=\"c\"} 1",
                                                       "{a=\"b\"} 1",
                                                       "a{b=\"\xFF\"} 1"};
  if (text.empty()) return;
  const std::size_t at = Below(text.size());
  const std::size_t line = text.rfind('\n', at) == std::string::npos ? 0 : text.rfind('\n', at) + 1;
  const std::size_t next = std::min(text.find('\n', at), text.size() - 1) + 1;
  switch (Below(9)) {
    case 0:
      text[at] = kBytes[Below(kBytes.size())];
      break;
    case 1:
      text.erase(at, 1 + Below(3));
      break;
    case 2:
      text.insert(at, 1, kBytes[Below(kBytes.size())]);
      break;
    case 3:
      if (line < next) text.insert(next, text.substr(line, next - line));  // a line twice
      break;
    case 4:
      if (const std::size_t quote = text.find("=\"", at); quote != std::string::npos) {
        text.insert(quote + 2, OneIn(2) ? "6\" bed" : "\\");
      }
      break;
    case 5:
      if (OneIn(4)) text.resize(at);
      break;
    case 6:
      text.insert(std::min(line, text.size()), std::string(OneOf(kLines)) + "\n");
      break;
    case 7:
      if (const std::size_t type = text.find("TYPE "); type != std::string::npos) {
        const std::size_t name = text.find_first_not_of(" \t", type + 5);
        text +=
            "# TYPE " + text.substr(name, text.find_first_of(" \t\n", name) - name) + " gauge\n";
      }
      break;
    default:
      if (const std::size_t end = text.find('\n', at); end != std::string::npos) {
        text.erase(end, 1);  // two lines in one
      }
  }
}

}  // namespace agent::test
