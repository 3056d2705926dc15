#include "agent/cli/configuration.hpp"

#include <iostream>
#include <utility>

#include "agent/base/log.hpp"
#include "agent/cli/print.hpp"

namespace agent::cli {

config::LoadResult LoadAndReport(const std::string& path) {
  config::LoadResult loaded = config::LoadConfig(path, config::ProcessEnvironment());
  config::RefuseAwaited(loaded);
  for (const config::Diagnostic& warning : loaded.warnings) {
    PrintLine(std::cerr, "warning: " + config::FormatDiagnostic(warning));
  }
  for (const config::Diagnostic& error : loaded.errors) {
    PrintLine(std::cerr, config::FormatDiagnostic(error));
  }
  base::SetUpLog(loaded.log.level, loaded.log.format);
  return loaded;
}

std::optional<config::Config> LoadConfiguration(const std::string& path, MissingFiles missing) {
  config::LoadResult loaded = config::LoadConfig(path, config::ProcessEnvironment());
  if (missing == MissingFiles::kRefuse) config::RefuseAwaited(loaded);
  base::SetUpLog(loaded.log.level, loaded.log.format);
  LogDiagnostics(loaded);
  return std::move(loaded.config);
}

void LogDiagnostics(const config::LoadResult& loaded) {
  for (const config::Diagnostic& warning : loaded.warnings) {
    base::LogWarn("configuration", {{"warning", config::FormatDiagnostic(warning)}});
  }
  for (const config::Diagnostic& file : loaded.awaited) {
    base::LogWarn("configuration",
                  {{"warning", config::FormatDiagnostic(file) + config::kIsAwaited}});
  }
  for (const config::Diagnostic& error : loaded.errors) {
    base::LogError("configuration", {{"error", config::FormatDiagnostic(error)}});
  }
}

}  // namespace agent::cli
