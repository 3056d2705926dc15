#include "agent/app/permission_checks.hpp"

#include <variant>

#include "agent/collect/path_fault.hpp"
#include "agent/diagnose/permission_errors.hpp"

namespace agent::app {
namespace {

Finding Denied(const std::string& subject, const std::vector<diagnose::PermissionError>& errors,
               const base::User& user, const std::string& remedy) {
  return {
      Verdict::kFault, subject,
      "user " + user.name + " " + diagnose::DescribePermissionErrors(errors) + ". Run: " + remedy};
}

}  // namespace

std::vector<Finding> CheckFilePermissions(const std::vector<std::string>& files,
                                          const base::User& user) {
  constexpr const char* kSubject = "permissions";
  const std::vector<diagnose::PermissionError> errors = diagnose::FindPermissionErrors(files, user);
  if (!errors.empty()) {
    return {Denied(kSubject, errors, user, diagnose::FileRemedy(errors, user))};
  }
  return {{Verdict::kGood, kSubject,
           "user " + user.name + " may read the configuration and every file it names"}};
}

std::vector<Finding> FindSourceFaults(const config::Config& config, const base::User& user) {
  constexpr const char* kSubject = "source";
  const auto* database = std::get_if<config::DatabaseSource>(&config.source);
  if (database == nullptr) return {};
  const std::string& path = database->path;
  if (const auto fault = collect::FindPathFault(path))
    return {{Verdict::kFault, kSubject, fault->detail}};
  const std::vector<diagnose::PermissionError> errors =
      diagnose::FindPermissionErrors(diagnose::FilesOfDatabase(path), user);
  if (errors.empty()) return {};
  return {Denied(kSubject, errors, user, diagnose::DatabaseRemedy(path, errors, user))};
}

}  // namespace agent::app
