#include "agent/config/files.hpp"

#include <sys/stat.h>

#include <tuple>

#include "agent/base/file.hpp"
#include "agent/base/shell_word.hpp"

namespace agent::config {
namespace {

std::string OpenToAll(const std::string& mode, const std::string& path) {
  return "every user of this machine can read it (mode " + mode + "); run: chmod o-r " +
         base::ShellWord(path);
}

void WarnIfPublic(const Value& value, const std::string& path) {
  const std::string mode = PublicMode(path);
  if (!mode.empty()) value.Warn(path + " is a secret, but " + OpenToAll(mode, path));
}

}  // namespace

void ReadPath(const Value& value, std::string& out) {
  if (const std::optional<std::string> text = value.Text(StrayCharacters::kWarn)) {
    out = (value.context().folder / *text).string();
  }
}

void ReadTlsFileName(const Value& value, base::TlsFile kind, std::string& out) {
  std::string path;
  ReadPath(value, path);
  if (path.empty()) return;
  value.context().found.files.push_back(path);
  try {
    std::ignore = base::ReadTlsFile(path, kind);
    if (kind == base::TlsFile::kKey) WarnIfPublic(value, path);
    out = path;
  } catch (const base::FileNotReady& error) {
    value.ReportMissing(error.what());
    out = path;
  } catch (const base::FileError& error) {
    value.Error(error.what());
  }
}

void CheckKeyBelongs(const Value& mapping, const std::string& cert_file,
                     const std::string& key_file) {
  if (cert_file.empty() || key_file.empty()) return;
  try {
    base::CheckKeyBelongs(cert_file, base::ReadTlsFile(cert_file, base::TlsFile::kCertificate),
                          key_file, base::ReadTlsFile(key_file, base::TlsFile::kKey));
  } catch (const base::FileNotReady&) {
    return;  // said when the file's name was read
  } catch (const base::FileError& error) {
    mapping.Find("key_file").value_or(mapping).Error(error.what());
  }
}

void ReadSecretText(const Value& value, base::SecretSource& out) {
  if (std::optional<std::string> text = value.Text(StrayCharacters::kWarn)) {
    out.value = base::Secret(std::move(*text));
    WarnIfFileIsPublic(value);
  }
}

void ReadSecretFile(const Value& value, base::SecretSource& out) {
  std::string path;
  ReadPath(value, path);
  if (path.empty()) return;
  value.context().found.files.push_back(path);
  try {
    std::ignore = base::ReadSecret({.value = {}, .file = path});
    WarnIfPublic(value, path);
    out.file = path;
  } catch (const base::FileNotReady& error) {
    value.ReportMissing(error.what());
    out.file = path;
  } catch (const base::FileError& error) {
    value.Error(error.what());
  }
}

void CheckOneSecret(const Value& mapping, std::string_view key) {
  if (mapping.kind() != Node::Kind::kMapping) return;
  const std::string file_key = std::string(key) + "_file";
  const bool has_text = mapping.Find(key).has_value();
  const bool has_file = mapping.Find(file_key).has_value();
  if (has_text && has_file) {
    mapping.Error(std::string(key) + " and " + file_key + " exclude each other: keep one");
  } else if (!has_text && !has_file) {
    mapping.Error(std::string(key) + " or " + file_key + " is required");
  }
}

void WarnIfFileIsPublic(const Value& value) {
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
