#include "agent/cli/configuration.hpp"

#include <iostream>

#include "agent/base/log.hpp"

namespace agent::cli {

config::LoadResult LoadAndReport(const std::string& path, MissingFiles missing) {
  config::LoadResult loaded = config::LoadConfig(path, config::ProcessEnvironment());
  if (missing == MissingFiles::kRefuse) config::RefuseAwaited(loaded);
  for (const config::Diagnostic& warning : loaded.warnings) {
    std::cerr << "warning: " << config::FormatDiagnostic(warning) << '\n';
  }
  for (const config::Diagnostic& error : loaded.errors) {
    std::cerr << config::FormatDiagnostic(error) << '\n';
  }
  for (const config::Diagnostic& file : loaded.awaited) {
    std::cerr << "warning: " << DescribeAwaited(file) << '\n';
  }
  if (loaded.config) base::SetUpLog(loaded.config->log.level, loaded.config->log.format);
  return loaded;
}

std::optional<config::Config> LoadConfiguration(const std::string& path, MissingFiles missing) {
  return LoadAndReport(path, missing).config;
}

std::string DescribeAwaited(const config::Diagnostic& file) {
  return config::FormatDiagnostic(file) + config::kIsAwaited;
}

}  // namespace agent::cli
