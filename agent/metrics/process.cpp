#include "agent/metrics/process.hpp"

#include <dirent.h>
#include <sys/resource.h>
#include <unistd.h>

#include <charconv>
#include <memory>
#include <optional>
#include <string_view>

#include "agent/base/file.hpp"
#include "agent/base/text.hpp"
#include "agent/base/utf8.hpp"
#include "agent/metrics/agent_families.hpp"

namespace agent::metrics {
namespace {

using prometheus::MetricFamily;

double Seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

std::optional<double> CpuSeconds() {
  rusage usage{};
  if (::getrusage(RUSAGE_SELF, &usage) != 0) return std::nullopt;
  return Seconds(usage.ru_utime) + Seconds(usage.ru_stime);
}

// A file of /proc or /sys; empty where it is not there.
std::string ReadSystemFile(const char* path) {
  try {
    return base::ReadSmallFile(path);
  } catch (const base::FileError&) {
    return {};
  }
}

// The second number of /proc/self/statm is resident pages (proc(5)).
std::optional<double> ResidentBytes() {
  const std::string statm = ReadSystemFile("/proc/self/statm");
  const std::size_t space = statm.find(' ');
  if (space == std::string::npos) return std::nullopt;
  long pages = 0;
  const char* end = statm.data() + statm.size();
  if (std::from_chars(statm.data() + space + 1, end, pages).ec != std::errc()) return std::nullopt;
  return static_cast<double>(pages) * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

struct CloseFolder {
  void operator()(DIR* folder) const { ::closedir(folder); }
};

std::optional<double> OpenFds() {
  const std::unique_ptr<DIR, CloseFolder> folder(::opendir("/proc/self/fd"));
  if (!folder) return std::nullopt;
  int count = 0;
  while (const dirent* entry = ::readdir(folder.get())) {
    if (entry->d_name[0] != '.') ++count;
  }
  return count - 1;  // the folder's own descriptor
}

void AddFamily(std::vector<MetricFamily>& families, const FamilyDefinition& definition,
               std::optional<double> value) {
  if (value) AddSample(families.emplace_back(MakeFamily(definition)), {}, *value);
}

}  // namespace

std::vector<MetricFamily> ProcessFamilies() {
  std::vector<MetricFamily> families;
  AddFamily(families, AgentFamily("odin_agent_cpu_seconds_total"), CpuSeconds());
  AddFamily(families, AgentFamily("odin_agent_resident_memory_bytes"), ResidentBytes());
  AddFamily(families, AgentFamily("odin_agent_open_fds"), OpenFds());
  return families;
}

Host DescribeHost() {
  Host host;
  char name[256] = {};
  if (::gethostname(name, sizeof name - 1) == 0) host.hostname = base::SanitizeUtf8(name);
  // Not /proc/device-tree, which the service's sandbox (ProcSubset=pid) hides. The device tree's
  // strings end in NUL.
  for (const char* path :
       {"/sys/firmware/devicetree/base/model", "/sys/class/dmi/id/product_name"}) {
    const std::string content = ReadSystemFile(path);
    const std::string_view model = base::Trim(std::string_view(content.c_str()));
    if (!model.empty()) {
      host.model = base::SanitizeUtf8(model);
      break;
    }
  }
  if (host.model.empty()) host.model = "unknown";
  return host;
}

}  // namespace agent::metrics
