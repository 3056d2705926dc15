#include "agent/publish/grouping_key.hpp"

#include "agent/base/base64.hpp"
#include "agent/base/url.hpp"

namespace agent::publish {
namespace {

// A server takes "." and ".." for steps in the path, encoded or not, and an encoded '/' for a
// plain one: such values can only go as base64.
bool NeedsBase64(std::string_view value) {
  return value.empty() || value == "." || value == ".." ||
         value.find('/') != std::string_view::npos;
}

// From here on the shorter of the two forms: a server takes no request line of more than 1 MB.
constexpr std::size_t kLong = 8192;

std::string Segments(std::string_view label, std::string_view value) {
  std::string out = "/";
  out += label;
  const std::string percent = NeedsBase64(value) ? "" : base::PercentEncode(value);
  if (!percent.empty() && percent.size() <= kLong) return out + "/" + percent;
  const std::string base64 = value.empty() ? "=" : base::Base64UrlEncode(value);
  if (!percent.empty() && percent.size() <= base64.size()) return out + "/" + percent;
  return out + "@base64/" + base64;
}

}  // namespace

std::string GroupPath(std::string_view job, std::string_view site) {
  return JobPath(job) + Segments("site", site);
}

std::string JobPath(std::string_view job) { return "/metrics" + Segments("job", job); }

std::string GroupPath(const std::map<std::string, std::string>& labels) {
  std::string path = JobPath(labels.at("job"));
  for (const auto& [name, value] : labels) {
    if (name != "job") path += Segments(name, value);
  }
  return path;
}

}  // namespace agent::publish
