#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "agent/collect/endpoint.hpp"
#include "agent/exposition/writer.hpp"
#include "support/samples.hpp"

namespace agent::collect {

inline constexpr const char* kUrl = "http://odin.lan:8000/api/metrics";

inline const std::string kPrinters =
    "# HELP odin_printers_total Printers\n"
    "# TYPE odin_printers_total gauge\n"
    "odin_printers_total 3\n";

// Ten good lines more, so that a bad one does not weigh too much.
inline std::string WithTenLines(const std::string& text) {
  std::string more;
  for (int i = 0; i < 10; ++i) {
    more += "odin_jobs_by_status{status=\"s" + std::to_string(i) + "\"} 1\n";
  }
  return kPrinters + more + text;
}

class EndpointCollectorTest : public testing::Test {
 protected:
  class FakeClient final : public net::HttpClient {
   public:
    explicit FakeClient(EndpointCollectorTest& test) : test_(test) {}
    [[nodiscard]] net::HttpReply Send(const net::HttpRequest& request, std::stop_token) override {
      test_.request_ = request;
      return test_.reply_;
    }

   private:
    EndpointCollectorTest& test_;
  };

  EndpointCollectorTest() { config_.http.url = kUrl; }

  // What becomes of the next reply.
  CollectResult Collect() {
    if (!collector_) {
      collector_ = std::make_unique<EndpointCollector>(
          config_, std::chrono::milliseconds(1500),
          std::vector<std::string>{"job", "site", "region"}, std::make_unique<FakeClient>(*this));
    }
    return collector_->Collect({});
  }
  CollectResult CollectText(const std::string& text,
                            const std::string& type = "text/plain; version=0.0.4; charset=utf-8") {
    reply_.status = 200;
    reply_.content_type = type;
    reply_.body = text;
    return Collect();
  }
  CollectError Failure(int status, const std::string& body = "") {
    reply_ = {};
    reply_.status = status;
    reply_.body = body;
    return FailureOf(Collect());
  }
  static CollectError FailureOf(const CollectResult& result) {
    EXPECT_TRUE(result.families.empty());
    EXPECT_TRUE(result.error);
    return result.error.value_or(CollectError{});
  }
  static test::Samples SamplesOf(const CollectResult& result) {
    EXPECT_FALSE(result.error) << result.error->detail;
    std::string text;
    exposition::WriteText(result.families, {}, text);
    return test::ParseSamples(text);
  }

  config::EndpointSource config_;
  net::HttpRequest request_;
  net::HttpReply reply_;
  std::unique_ptr<EndpointCollector> collector_;
};

}  // namespace agent::collect
