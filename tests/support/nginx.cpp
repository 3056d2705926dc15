#include "support/nginx.hpp"

#include <stdexcept>
#include <string>
#include <vector>

#include "support/eventually.hpp"
#include "support/http.hpp"
#include "support/loopback.hpp"
#include "support/servers.hpp"

namespace agent::test {
namespace {

constexpr int kTries = 5;  // somebody else may take a port that was free a moment ago

// One process, as whoever runs the test, with all its files in the folder `dir`.
std::string Configuration(const std::string& dir, std::uint16_t port,
                          const std::string& locations) {
  std::string text = "daemon off; master_process off; error_log stderr; pid '" + dir +
                     "/pid'; events {}\nhttp { access_log off;\n";
  for (const char* kind : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"}) {
    text += std::string(kind) + "_temp_path '" + dir + "/" + kind + "';\n";
  }
  return text + "server { listen 127.0.0.1:" + std::to_string(port) +
         ";\nlocation = /-/ready { return 200; }\n" + locations + "\n} }\n";
}

}  // namespace

NginxServer::NginxServer(const std::string& locations) {
  const std::string dir = dir_.path();
  dir_.Write("users", "berlin-1:{PLAIN}secret\n");
  for (int i = 0; i < kTries; ++i) {
    port_ = FreePort();
    const std::string config = dir_.Write("nginx.conf", Configuration(dir, port_, locations));
    process_ = std::make_unique<Process>(std::vector<std::string>{
        ServerProgram("../sbin/nginx"), "-e", "stderr", "-p", dir, "-c", config});
    const auto is_ready = [&] {
      try {
        return Get(port_, "/-/ready").status == 200;
      } catch (const std::exception&) {
        return false;
      }
    };
    const auto has_ended = [&] { return process_->Wait(std::chrono::milliseconds(0)).has_value(); };
    if (Eventually([&] { return has_ended() || is_ready(); }) && !has_ended()) return;
  }
  throw std::runtime_error("nginx does not start: " + process_->Errors());
}

}  // namespace agent::test
