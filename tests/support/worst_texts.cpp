#include "support/worst_texts.hpp"

#include <string_view>

namespace agent::test {
namespace {

// `front`, then `part` as often as fits, then `back`.
std::string Filled(std::size_t bytes, std::string_view front, std::string_view part,
                   std::string_view back) {
  std::string text(front);
  while (text.size() + part.size() + back.size() <= bytes) text += part;
  return text += back;
}

// A line for each number from 0 on: `front`, the number, `back`.
std::string Numbered(std::size_t bytes, std::string_view front, std::string_view back) {
  std::string text;
  for (std::size_t i = 0; text.size() < bytes; ++i) {
    text += front;
    text += std::to_string(i);
    text += back;
  }
  return text;
}

// One sample with as many labels as fit, the last of which makes it bad.
std::string ManyLabels(std::size_t bytes) {
  std::string text = "a{";
  for (std::size_t i = 0; text.size() < bytes; ++i) text += "l" + std::to_string(i) + "=\"\",";
  return text += "l0=\"\"} 1\n";
}

// The buckets of one histogram, from the last to the first, and all of them twice.
std::string ManyBuckets(std::size_t bytes) {
  std::string text = "# TYPE h histogram\n";
  for (std::size_t i = bytes; text.size() < bytes; --i) {
    const std::string line = "h_bucket{le=\"" + std::to_string(i) + "\"} 1\n";
    text += line + line;
  }
  return text;
}

}  // namespace

std::vector<WorstText> WorstTexts(std::size_t bytes) {
  return {
      {"one line of quotes", Filled(bytes, "a{b=\"", "\"", "} 1\n")},
      {"one line of quotes and commas", Filled(bytes, "a{b=\"", "\",", "\"} 1\n")},
      {"one line of labels that might be", Filled(bytes, "a{b=\"", "\",c=", "\"} 1\n")},
      {"one line of quotes and braces", Filled(bytes, "a{b=\"", "\"}", "\"} 1\n")},
      {"one line of ends that might be", Filled(bytes, "a{b=\"", "\"} 1", "\"} 1\n")},
      {"one line of quotes and blanks", Filled(bytes, "a{b=\"", "\"        ", "\"} 1\n")},
      {"one line of backslashes", Filled(bytes, "a{b=\"", "\\", "\"} 1\n")},
      {"one line that does not end", Filled(bytes, "a{b=\"", "x", "")},
      {"one line of blanks", Filled(bytes, "a", " ", "1\n")},
      {"one name", Filled(bytes, "", "a", " 1\n")},
      {"one number", Filled(bytes, "a ", "1", "\n")},
      {"one fraction", Filled(bytes, "a 0.", "0", "1\n")},
      {"one line of labels", ManyLabels(bytes)},
      {"one help text", Filled(bytes, "# HELP a ", "\\", "x\n")},
      {"lines of a quote too many", Filled(bytes, "", "a{b=\"6\" c\",d=\"e\"} 1\n", "")},
      {"lines of bytes that are not UTF-8", Filled(bytes, "", "a{b=\"\xFF\xE0\x80\"} 1\n", "")},
      {"lines of two bytes", Filled(bytes, "", "a\n", "")},
      {"empty lines", Filled(bytes, "", "\r\n", "")},
      {"one series again and again", Filled(bytes, "", "a{b=\"c\",d=\"e\"} 1\n", "")},
      {"one series in two orders",
       Filled(bytes, "", "a{b=\"c\",d=\"e\"} 1\na{d=\"e\",b=\"c\"} 1\n", "")},
      {"a family a line", Numbered(bytes, "a", " 1\n")},
      {"a TYPE a line", Numbered(bytes, "# TYPE a", " gauge\n")},
      {"a series a line", Numbered(bytes, "a{b=\"", "\"} 1\n")},
      {"a summary a line", Numbered(bytes, "# TYPE s summary\ns_count{b=\"", "\"} 1\n")},
      {"one histogram", ManyBuckets(bytes)},
  };
}

std::string OdinText(std::size_t printers) {
  std::string text;
  constexpr std::string_view kFamilies[] = {"nozzle_temp_celsius gauge", "bed_temp_celsius gauge",
                                            "progress gauge", "print_hours_total counter",
                                            "print_count_total counter"};
  for (const std::string_view family : kFamilies) {
    text += "# HELP odin_printer_" + std::string(family.substr(0, family.find(' '))) + " Of it\n";
    text += "# TYPE odin_printer_" + std::string(family) + "\n";
  }
  for (std::size_t i = 1; i <= printers; ++i) {
    const std::string id = std::to_string(i);
    const std::string labels = "{printer=\"Printer " + id + "\",printer_id=\"" + id + "\"} ";
    text += "odin_printer_nozzle_temp_celsius" + labels + "210." + std::to_string(i % 10) + "\n";
    text += "odin_printer_bed_temp_celsius" + labels + "60.25\n";
    text += "odin_printer_progress" + labels + std::to_string(i % 101) + "\n";
    text += "odin_printer_print_hours_total" + labels + "1234.5678\n";
    text += "odin_printer_print_count_total" + labels + id + "\n";
  }
  return text;
}

}  // namespace agent::test
