#include "agent/config/load.hpp"

#include <cerrno>
#include <filesystem>
#include <new>
#include <system_error>
#include <utility>

#include "agent/base/file.hpp"
#include "agent/base/utf8.hpp"
#include "agent/config/files.hpp"
#include "agent/config/load_config.hpp"
#include "agent/config/value.hpp"
#include "agent/config/yaml_tree.hpp"

namespace agent::config {
namespace {

// A user in a hundred bytes: some 2,500 of them. YAML of many small parts takes a hundred times its
// size.
constexpr std::size_t kMaxConfigBytes = 256 << 10;

LoadResult Parse(std::string_view yaml, LoadContext context) {
  Config config;
  context.text = base::WithoutByteOrderMark(yaml);
  context.lines = LineIndex(context.text);
  try {
    const Node root = ParseYaml(yaml);
    ReadConfig(Value(root, "", context), config);
  } catch (const YamlError& error) {
    context.found.errors.push_back(
        {context.file, error.place().line, error.place().column, error.what()});
  }
  SortByPlace(context.found);
  LoadResult result{std::move(context.found), {}, config.log};
  if (result.errors.empty()) result.config = std::move(config);
  return result;
}

LoadContext MakeContext(const std::string& path, const Environment& environment,
                        std::string public_mode) {
  return {.file = path,
          .folder = std::filesystem::path(path).parent_path(),
          .environment = &environment,
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

void RefuseMissingFiles(LoadResult& result) {
  RefuseMissingFiles(static_cast<Diagnostics&>(result));
  if (!result.errors.empty()) result.config.reset();
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
    if (message.ends_with(std::generic_category().message(ENOENT))) {
      message +=
          ": name it with --config, or make it from config.example.yaml, which has every key";
    } else if (message.ends_with(std::generic_category().message(EACCES))) {
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
