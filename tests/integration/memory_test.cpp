// The program within the memory that its service has (LimitDATA=64M of deploy/odin-agent.service),
// with the largest and oddest inputs of each kind. None ends it: each is either taken or a failed
// collection or push with its reason, and once the input is as usual again, so is the agent.
//
// The most memory that it took here (VmHWM; 15 MB of it are the program and its libraries, which
// other programs share and LimitDATA does not count):
//
// | input                                                   | becomes      | VmHWM |
// |---------------------------------------------------------|--------------|-------|
// | 20 printers                                             | taken        | 17 MB |
// | 1,000 printers, two external labels                     | taken        | 20 MB |
// | 10,000 printers, two external labels                    | taken        | 50 MB |
// | 14,000 printers, two external labels                    | too_large    | 43 MB |
// | 1,000 printers, 4 kB of external labels                 | too_large    | 18 MB |
// | 15 printers with names of 100 kB, 7 MB                  | taken        | 25 MB |
// | a name of 8 MB                                          | taken        | 25 MB |
// | a name of 10 MB                                         | too_large    | 33 MB |
// | 110,000 short series, 2.3 MB                            | too_large    | 39 MB |
// | 65,000 short series, as many as there may be            | taken        | 55 MB |
// | 45,000 series whose labels do not compress, 5 MB        | taken        | 71 MB |
// | a series of 1,300,000 labels, 8 MB                      | taken        | 25 MB |
// | 12,000 families with help texts of 300 bytes, 5 MB      | taken        | 46 MB |
// | 180,000 families that nobody wants, 3 MB                | malformed    | 26 MB |
// | a help text of 8 MB                                     | taken        | 24 MB |
// | a metric name of 7 MB                                   | too_large    | 30 MB |
// | a histogram of 150,000 buckets, 5 MB                    | taken        | 24 MB |
// | 8 MB of nonsense                                        | malformed    | 25 MB |
// | gzip that becomes 200 MB                                | too_large    | 25 MB |
// | an error page of 8 MB                                   | server_error | 39 MB |
// | 10,000 printers, three of four gateways silent          | taken        | 60 MB |
// | 10,000 printers, 30 clients that ask and do not read    | taken        | 70 MB |
// | a gateway's reply of 1 GB                               | server_error | 17 MB |
// | 256 kB of nested or long YAML at SIGHUP                 | refused      | 76 MB |
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/socket.h>

#include <cstdio>
#include <fstream>
#include <functional>
#include <memory>
#include <mutex>
#include <random>
#include <string>

#include "agent/exposition/rendered.hpp"
#include "integration/agent.hpp"
#include "support/eventually.hpp"
#include "support/loopback.hpp"
#include "support/odin_endpoint.hpp"
#include "support/odin_exposition.hpp"
#include "support/sample_farm.hpp"
#include "support/socket.hpp"

namespace agent::test {
namespace {

using std::chrono::seconds;
using testing::HasSubstr;

constexpr std::size_t kMegabyte = 1'000'000;
constexpr const char* kText = "Content-Type: text/plain\r\n";
constexpr const char* kTwoLabels =
    "external_labels: {region: europe-central-1, customer: somebody-of-note}\n";

const std::string kLongLabelText = "external_labels: {a: " + std::string(4'000, 'x') + "}\n";
const char* const kLongLabel = kLongLabelText.c_str();

std::string Lines(int count, const std::function<std::string(int)>& line) {
  std::string text;
  for (int i = 0; i < count; ++i) text += line(i) + '\n';
  return text;
}

std::string Farm(int printers, const std::string& name) {
  std::string text;
  for (const std::string family : {"nozzle_temp_celsius", "bed_temp_celsius", "progress",
                                   "print_hours_total", "print_count_total"}) {
    text += Lines(printers, [&](int i) {
      return "odin_printer_" + family + "{printer=\"" + name + std::to_string(i) +
             "\",printer_id=\"" + std::to_string(i) + "\"} " + std::to_string(i % 300) + ".5";
    });
  }
  return text;
}

// Of hexadecimal digits that repeat nothing.
std::string Noise(std::mt19937& random, std::size_t size) {
  std::string noise(size, '\0');
  for (char& c : noise) c = "0123456789abcdef"[random() % 16];
  return noise;
}

Answer Text(const std::string& text) { return Reply(200, text, kText); }

struct Input {
  const char* name;  // of the test
  const char* what;
  std::function<Answer()> odins_answer;
  const char* reason = "";  // of its failed collections; empty: they succeed
  const char* more = "";    // of the configuration
};

const Input kInputs[] = {
    {"AFarmOf20", "20 printers", [] { return Text(Farm(20, "Printer ")); }},
    {"AFarmOf1000", "1,000 printers, two external labels",
     [] { return Text(Farm(1'000, "Printer ")); }, "", kTwoLabels},
    {"AFarmOf10000", "10,000 printers, two external labels",
     [] { return Text(Farm(10'000, "Printer ")); }, "", kTwoLabels},
    {"AFarmOf14000", "14,000 printers, two external labels",
     [] { return Text(Farm(14'000, "Printer ")); }, "too_large", kTwoLabels},
    {"LongExternalLabels", "1,000 printers, 4 kB of external labels",
     [] { return Text(Farm(1'000, "Printer ")); }, "too_large", kLongLabel},
    {"LongNames", "15 printers with names of 100 kB, 7 MB",
     [] { return Text(Farm(15, std::string(100'000, 'n'))); }},
    {"ANameOf8Megabytes", "a name of 8 MB",
     [] {
       return Text("odin_printer_progress{printer=\"" + std::string(8 * kMegabyte, 'n') +
                   "\"} 1\n");
     }},
    {"ANameOf10Megabytes", "a name of 10 MB",
     [] {
       return Text("odin_printer_progress{printer=\"" + std::string(10 * kMegabyte, 'n') +
                   "\"} 1\n");
     },
     "too_large"},
    {"ShortSeries", "110,000 short series, 2.3 MB",
     [] {
       return Text(
           Lines(110'000, [](int i) { return "odin_a{a=\"" + std::to_string(i) + "\"} 1"; }));
     },
     "too_large", kTwoLabels},
    {"MostSeries", "65,000 short series, as many as there may be",
     [] {
       return Text(
           Lines(65'000, [](int i) { return "odin_a{a=\"" + std::to_string(i) + "\"} 1"; }));
     },
     "", kTwoLabels},
    {"NoSmallerInGzip", "45,000 series whose labels do not compress, 5 MB",
     [] {
       std::mt19937 random(1);
       return Text(
           Lines(45'000, [&](int) { return "odin_a{a=\"" + Noise(random, 100) + "\"} 1"; }));
     },
     "", kTwoLabels},
    {"ManyLabels", "a series of 1,300,000 labels, 8 MB",
     [] {
       std::string line = "odin_a{";
       for (int i = 0; i < 1'300'000; ++i) line += "a=\"\",";
       return Text("odin_b 1\nodin_c 1\nodin_d 1\nodin_e 1\n" + line + "} 1\n");
     }},
    {"ManyFamilies", "12,000 families with help texts of 300 bytes, 5 MB",
     [] {
       return Text(Lines(12'000, [](int i) {
         const std::string name = "odin_" + std::to_string(i);
         return "# HELP " + name + " " + std::string(300, 'h') + "\n# TYPE " + name + " gauge\n" +
                name + " 1";
       }));
     }},
    {"ManyNames", "180,000 families that nobody wants, 3 MB",
     [] {
       return Text("odin_a 1\n" +
                   Lines(180'000, [](int i) { return "other_" + std::to_string(i) + " 1"; }));
     },
     "malformed"},
    {"ALongHelp", "a help text of 8 MB",
     [] { return Text("# HELP odin_a " + std::string(8 * kMegabyte, 'h') + "\nodin_a 1\n"); }},
    {"ALongMetricName", "a metric name of 7 MB",
     [] { return Text("odin_" + std::string(7 * kMegabyte, 'n') + " 1\n"); }, "too_large"},
    {"ManyBuckets", "a histogram of 150,000 buckets, 5 MB",
     [] {
       return Text("odin_a 1\n# TYPE odin_h histogram\n" +
                   Lines(150'000,
                         [](int i) {
                           return "odin_h_bucket{le=\"" + std::to_string(150'000 - i) + "\"} " +
                                  std::to_string(150'000 - i);
                         }) +
                   "odin_h_bucket{le=\"+Inf\"} 150000\nodin_h_count 150000\n");
     },
     "", kTwoLabels},
    {"Nonsense", "8 MB of nonsense",
     [] {
       return Text(
           Lines(180'000, [](int i) { return "{" + std::to_string(i) + std::string(30, '"'); }));
     },
     "malformed"},
    {"AGzipBomb", "gzip that becomes 200 MB",
     [] {
       return Reply(200, exposition::Render(std::string(200 * kMegabyte, '\n')).gzip,
                    "Content-Type: text/plain\r\nContent-Encoding: gzip\r\n");
     },
     "too_large"},
    {"AnErrorOf8Megabytes", "an error page of 8 MB",
     [] { return Reply(500, std::string(8 * kMegabyte, '%'), "Content-Type: text/html\r\n"); },
     "server_error"},
};

// A daemon under the service's own bound that reads what the test lets O.D.I.N. say.
class Memory : public testing::Test {
 protected:
  static constexpr const char* kBound = "--data=67108864";

  void SetUp() override {
#if ODIN_AGENT_TEST_SANITIZED
    GTEST_SKIP() << "takes more memory than it may with a sanitizer";
#endif
    Say(Text(OdinExposition(farm_.path())));
  }

  void Say(Answer answer) {
    const std::lock_guard lock(mutex_);
    answer_ = std::move(answer);
  }
  Answer Said() {
    const std::lock_guard lock(mutex_);
    return answer_;
  }

  void Start(ConfigText config = {}) {
    config.source = "{endpoint: {url: '" + odin_.url() + "/api/metrics'}}";
    if (config.pushgateways.empty()) config.pushgateways = {gateway_.url()};
    config.collect = "{interval: 2s, timeout: 2s, keep_last_for: 2s}";
    config_ = WriteConfig(dir_, config);
    daemon_ = std::make_unique<Daemon>(RunWith(config_), ProcessOptions{},
                                       std::vector<std::string>{"prlimit", kBound});
  }

  double Served(const std::string& name) const { return Value(daemon_->Served(), name); }

  // Collections that have succeeded, and those that failed for `reason`.
  double Succeeded() const {
    double failures = 0;
    double all = 0;
    for (const auto& [series, value] : daemon_->Served()) {
      if (series.name == "odin_agent_collect_failures_total") failures += value;
      if (series.name == "odin_agent_collects_total") all = value;
    }
    return all - failures;
  }
  double Failed(const std::string& reason) const {
    for (const auto& [series, value] : daemon_->Served()) {
      if (series.name == "odin_agent_collect_failures_total" &&
          series.labels.at("reason") == reason) {
        return value;
      }
    }
    return 0;
  }

  void ExpectUsualFarm() {
    Say(Text(OdinExposition(farm_.path())));
    EXPECT_TRUE(Eventually([this] {
      return Served("odin_agent_source_up") == 1 && Served("odin_printers_total") == 20;
    })) << daemon_->process().Errors();
    const std::size_t pushes = gateway_.requests().size();
    EXPECT_TRUE(gateway_.AwaitRequests(pushes + 1));
    const std::string log = daemon_->process().Errors();
    EXPECT_THAT(log, testing::Not(HasSubstr("a thread died")));
  }

  // The most memory that the daemon has had, in kB.
  long HighWater() const {
    std::ifstream status("/proc/" + std::to_string(daemon_->process().pid()) + "/status");
    for (std::string line; std::getline(status, line);) {
      if (line.starts_with("VmHWM:")) return std::stol(line.substr(6));
    }
    return 0;
  }

  void Report(const std::string& what, const std::string& becomes) const {
    std::printf("// | %-55s | %-12s | %2ld MB |\n", what.c_str(), becomes.c_str(),
                (HighWater() + 500) / 1000);
  }

  TempDir dir_;
  SampleFarm farm_;
  std::mutex mutex_;
  Answer answer_;
  ScriptedServer odin_{[this](const ReceivedRequest&) { return Said(); }};
  ScriptedServer gateway_{InTurn({Reply(200)})};
  std::string config_;
  std::unique_ptr<Daemon> daemon_;
};

class MemoryFor : public Memory, public testing::WithParamInterface<Input> {};

TEST_P(MemoryFor, AnInputIsBoundedAndEndsNothing) {
  const Input& input = GetParam();
  Say(input.odins_answer());
  Start({.more = input.more});
  const bool succeeds = std::string_view(input.reason).empty();
  EXPECT_TRUE(Eventually([&] { return (succeeds ? Succeeded() : Failed(input.reason)) >= 2; }))
      << daemon_->process().Errors();
  EXPECT_TRUE(Eventually([&] { return Served("odin_agent_source_up") == (succeeds ? 1 : 0); }))
      << daemon_->process().Errors();
  Report(input.what, succeeds ? "taken" : input.reason);
  ExpectUsualFarm();
}

std::string NameOf(const testing::TestParamInfo<Input>& input) { return input.param.name; }

void PrintTo(const Input& input, std::ostream* out) { *out << input.what; }

INSTANTIATE_TEST_SUITE_P(Inputs, MemoryFor, testing::ValuesIn(kInputs), NameOf);

TEST_F(Memory, OfAFarmOf10000IsEnoughWhileThreeGatewaysAreSilent) {
  const ScriptedServer silent(InTurn({Silence()}));
  const std::string slow = "{url: '" + silent.url() + "/";
  Say(Text(Farm(10'000, "Printer ")));
  Start({.pushgateways = {slow + "1', timeout: 9s}", slow + "2', timeout: 7s}",
                          slow + "3', timeout: 5s}", gateway_.url()},
         .more = kTwoLabels});
  EXPECT_TRUE(Eventually([&] { return Succeeded() >= 6; })) << daemon_->process().Errors();
  Report("10,000 printers, three of four gateways silent", "taken");
  ExpectUsualFarm();
}

TEST_F(Memory, OfAFarmOf10000IsEnoughWhileClientsReadSlowly) {
  Say(Text(Farm(10'000, "Printer ")));
  Start({.more = kTwoLabels});
  ASSERT_TRUE(Eventually([&] { return Succeeded() >= 1; })) << daemon_->process().Errors();
  std::vector<Socket> slow;
  for (int i = 0; i < 30; ++i) {
    slow.push_back(ConnectTo(daemon_->port()));
    const std::string request = "GET /api/metrics HTTP/1.1\r\nHost: a\r\n\r\n";
    ASSERT_EQ(::send(slow.back().fd(), request.data(), request.size(), 0),
              static_cast<ssize_t>(request.size()));
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
  }
  Report("10,000 printers, 30 clients that ask and do not read",
         Failed("too_large") > 0 ? "taken, mostly" : "taken");
  slow.clear();
  ExpectUsualFarm();
}

TEST_F(Memory, OfAGatewaysReplyIsBounded) {
  const ScriptedServer talker([](const ReceivedRequest&) {
    Answer answer{.bytes = "HTTP/1.1 500 No\r\nContent-Length: 1000000000\r\n\r\n"};
    answer.filler_bytes = 1'000'000'000;
    return answer;
  });
  Start({.pushgateways = {talker.url(), gateway_.url()}});
  EXPECT_TRUE(daemon_->process().WaitForText("msg=\"push fails\"", seconds(30)));
  Report("a gateway's reply of 1 GB", "server_error");
  ExpectUsualFarm();
}

// YAML takes a hundred times its size.
TEST_F(Memory, OfALargeConfigurationIsNoReasonToDie) {
  Start();
  for (const std::string unit : {"- a\n", "[", "{a: ", "a: *a\n", "? a\n"}) {
    std::string yaml = "site: a\nx:\n";
    while (yaml.size() + unit.size() < 256 << 10) yaml += unit;
    (void)dir_.Write("config.yaml", yaml);
    const std::size_t before = daemon_->process().Errors().size();
    daemon_->process().Signal(SIGHUP);
    EXPECT_TRUE(
        daemon_->process().WaitForError("the configuration was not reloaded", before, seconds(30)))
        << unit << daemon_->process().Errors().substr(0, 1000);
  }
  Report("256 kB of nested or long YAML at SIGHUP", "refused");
  ExpectUsualFarm();
}

}  // namespace
}  // namespace agent::test
