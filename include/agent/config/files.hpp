#pragma once

#include <string>
#include <string_view>

#include "agent/base/secret.hpp"
#include "agent/base/tls_file.hpp"
#include "agent/config/value.hpp"

namespace agent::config {

// A path; a relative one starts at the configuration file's folder.
void ReadPath(const Value& value, std::string& out);

// As ReadPath, for a file of TLS. A file that is not there yet is taken, and reported as missing. A
// file of another kind is an error. Warns when every user of the machine may read a key.
void ReadTlsFileName(const Value& value, base::TlsFile kind, std::string& out);

// Reports a key_file in `mapping` that belongs to another certificate than cert_file's.
void CheckKeyBelongs(const Value& mapping, const std::string& cert_file,
                     const std::string& key_file);

// The two ways to give a secret: its text, or a file that holds nothing else. A file that is not
// there yet is taken, and reported as missing.
void ReadSecretText(const Value& value, base::SecretSource& out);
void ReadSecretFile(const Value& value, base::SecretSource& out);

// Reports a mapping that has both `key` and `key`_file, or none of them.
void CheckOneSecret(const Value& mapping, std::string_view key);

// To be called for each secret. Warns of the first one that is written in the configuration file
// itself, if every user may read that file.
void WarnIfFileIsPublic(const Value& value);

// The permission bits of `path`, such as "0644", if every user may read it; empty otherwise.
[[nodiscard]] std::string PublicMode(const std::string& path);

}  // namespace agent::config
