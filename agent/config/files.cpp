#include "agent/config/files.hpp"

#include <sys/stat.h>

#include "agent/base/file.hpp"

namespace agent::config {
namespace {

// A bundle of all the world's CAs is well below this.
constexpr std::size_t kMaxPemBytes = 4 << 20;

std::string OpenToAll(const std::string& mode, const std::string& path) {
  return "every user of this machine can read it (mode " + mode + "); run: chmod o-r " + path;
}

void WarnIfPublic(const Value& value, const std::string& path) {
  const std::string mode = PublicMode(path);
  if (!mode.empty()) value.Warn(path + " is a secret, but " + OpenToAll(mode, path));
}

// Reads `path` as the HTTP client will. Throws FileError.
void TrySecretFile(const std::string& path) {
  const base::Secret secret = base::ReadSecret({.value = {}, .file = path});
  if (HasControlCharacter(secret.Reveal())) {
    throw base::FileError(path + ": must hold the secret in one line and nothing else");
  }
}

}  // namespace

void ReadPath(const Value& value, std::string& out) {
  if (const std::optional<std::string> text = value.Text(Oddity::kWarning)) {
    out = (value.context().folder / *text).string();
  }
}

void ReadFileName(const Value& value, std::string& out) {
  std::string path;
  ReadPath(value, path);
  if (path.empty()) return;
  value.context().files.push_back(path);
  try {
    if (base::ReadSmallFile(path, kMaxPemBytes).empty()) throw base::FileError(path + ": is empty");
    out = path;
  } catch (const base::FileError& error) {
    value.Error(error.what());
  }
}

void ReadPrivateFileName(const Value& value, std::string& out) {
  ReadFileName(value, out);
  if (!out.empty()) WarnIfPublic(value, out);
}

void ReadSecretText(const Value& value, base::SecretSource& out) {
  if (std::optional<std::string> text = value.Text(Oddity::kWarning)) {
    out.value = base::Secret(std::move(*text));
    NoteSecret(value);
  }
}

void ReadSecretFile(const Value& value, base::SecretSource& out) {
  std::string path;
  ReadPath(value, path);
  if (path.empty()) return;
  value.context().files.push_back(path);
  try {
    TrySecretFile(path);
    WarnIfPublic(value, path);
    out.file = path;
  } catch (const base::FileError& error) {
    value.Error(error.what());
  }
}

void CheckOneSecret(const Value& mapping, std::string_view key) {
  if (mapping.kind() != YamlNode::Kind::kMapping) return;
  const std::string file_key = std::string(key) + "_file";
  const bool has_text = mapping.Find(key).has_value();
  const bool has_file = mapping.Find(file_key).has_value();
  if (has_text && has_file) {
    mapping.Error(std::string(key) + " and " + file_key + " exclude each other: keep one");
  } else if (!has_text && !has_file) {
    mapping.Error(std::string(key) + " or " + file_key + " is required");
  }
}

void NoteSecret(const Value& value) {
  LoadContext& context = value.context();
  if (context.public_mode.empty() || !value.IsLiteral()) return;
  value.Warn("is a secret in this file, but " + OpenToAll(context.public_mode, context.file));
  context.public_mode.clear();
}

std::string PublicMode(const std::string& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0 || (info.st_mode & S_IROTH) == 0) return {};
  std::string mode = "0000";
  for (std::size_t i = 1; i < mode.size(); ++i) {
    mode[i] = static_cast<char>('0' + ((info.st_mode >> (9 - 3 * i)) & 7));
  }
  return mode;
}

}  // namespace agent::config
