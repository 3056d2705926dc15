#include "agent/cli/configuration.hpp"

#include <iostream>

#include "agent/base/log.hpp"

namespace agent::cli {

config::LoadResult LoadAndReport(const std::string& path) {
  config::LoadResult loaded = config::LoadConfig(path, config::ProcessEnvironment());
  for (const config::Diagnostic& warning : loaded.warnings) {
    std::cerr << "warning: " << config::FormatDiagnostic(warning) << '\n';
  }
  for (const config::Diagnostic& error : loaded.errors) {
    std::cerr << config::FormatDiagnostic(error) << '\n';
  }
  if (loaded.config) base::SetUpLog(loaded.config->log.level, loaded.config->log.format);
  return loaded;
}

std::optional<config::Config> LoadConfiguration(const std::string& path) {
  return LoadAndReport(path).config;
}

}  // namespace agent::cli
