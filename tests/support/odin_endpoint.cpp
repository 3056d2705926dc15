#include "support/odin_endpoint.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "agent/base/base64.hpp"
#include "support/odin_exposition.hpp"

namespace agent::test {
namespace {

using User = OdinAccess::User;

Answer Json(int status, const std::string& detail) {
  return Reply(status, "{\"detail\":\"" + detail + "\"}", "Content-Type: application/json\r\n");
}

std::string HeaderOf(const ReceivedRequest& request, const std::string& name) {
  const auto found = request.headers.find(name);
  return found == request.headers.end() ? "" : found->second;
}

std::optional<User> Find(const std::map<std::string, User>& users, const std::string& secret) {
  const auto found = users.find(secret);
  if (found == users.end()) return std::nullopt;
  return found->second;
}

bool IsOpen(const OdinAccess& access) {
  return access.global_key.empty() && access.tokens.empty() && access.logins.empty() &&
         access.passwords.empty();
}

std::optional<User> WhoAsks(const ReceivedRequest& request, const OdinAccess& access) {
  if (IsOpen(access)) return User();
  const std::string authorization = HeaderOf(request, "authorization");
  if (authorization.starts_with("Bearer ")) {
    const std::string bearer = authorization.substr(7);
    if (auto user = Find(access.logins, bearer)) return user;
    if (auto user = Find(access.tokens, bearer)) return user;
  }
  for (const auto& [password, user] : access.passwords) {
    if (authorization == "Basic " + base::Base64Encode(password)) return user;
  }
  const std::string key = HeaderOf(request, "x-api-key");
  if (!key.empty() && key == access.global_key) return User{.role = "admin"};
  return Find(access.tokens, key);
}

bool MayRead(const User& user) {
  return user.scopes.empty() ||
         std::any_of(user.scopes.begin(), user.scopes.end(), [](const std::string& scope) {
           return scope == "read" || scope.starts_with("read:") || scope == "admin";
         });
}

Answer Metrics(const ReceivedRequest& request, const OdinAccess& access,
               const std::function<std::string()>& exposition) {
  const std::optional<User> user = WhoAsks(request, access);
  if (!user) return Json(401, "Not authenticated");
  if (user->role == "guest") return Json(403, "Insufficient permissions");
  if (!MayRead(*user)) return Json(403, "Insufficient token scope — 'read' scope required");
  return Reply(200, exposition(), "Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n");
}

}  // namespace

Script AnswerAsOdin(std::function<std::string()> exposition, OdinAccess access) {
  return [exposition = std::move(exposition),
          access = std::move(access)](const ReceivedRequest& request) {
    if (!request.target.starts_with("/api/")) {
      return Reply(200, "<!doctype html><html><body><div id=\"root\"></div></body></html>",
                   "Content-Type: text/html; charset=utf-8\r\n");
    }
    if (request.target == "/api/health") {
      return Reply(200, "{\"status\":\"ok\"}", "Content-Type: application/json\r\n");
    }
    if (request.target != "/api/metrics") return Json(404, "Not Found");
    if (request.method != "GET") return Json(405, "Method Not Allowed");
    return Metrics(request, access, exposition);
  };
}

OdinEndpoint::OdinEndpoint(const std::string& path, OdinAccess access, std::uint16_t port)
    : server_(AnswerAsOdin([path] { return OdinExposition(path); }, std::move(access)), port) {}

}  // namespace agent::test
