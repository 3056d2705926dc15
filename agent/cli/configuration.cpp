#include "agent/cli/configuration.hpp"

#include <cstddef>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "agent/base/log.hpp"
#include "agent/cli/print.hpp"

namespace agent::cli {

config::LoadResult LoadAndReport(const std::string& path, std::ostream& report) {
  config::LoadResult loaded = config::LoadConfig(path, config::ProcessEnvironment());
  config::RefuseMissingFiles(loaded);
  for (const config::Diagnostic& warning : loaded.warnings) {
    PrintLine(report, "warning: " + config::FormatDiagnostic(warning));
  }
  for (const config::Diagnostic& error : loaded.errors) {
    PrintLine(report, config::FormatDiagnostic(error));
  }
  base::SetUpLog(loaded.log.level, loaded.log.format);
  return loaded;
}

std::optional<config::Config> LoadConfiguration(const std::string& path, MissingFiles missing) {
  config::LoadResult loaded = config::LoadConfig(path, config::ProcessEnvironment());
  if (missing == MissingFiles::kRefuse) config::RefuseMissingFiles(loaded);
  base::SetUpLog(loaded.log.level, loaded.log.format);
  LogDiagnostics(loaded);
  return std::move(loaded.config);
}

void LogDiagnostics(const config::LoadResult& loaded) {
  // A log takes no tens of thousands of lines at once, and nobody reads them.
  constexpr std::size_t kMostLines = 100;
  std::size_t lines = 0;
  const auto log = [&lines](base::LogLevel level, const char* kind,
                            const std::vector<config::Diagnostic>& diagnostics,
                            const std::string& end) {
    for (const config::Diagnostic& diagnostic : diagnostics) {
      if (++lines > kMostLines) continue;
      base::Log(level, "configuration", {{kind, config::FormatDiagnostic(diagnostic) + end}});
    }
  };
  log(base::LogLevel::kError, "error", loaded.errors, "");
  log(base::LogLevel::kWarn, "warning", loaded.warnings, "");
  log(base::LogLevel::kWarn, "warning", loaded.missing_files, config::kIsWaitedFor);
  if (lines <= kMostLines) return;
  base::LogWarn("configuration", {{"warning", std::to_string(lines - kMostLines) +
                                                  " more like these: odin-agent check has them"}});
}

}  // namespace agent::cli
