// O.D.I.N. opens and closes a connection for nearly every statement, so that its -wal comes and
// goes all day while the agent reads. No reading may fail of it, and O.D.I.N. may not notice the
// agent.
#include <gmock/gmock.h>
#include <signal.h>

#include <thread>

#include "integration/source_fixture.hpp"
#include "support/eventually.hpp"

namespace agent::test {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using std::chrono::seconds;

class SourceChurn : public SourceFixture {
 protected:
  // A reading takes some hundred milliseconds with a million jobs, and O.D.I.N. opens and closes
  // fifty connections a second meanwhile.
  void StartChurn(int jobs) {
    StartOdin();
    StopOdin();
    Execute(
        "PRAGMA synchronous = OFF; WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 "
        "FROM n LIMIT " +
        std::to_string(jobs) +
        ") INSERT INTO jobs (item_name, status) SELECT '', 'pending' FROM n");
    StartOther("churn");
  }

  std::string Config(const std::string& collect = "{interval: 10s, timeout: 10s}") const {
    return WriteConfig(dir_, {.database = database_, .collect = collect});
  }
};

TEST_F(SourceChurn, FailsNoReadingAndNoWriter) {
  StartChurn(1'000'000);
  for (int i = 0; i < 40; ++i) {
    const Finished once = RunAgent({"once", "--config", Config()});
    ASSERT_EQ(once.status, 0) << "reading " << i << '\n' << once.errors;
    ASSERT_GE(Value(ParseSamples(once.output), "odin_queue_depth"), 1'000'000);
  }
  EndOther();  // the writer has seen no error
  // Where its last close was during a reading, -wal goes with the next one.
  Execute("UPDATE printers SET bed_temp = 60");
  EXPECT_FALSE(fs::exists(File("-wal")));
  fs::remove(database_);  // or O.D.I.N. would have to delete all the jobs
}

// Stops the agent for nine tenths of the time, as a processor ten times as slow would.
class Brake {
 public:
  explicit Brake(const Process& process)
      : thread_([&process](std::stop_token stop) {
          while (!stop.stop_requested()) {
            process.Signal(SIGSTOP);
            std::this_thread::sleep_for(milliseconds(18));
            process.Signal(SIGCONT);
            std::this_thread::sleep_for(milliseconds(2));
          }
        }) {}

 private:
  std::jthread thread_;
};

TEST_F(SourceChurn, FailsNoReadingOfASlowMachine) {
  StartChurn(100'000);
  Daemon daemon(RunWith(Config("{interval: 4s, timeout: 4s}")));
  {
    const Brake brake(daemon.process());
    EXPECT_TRUE(
        Eventually([&] { return Value(daemon.Served(), "odin_agent_collects_total") >= 5; }));
  }
  EXPECT_EQ(daemon.process().Errors().find("collection fails"), std::string::npos)
      << daemon.process().Errors();
  daemon.process().Signal(SIGTERM);
  EXPECT_EQ(daemon.process().Wait(seconds(10)), 0);
  EndOther();
  fs::remove(database_);  // or O.D.I.N. would have to delete all the jobs
}

}  // namespace
}  // namespace agent::test
