#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "support/process.hpp"
#include "support/samples.hpp"
#include "support/temp_dir.hpp"

// The real servers, from Debian's packages as deploy/fetch-servers.sh unpacks them. Each listens on
// a port of 127.0.0.1 from construction to destruction. Where one is missing, the test that makes
// one ends as skipped.
namespace agent::test {

// The port that a server says it listens on; Prometheus' servers all log it alike. Throws
// std::runtime_error with the log when the server ends before.
[[nodiscard]] std::uint16_t WaitForPort(const Process& process);

class PushgatewayServer {
 public:
  // It keeps its groups in memory. With port 0 the system chooses one.
  explicit PushgatewayServer(std::uint16_t port = 0,
                             const std::vector<std::string>& more_arguments = {});

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] std::string url() const;

  // What was pushed: all that its /metrics shows, without what it says of itself and of the pushes.
  [[nodiscard]] Samples Pushed() const;

  // What it has logged so far.
  [[nodiscard]] std::string Log() const { return process_->Errors(); }

 private:
  std::unique_ptr<Process> process_;
  std::uint16_t port_;
};

class PrometheusServer {
 public:
  // `scrape_configs` is YAML, the list under that key.
  explicit PrometheusServer(const std::string& scrape_configs);

  // The newest sample of every `odin_` series of one job that is not stale.
  [[nodiscard]] Samples Newest(const std::string& job) const;

  // The newest sample of every series that a PromQL selector means and that is not stale.
  [[nodiscard]] Samples Select(const std::string& selector) const;

 private:
  TempDir dir_;
  std::unique_ptr<Process> process_;
  std::uint16_t port_;
};

class AlertmanagerServer {
 public:
  explicit AlertmanagerServer(const std::string& config_file);

  [[nodiscard]] std::uint16_t port() const { return port_; }

 private:
  TempDir dir_;
  std::unique_ptr<Process> process_;
  std::uint16_t port_;
};

}  // namespace agent::test
