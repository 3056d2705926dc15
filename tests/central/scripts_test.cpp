// set-up.sh, add-site.sh and retire-site.sh of deploy/central, without servers; the fleet test runs
// them with.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "agent/base/file.hpp"
#include "support/paths.hpp"
#include "support/process.hpp"
#include "support/temp_dir.hpp"

namespace agent::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

class CentreScripts : public testing::Test {
 protected:
  CentreScripts() {
    fs::copy(SourcePath("deploy/central"), dir_.path(),
             fs::copy_options::recursive | fs::copy_options::overwrite_existing);
  }

  // Nobody answers at the Alertmanager's address: port 1 is a privileged one that nobody uses.
  [[nodiscard]] Finished Script(std::vector<std::string> command) const {
    command[0] = Path(command[0]);
    return test::Run(command, {.environment = {{"ODIN_AGENT", ODIN_AGENT_PROGRAM},
                                               {"ALERTMANAGER_URL", "http://127.0.0.1:1"},
                                               {"PUSHGATEWAY_URL", "https://127.0.0.1:1"}}});
  }
  void SetUpCentre(const std::vector<std::string>& names = {"push.example.com"}) const {
    std::vector<std::string> command{"set-up.sh"};
    command.insert(command.end(), names.begin(), names.end());
    const Finished finished = Script(command);
    ASSERT_EQ(finished.status, 0) << finished.errors;
  }

  [[nodiscard]] std::string Path(const std::string& file) const { return dir_.path() / file; }
  [[nodiscard]] std::string Read(const std::string& file) const {
    return base::ReadSmallFile(Path(file));
  }
  // The line of web-config.yml with a user's name and hash; empty where there is none.
  [[nodiscard]] std::string UserLine(const std::string& user) const {
    const std::string config = Read("web-config.yml");
    const std::size_t begin = config.find("\n  \"" + user + "\": \"$2");
    return begin == std::string::npos
               ? ""
               : config.substr(begin + 1, config.find('\n', begin + 1) - begin - 1);
  }
  [[nodiscard]] mode_t Mode(const std::string& file) const {
    struct stat status {};
    EXPECT_EQ(::stat(Path(file).c_str(), &status), 0) << file;
    return status.st_mode & 0777;
  }

  TempDir dir_;
};

TEST_F(CentreScripts, SetUpMakesACertificateForEveryNameAndItsOwnMachine) {
  SetUpCentre({"push.example.com", "192.0.2.7", "2001:db8::7"});
  for (const std::string name : {"push.example.com", "localhost", "pushgateway"}) {
    const Finished verified = test::Run({"openssl", "verify", "-CAfile", Path("tls/ca.pem"),
                                         "-verify_hostname", name, Path("tls/server.pem")});
    EXPECT_EQ(verified.status, 0) << name << verified.errors;
  }
  for (const std::string address : {"192.0.2.7", "2001:db8::7", "127.0.0.1", "::1"}) {
    const Finished verified = test::Run({"openssl", "verify", "-CAfile", Path("tls/ca.pem"),
                                         "-verify_ip", address, Path("tls/server.pem")});
    EXPECT_EQ(verified.status, 0) << address << verified.errors;
  }
  EXPECT_THAT(Read(".env"), HasSubstr("\nPUSH_URL=https://push.example.com:9091\n"));
}

TEST_F(CentreScripts, ASecondSetUpRenewsTheCertificateAndKeepsWhatTheFarmsKnow) {
  SetUpCentre();
  ASSERT_EQ(Script({"add-site.sh", "berlin-1"}).status, 0);
  const std::string ca = Read("tls/ca.pem");
  const std::string certificate = Read("tls/server.pem");
  const std::string users = Read("web-config.yml");
  const std::string settings = Read(".env");
  SetUpCentre({"other.example.com"});
  EXPECT_EQ(Read("tls/ca.pem"), ca);
  EXPECT_NE(Read("tls/server.pem"), certificate);
  EXPECT_EQ(Read("web-config.yml"), users);
  EXPECT_EQ(Read(".env"), settings);
}

TEST_F(CentreScripts, NobodyElseCanReadASecret) {
  SetUpCentre();
  ASSERT_EQ(Script({"add-site.sh", "berlin-1"}).status, 0);
  EXPECT_EQ(Mode("ca/ca.key"), 0600);
  EXPECT_EQ(Mode(".env"), 0600);
  EXPECT_EQ(Mode("tls/server.key"), 0640);
  EXPECT_EQ(Mode("secrets/prometheus.password"), 0640);
  EXPECT_EQ(Mode("web-config.yml"), 0640);
  EXPECT_EQ(Mode("farms/berlin-1"), 0700);
  EXPECT_EQ(Mode("farms/berlin-1/push.password"), 0600);
}

TEST_F(CentreScripts, ASiteHasOneUserWhosePasswordIsReplaced) {
  SetUpCentre();
  const Finished first = Script({"add-site.sh", "berlin-1"});
  ASSERT_EQ(first.status, 0) << first.errors;
  EXPECT_EQ(first.output, Read("farms/berlin-1/config.yaml"));
  const std::string line = UserLine("berlin-1");
  const std::string password = Read("farms/berlin-1/push.password").substr(0, 48);
  EXPECT_THAT(first.output + first.errors + Read("web-config.yml"), Not(HasSubstr(password)));
  ASSERT_EQ(Script({"add-site.sh", "berlin-1"}).status, 0);
  EXPECT_THAT(Read("farms/berlin-1/push.password"), Not(HasSubstr(password)));
  const std::string config = Read("web-config.yml");
  EXPECT_THAT(config, Not(HasSubstr(line)));
  EXPECT_THAT(config, HasSubstr(UserLine("berlin-1")));
  EXPECT_FALSE(UserLine("prometheus").empty());
}

TEST_F(CentreScripts, ANameThatIsNoFileAndUserIsRefused) {
  EXPECT_EQ(Script({"add-site.sh", "berlin-1"}).status, 1) << "before set-up.sh";
  SetUpCentre();
  const std::string before = Read("web-config.yml");
  for (const std::string name :
       {"../x", "a/b", "a b", "a:b", "a\nb", ".", "", "prometheus", "$x"}) {
    const Finished finished = Script({"add-site.sh", name});
    EXPECT_EQ(finished.status, 1) << name;
    EXPECT_THAT(finished.errors, HasSubstr("add-site.sh: ")) << name;
  }
  EXPECT_EQ(Script({"add-site.sh"}).status, 2);
  EXPECT_EQ(Script({"add-site.sh", "a", "b"}).status, 2);
  EXPECT_EQ(Script({"set-up.sh"}).status, 2);
  EXPECT_EQ(Script({"set-up.sh", "a,DNS:b"}).status, 1);
  EXPECT_EQ(Read("web-config.yml"), before);
}

TEST_F(CentreScripts, RetiringWithoutAnAlertmanagerShutsTheSiteOutAndSaysWhatIsLeftToDo) {
  SetUpCentre();
  ASSERT_EQ(Script({"add-site.sh", "berlin-1"}).status, 0);
  ASSERT_EQ(Script({"add-site.sh", "berlin-10"}).status, 0);
  const Finished retired = Script({"retire-site.sh", "berlin-1"});
  EXPECT_EQ(retired.status, 1);
  EXPECT_THAT(retired.errors,
              HasSubstr("may push no more, but Alertmanager did not take a silence"));
  EXPECT_TRUE(UserLine("berlin-1").empty());
  EXPECT_FALSE(UserLine("berlin-10").empty());
}

}  // namespace
}  // namespace agent::test
