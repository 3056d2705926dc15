#include "agent/config/diagnostics.hpp"

#include <algorithm>
#include <iterator>
#include <tuple>

namespace agent::config {
namespace {

void Sort(std::vector<Diagnostic>& diagnostics) {
  std::ranges::stable_sort(
      diagnostics, {}, [](const Diagnostic& each) { return std::tuple(each.line, each.column); });
}

}  // namespace

std::string FormatDiagnostic(const Diagnostic& diagnostic) {
  std::string text = diagnostic.file + ':';
  if (diagnostic.line > 0) {
    text += std::to_string(diagnostic.line) + ':' + std::to_string(diagnostic.column) + ':';
  }
  return text + ' ' + diagnostic.message;
}

void SortByPlace(Diagnostics& diagnostics) {
  Sort(diagnostics.errors);
  Sort(diagnostics.warnings);
  Sort(diagnostics.missing_files);
}

void RefuseMissingFiles(Diagnostics& diagnostics) {
  std::ranges::move(diagnostics.missing_files, std::back_inserter(diagnostics.errors));
  diagnostics.missing_files.clear();
  Sort(diagnostics.errors);
}

}  // namespace agent::config
