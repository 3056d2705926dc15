#include "agent/config/load.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <iterator>
#include <new>
#include <system_error>
#include <tuple>

#include "agent/base/duration.hpp"
#include "agent/base/file.hpp"
#include "agent/config/files.hpp"
#include "agent/config/load_endpoint.hpp"
#include "agent/config/load_local.hpp"
#include "agent/config/load_pushgateways.hpp"
#include "agent/config/mapping.hpp"
#include "agent/config/stray_character.hpp"
#include "agent/config/raw_text.hpp"
#include "agent/config/suggest.hpp"

namespace agent::config {
namespace {

// A user in a hundred bytes: some 2,500 of them. YAML of many small parts takes a hundred times its
// size.
constexpr std::size_t kMaxConfigBytes = 256 << 10;
constexpr std::size_t kMaxExternalLabelBytes = 4096;

constexpr Field<DatabaseSource> kDatabaseSource[] = {
    {"path", Need::kRequired,
     [](const Value& value, DatabaseSource& out) { ReadPath(value, out.path); }},
};

constexpr Field<DemoSource> kDemoSource[] = {
    {"printers", Need::kOptional,
     [](const Value& value, DemoSource& out) { ReadWholeNumber(value, 1, 1000, out.printers); }},
};

constexpr Field<Source> kSources[] = {
    {"database", Need::kOptional,
     [](const Value& value, Source& out) {
       ReadMapping(value, kDatabaseSource, out.emplace<DatabaseSource>());
     }},
    {"endpoint", Need::kOptional,
     [](const Value& value, Source& out) { ReadEndpoint(value, out.emplace<EndpointSource>()); }},
    {"demo", Need::kOptional,
     [](const Value& value, Source& out) {
       ReadMapping(value, kDemoSource, out.emplace<DemoSource>());
     }},
};

// Here a key counts even without a value: `demo:` is a choice.
void ReadSource(const Value& source, Source& out) {
  std::vector<std::string_view> known;
  AppendKeys(kSources, known);
  if (!CheckKeys(source, known)) return;
  int chosen = 0;
  for (const Field<Source>& kind : kSources) {
    if (const std::optional<Value> value = source.FindKey(kind.key)) {
      kind.read(*value, out);
      ++chosen;
    }
  }
  if (chosen != 1) source.Error("needs exactly one of " + JoinWords(known));
}

// Far from what anybody wants: they keep sums of times from overflowing.
constexpr milliseconds kLongestInterval = std::chrono::hours(24);
constexpr milliseconds kLongestKeeping = std::chrono::hours(7 * 24);

constexpr Field<CollectConfig> kCollect[] = {
    {"interval", Need::kOptional,
     [](const Value& value, CollectConfig& out) {
       ReadDuration(value, milliseconds(10), kLongestInterval, out.interval);
     }},
    {"timeout", Need::kOptional,
     [](const Value& value, CollectConfig& out) {
       ReadDuration(value, milliseconds(1), kLongestInterval, out.timeout);
     }},
    {"keep_last_for", Need::kOptional,
     [](const Value& value, CollectConfig& out) {
       ReadDuration(value, milliseconds(0), kLongestKeeping, out.keep_last_for);
     }},
};

void ReadCollect(const Value& collect, CollectConfig& out) {
  if (!ReadMapping(collect, kCollect, out)) return;
  if (const std::optional<Value> timeout = collect.Find("timeout")) {
    if (out.timeout > out.interval)
      timeout->Error("must not be longer than collect.interval (" +
                     base::FormatDuration(out.interval) + ')');
  } else {
    out.timeout = std::min(out.timeout, out.interval);
  }
}

bool IsLabelName(std::string_view name) {
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  return !name.empty() && is_letter(name[0]) && std::all_of(name.begin(), name.end(), [&](char c) {
    return is_letter(c) || (c >= '0' && c <= '9');
  });
}

void CheckLabelName(const Value& label) {
  constexpr std::array<std::string_view, 3> kGroupLabels = {"instance", "job", "site"};
  constexpr std::array<std::string_view, 14> kMetricLabels = {
      "arch",    "code",       "gateway",  "hostname", "le",       "model",  "path",
      "printer", "printer_id", "quantile", "reason",   "revision", "status", "version"};
  const auto is_in = [&label](const auto& names) {
    return std::find(names.begin(), names.end(), label.key()) != names.end();
  };
  if (!IsLabelName(label.key())) {
    label.ErrorAtKey("is not a label name (letters, digits and _, not beginning with a digit)" +
                     NameForeignCharacter(label.key()));
  } else if (label.key().starts_with("__")) {
    label.ErrorAtKey("label names that begin with __ are Prometheus' own");
  } else if (is_in(kGroupLabels)) {
    label.ErrorAtKey("names the pushed group itself; choose another name");
  } else if (is_in(kMetricLabels)) {
    label.ErrorAtKey("is a label of the metrics themselves; choose another name");
  }
}

void ReadExternalLabels(const Value& value, std::vector<std::pair<std::string, std::string>>& out) {
  if (!CheckDuplicates(value)) return;
  for (const Value& label : value.Children()) {
    CheckLabelName(label);
    if (std::optional<std::string> text = label.Text(Oddity::kWarning)) {
      out.emplace_back(label.key(), std::move(*text));
    }
  }
  std::sort(out.begin(), out.end());
  std::size_t bytes = 0;
  for (const auto& [name, text] : out) bytes += name.size() + text.size();
  if (bytes > kMaxExternalLabelBytes) {
    value.Error("has " + std::to_string(bytes) + " bytes, and " +
                std::to_string(kMaxExternalLabelBytes) +
                " are the most: they are in every line that is pushed");
  }
}

void ReadLogLevel(const Value& value, base::LogLevel& out) {
  using base::LogLevel;
  constexpr std::string_view kWords[] = {"debug", "info", "warn", "error"};
  constexpr LogLevel kValues[] = {LogLevel::kDebug, LogLevel::kInfo, LogLevel::kWarn,
                                  LogLevel::kError};
  if (const auto index = ReadOneOf(value, kWords)) out = kValues[*index];
}

void ReadLogFormat(const Value& value, base::LogFormat& out) {
  constexpr std::string_view kWords[] = {"logfmt", "json"};
  constexpr base::LogFormat kValues[] = {base::LogFormat::kLogfmt, base::LogFormat::kJson};
  if (const auto index = ReadOneOf(value, kWords)) out = kValues[*index];
}

constexpr Field<LogConfig> kLog[] = {
    {"level", Need::kOptional,
     [](const Value& value, LogConfig& out) { ReadLogLevel(value, out.level); }},
    {"format", Need::kOptional,
     [](const Value& value, LogConfig& out) { ReadLogFormat(value, out.format); }},
};

constexpr Field<Config> kConfig[] = {
    {"site", Need::kRequired, [](const Value& value, Config& out) { ReadText(value, out.site); }},
    {"source", Need::kRequired,
     [](const Value& value, Config& out) { ReadSource(value, out.source); }},
    {"collect", Need::kOptional,
     [](const Value& value, Config& out) { ReadCollect(value, out.collect); }},
    {"external_labels", Need::kOptional,
     [](const Value& value, Config& out) { ReadExternalLabels(value, out.external_labels); }},
    {"pushgateways", Need::kOptional,
     [](const Value& value, Config& out) { ReadPushgateways(value, out.pushgateways); }},
    {"local", Need::kOptional,
     [](const Value& value, Config& out) { ReadLocal(value, out.local); }},
    {"log", Need::kOptional,
     [](const Value& value, Config& out) { ReadMapping(value, kLog, out.log); }},
};

void ReadConfig(const Value& root, Config& out) {
  if (root.kind() == YamlNode::Kind::kNull) {
    root.Error("the file is empty, or has nothing but comments: it needs at least site and source");
    return;
  }
  if (!ReadMapping(root, kConfig, out) || !out.pushgateways.empty()) return;
  const std::optional<Value> list = root.FindKey("pushgateways");
  if (list && list->kind() == YamlNode::Kind::kSequence) return;  // `[]` says: none
  list.value_or(root).Warn(
      "no Pushgateway is configured: nothing is pushed, and only the local endpoint has the "
      "metrics; write pushgateways: [] if that is meant");
}

void SortByPlace(std::vector<Diagnostic>& diagnostics) {
  std::stable_sort(diagnostics.begin(), diagnostics.end(),
                   [](const Diagnostic& a, const Diagnostic& b) {
                     return std::tie(a.line, a.column) < std::tie(b.line, b.column);
                   });
}

LoadResult Parse(std::string_view yaml, LoadContext context) {
  Config config;
  context.text = WithoutByteOrderMark(yaml);
  context.lines = LineIndex(context.text);
  try {
    const YamlNode root = ParseYaml(yaml);
    ReadConfig(Value(root, "", context), config);
  } catch (const YamlError& error) {
    context.errors.push_back(
        {context.file, error.place().line, error.place().column, error.what()});
  }
  SortByPlace(context.errors);
  SortByPlace(context.warnings);
  SortByPlace(context.awaited);
  LoadResult result;
  result.log = config.log;
  if (context.errors.empty()) result.config = std::move(config);
  result.errors = std::move(context.errors);
  result.warnings = std::move(context.warnings);
  result.awaited = std::move(context.awaited);
  result.files = std::move(context.files);
  return result;
}

LoadContext MakeContext(const std::string& path, const Environment& environment,
                        std::string public_mode) {
  return {.file = path,
          .folder = std::filesystem::path(path).parent_path(),
          .environment = environment,
          .text = {},
          .lines = LineIndex(),
          .public_mode = std::move(public_mode)};
}

LoadResult OutOfMemory(const std::string& path) {
  LoadResult result;
  result.errors.push_back({path, 0, 0,
                           "cannot read the configuration: it takes more memory than there is: is "
                           "this the right file, and is it whole?"});
  return result;
}

}  // namespace

std::string FormatDiagnostic(const Diagnostic& diagnostic) {
  std::string text = diagnostic.file + ':';
  if (diagnostic.line > 0) {
    text += std::to_string(diagnostic.line) + ':' + std::to_string(diagnostic.column) + ':';
  }
  return text + ' ' + diagnostic.message;
}

Environment ProcessEnvironment() {
  return [](const std::string& name) -> std::optional<std::string> {
    const char* const value = std::getenv(name.c_str());
    if (value == nullptr) return std::nullopt;
    return value;
  };
}

void RefuseAwaited(LoadResult& result) {
  if (result.awaited.empty()) return;
  result.config.reset();
  std::ranges::move(result.awaited, std::back_inserter(result.errors));
  result.awaited.clear();
  SortByPlace(result.errors);
}

LoadResult LoadConfig(const std::string& path, const Environment& environment) {
  try {
    const std::string yaml = base::ReadSmallFile(path, kMaxConfigBytes);
    return Parse(yaml, MakeContext(path, environment, PublicMode(path)));
  } catch (const base::FileError& error) {
    // The diagnostic names the file; the error's text begins with the same name.
    const std::string_view what = error.what();
    LoadResult result;
    std::string message =
        "cannot read the configuration: " + std::string(what.substr(path.size() + 2));
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored)) message += ": name the file in it";
    if (message.ends_with(std::generic_category().message(EACCES))) {
      message += ": use sudo; odin-agent check --as tells what the service's user lacks";
    }
    result.errors.push_back({path, 0, 0, std::move(message)});
    return result;
  } catch (const std::bad_alloc&) {
    return OutOfMemory(path);
  }
}

LoadResult ParseConfig(std::string_view yaml, const std::string& path,
                       const Environment& environment) {
  return Parse(yaml, MakeContext(path, environment, ""));
}

}  // namespace agent::config
