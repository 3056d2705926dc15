#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "support/scripted_server.hpp"

namespace agent::test {

// Who may read O.D.I.N.'s endpoint, and in which role. Without any entry everybody may, as when
// O.D.I.N. runs behind a proxy that has already asked.
struct OdinAccess {
  struct User {
    std::string role = "viewer";        // a "guest" may not read
    std::vector<std::string> scopes{};  // of a scoped token; none: not limited
  };
  std::string global_key{};                 // the administrator's, in X-API-Key
  std::map<std::string, User> tokens{};     // "odin_…", in X-API-Key, or as a Bearer
  std::map<std::string, User> logins{};     // JWTs, as a Bearer
  std::map<std::string, User> passwords{};  // "name:password", as Basic
};

// Answers as O.D.I.N. does. GET /api/metrics gives `exposition` to those whom `access` lets in, and
// 401 or 403 with its JSON to the others. Other paths below /api give JSON, all others its own HTML
// pages. Call it for one request at a time.
[[nodiscard]] Script AnswerAsOdin(std::function<std::string()> exposition, OdinAccess access = {});

// O.D.I.N.'s endpoint in front of the database at `path`, on a free port of 127.0.0.1.
class OdinEndpoint {
 public:
  explicit OdinEndpoint(const std::string& path, OdinAccess access = {}, std::uint16_t port = 0);

  [[nodiscard]] std::string url() const { return server_.url() + "/api/metrics"; }
  [[nodiscard]] const ScriptedServer& server() const { return server_; }

 private:
  ScriptedServer server_;
};

}  // namespace agent::test
