#include "support/squid.hpp"

#include <chrono>
#include <filesystem>
#include <stdexcept>

#include "support/eventually.hpp"
#include "support/http.hpp"
#include "support/loopback.hpp"
#include "support/paths.hpp"

namespace agent::test {
namespace {

namespace fs = std::filesystem;

// Nothing that listens or is written but what a test needs.
constexpr const char* kSettings = R"(
acl forbidden dstdomain FORBIDDEN
http_access deny forbidden
http_access allow all
cache deny all
cache_mem 8 MB
pid_filename none
access_log none
cache_log /dev/null
cache_store_log none
pinger_enable off
unlinkd_program /bin/true
logfile_daemon /bin/true
shutdown_lifetime 0 seconds
connect_timeout 2 seconds
cache_effective_user nobody
)";

// Where the libraries lie that were unpacked with it: usr/lib/x86_64-linux-gnu or the like.
std::string LibraryFolder(const fs::path& usr) {
  for (const fs::directory_entry& entry : fs::directory_iterator(usr / "lib")) {
    if (entry.path().filename().string().find("-linux-gnu") != std::string::npos) {
      return entry.path();
    }
  }
  throw std::runtime_error("squid's libraries are missing: run deploy/fetch-servers.sh");
}

}  // namespace

SquidProxy::SquidProxy(const std::string& forbidden) : port_(FreePort()) {
  const fs::path usr = SourcePath("build/servers/usr");
  const fs::path program = usr / "sbin" / "squid";
  if (!fs::exists(program)) {
    throw std::runtime_error(program.string() + " is missing: run deploy/fetch-servers.sh");
  }
  std::string settings = kSettings;
  settings.replace(settings.find("FORBIDDEN"), std::string("FORBIDDEN").size(), forbidden);
  settings += "http_port 127.0.0.1:" + std::to_string(port_) + "\n" + "mime_table " +
              (usr / "share/squid/mime.conf").string() + "\n" + "icon_directory " +
              (usr / "share/squid/icons").string() + "\n" + "error_directory " +
              (usr / "share/squid-langpack/templates").string() + "\n" + "coredump_dir " +
              dir_.path().string() + "\n";
  // A name of its own: its shared memory is called by it, and what a killed squid left lies in the
  // way.
  process_ = std::make_unique<Process>(
      std::vector<std::string>{program, "-N", "-n", "odinagent" + std::to_string(port_), "-f",
                               dir_.Write("squid.conf", settings)},
      ProcessOptions{.environment = {{"LD_LIBRARY_PATH", LibraryFolder(usr)}}, .input = ""});
  const auto listens = [this] {
    try {
      return Get(port_, "/").status != 0;
    } catch (const std::runtime_error&) {
      return false;
    }
  };
  if (!Eventually(listens, std::chrono::seconds(20))) {
    throw std::runtime_error("squid does not start: " + process_->Errors());
  }
}

}  // namespace agent::test
