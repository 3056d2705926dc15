#include "agent/app/permission_checks.hpp"

#include <variant>

#include "agent/collect/denials.hpp"
#include "agent/collect/explain_fault.hpp"

namespace agent::app {
namespace {

Finding Denied(const std::string& subject, const std::vector<collect::Denial>& denials,
               const base::User& user, const std::string& remedy) {
  return {false, subject,
          "user " + user.name + " " + collect::DescribeDenials(denials) + ". Run: " + remedy};
}

}  // namespace

std::vector<Finding> CheckFilePermissions(const std::vector<std::string>& files,
                                          const base::User& user) {
  constexpr const char* kSubject = "permissions";
  const std::vector<collect::Denial> denials = collect::FindDenials(files, user);
  if (!denials.empty()) {
    return {Denied(kSubject, denials, user, collect::FileRemedy(denials, user))};
  }
  return {{true, kSubject,
           "user " + user.name + " may read the configuration and every file it names"}};
}

std::vector<Finding> FindClosedSource(const config::Config& config, const base::User& user) {
  constexpr const char* kSubject = "source";
  const auto* database = std::get_if<config::DatabaseSource>(&config.source);
  if (database == nullptr) return {};
  const std::string& path = database->path;
  if (const auto fault = collect::FindPathFault(path)) return {{false, kSubject, fault->detail}};
  const std::vector<collect::Denial> denials =
      collect::FindDenials(collect::FilesOfDatabase(path), user);
  if (denials.empty()) return {};
  return {Denied(kSubject, denials, user, collect::DatabaseRemedy(path, denials, user))};
}

}  // namespace agent::app
