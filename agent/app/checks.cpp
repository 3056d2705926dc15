#include "agent/app/checks.hpp"

#include <exception>
#include <memory>
#include <new>
#include <utility>

#include "agent/app/clock_check.hpp"
#include "agent/app/destinations.hpp"
#include "agent/app/farm_summary.hpp"
#include "agent/app/make_collector.hpp"
#include "agent/app/memory.hpp"
#include "agent/base/clock.hpp"
#include "agent/base/host_and_port.hpp"
#include "agent/base/url.hpp"
#include "agent/exposition/writer.hpp"
#include "agent/metrics/agent_metrics.hpp"
#include "agent/net/http_client.hpp"
#include "agent/serve/listen_socket.hpp"
#include "agent/serve/tls_identity.hpp"

namespace agent::app {
namespace {

std::string SourceName(const config::Source& source) {
  if (const auto* database = std::get_if<config::DatabaseSource>(&source)) return database->path;
  if (const auto* endpoint = std::get_if<config::EndpointSource>(&source)) {
    return base::RedactUrl(endpoint->http.url);
  }
  return "demo farm";
}

// A little more than a push of `farm` would hold: that, and the agent's own metrics of every
// destination, with the reasons of every kind of source.
std::string ExpositionOf(const config::Config& config, const std::vector<Destination>& destinations,
                         const std::string& farm) {
  metrics::AgentMetrics metrics(base::SystemClock().Now());
  for (const auto reasons : {collect::DatabaseReasons(), collect::EndpointReasons()}) {
    for (const collect::CollectReason reason : reasons) {
      metrics.AddCollectFailureReason(collect::NameOf(reason));
    }
  }
  std::vector<std::shared_ptr<metrics::GatewayMetrics>> shown;
  for (const Destination& destination : destinations) {
    shown.push_back(metrics.Gateway(destination.name, publish::AllReasonNames()));
    shown.back()->Show();
  }
  std::string text = farm;
  exposition::WriteText(metrics.Collect(), config.external_labels, text);
  return text;
}

Finding CheckDestination(const Destination& destination, const std::string& exposition) {
  const std::string kind(destination.kind);
  if (!destination.group) {
    return {Verdict::kGood, kind,
            destination.address + ": not tried: only a push shows whether it works"};
  }
  try {
    const publish::Outcome outcome = destination.group->Probe(exposition, std::stop_token());
    if (!outcome.ok()) return {Verdict::kFault, kind, outcome.detail};
    std::string text = destination.address + ": takes pushes";
    if (!outcome.detail.empty()) text += "; " + outcome.detail;
    const std::string skew =
        outcome.clock_skew ? DescribeClockSkew(*outcome.clock_skew, base::IsClockSynchronised())
                           : "";
    if (skew.empty()) return {Verdict::kGood, kind, text};
    return {Verdict::kFault, kind, text + ", but " + skew};
  } catch (const std::exception& error) {
    return {Verdict::kFault, kind, error.what()};
  }
}

// Whether the program that has the address answers as a running odin-agent does.
bool AgentAnswersAt(const config::LocalConfig& local) {
  net::HttpRequest request;
  config::ListenAddress target = local.listen;
  if (target.host.empty()) target.host = "127.0.0.1";
  request.url = (local.tls_server_config ? "https://" : "http://") +
                base::HostAndPort(target.host, target.port) + "/-/healthy";
  request.timeout = std::chrono::seconds(2);
  config::HttpClientConfig client;
  client.tls_config.insecure_skip_verify = true;  // it is asked for no more than a word
  const net::HttpReply reply = net::MakeHttpClient(client)->Send(request, std::stop_token());
  return reply.status == 200 && reply.body.find("odin-agent") != std::string::npos;
}

}  // namespace

SourceCheck CheckSource(const config::Config& config, bool offline) {
  constexpr const char* kSubject = "source";
  const bool is_remote = std::holds_alternative<config::EndpointSource>(config.source);
  if (is_remote && offline) {
    return {{{Verdict::kGood, kSubject, SourceName(config.source) + ": not asked (--offline)"}},
            ""};
  }
  try {
    const collect::CollectResult result =
        MakeCollector(config, base::SystemClock())->Collect(std::stop_token());
    if (result.error) return {{{Verdict::kFault, kSubject, result.error->detail}}, ""};
    if (const auto error =
            TooMuchText(exposition::TextSize(result.families, config.external_labels))) {
      return {{{Verdict::kFault, kSubject, SourceName(config.source) + ": " + error->detail}}, ""};
    }
    const std::string families =
        is_remote ? std::to_string(result.families.size()) + " families, " : "";
    SourceCheck check;
    check.findings.push_back(
        {Verdict::kGood, kSubject,
         SourceName(config.source) + ": " + families + SummarizeFarm(result.families) +
             NewestReadingText(result.newest_reading, base::SystemClock().Now())});
    for (const std::string& warning : result.warnings) {
      check.findings.push_back({Verdict::kWarning, kSubject, warning});
    }
    exposition::WriteText(result.families, config.external_labels, check.farm);
    return check;
  } catch (const std::bad_alloc&) {
    return {{{Verdict::kFault, kSubject, SourceName(config.source) + ": " + OutOfMemory().detail}},
            ""};
  } catch (const std::exception& error) {
    return {{{Verdict::kFault, kSubject, error.what()}}, ""};
  }
}

std::vector<Finding> CheckDestinations(const config::Config& config, const std::string& farm) {
  try {
    const std::vector<Destination> destinations = MakeDestinations(config, base::SystemClock());
    const std::string exposition = ExpositionOf(config, destinations, farm);
    std::vector<Finding> findings;
    findings.reserve(destinations.size());
    for (const Destination& destination : destinations) {
      findings.push_back(CheckDestination(destination, exposition));
    }
    return findings;
  } catch (const std::exception& error) {
    return {{Verdict::kFault, "pushgateway", error.what()}};
  }
}

std::vector<Finding> CheckLocalCertificate(const config::Config& config) {
  constexpr const char* kSubject = "local certificate";
  if (!config.local.tls_server_config) return {};
  const std::string& file = config.local.tls_server_config->cert_file;
  try {
    const serve::TlsIdentity identity = serve::ReadTlsIdentity(*config.local.tls_server_config);
    const std::string fault = serve::ValidityFault(identity, base::SystemClock().Now());
    if (!fault.empty()) return {{Verdict::kFault, kSubject, file + ": " + fault}};
    return {{Verdict::kGood, kSubject,
             file + ": valid until " + serve::DateText(identity.valid_until)}};
  } catch (const std::exception& error) {
    return {{Verdict::kFault, kSubject, error.what()}};
  }
}

std::vector<Finding> CheckLocalEndpoint(const config::Config& config) {
  constexpr const char* kSubject = "local endpoint";
  const config::ListenAddress& listen = config.local.listen;
  try {
    const serve::ListenSocket socket(listen);
    return {{Verdict::kGood, kSubject, base::HostAndPort(listen.host, listen.port) + ": free"}};
  } catch (const std::exception& error) {
    if (AgentAnswersAt(config.local)) {
      return {{Verdict::kGood, kSubject,
               base::HostAndPort(listen.host, listen.port) + ": an odin-agent runs there"}};
    }
    return {{Verdict::kFault, kSubject, error.what()}};
  }
}

}  // namespace agent::app
