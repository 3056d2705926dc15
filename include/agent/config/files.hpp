#pragma once

#include <string>
#include <string_view>

#include "agent/base/secret.hpp"
#include "agent/base/tls_file.hpp"
#include "agent/config/value.hpp"

namespace agent::config {

// A path; a relative one starts at the configuration file's folder.
void ReadPath(const Value& value, std::string& out);

// As ReadPath, for a file of TLS. One that is not there yet is taken and put down as missing_files;
// what is not of that kind is an error. Warns when every user of the machine may read a key.
void ReadTlsFileName(const Value& value, base::TlsFile kind, std::string& out);

// Reports a key_file in `mapping` that belongs to another certificate than cert_file's.
void CheckKeyBelongs(const Value& mapping, const std::string& cert_file,
                     const std::string& key_file);

// The two ways to give a secret: its text, or a file that holds nothing else (one that is not there
// yet is taken and put down as missing_files).
void ReadSecretText(const Value& value, base::SecretSource& out);
void ReadSecretFile(const Value& value, base::SecretSource& out);

// Reports a mapping that has both or none of `key` and `key`_file.
void CheckOneSecret(const Value& mapping, std::string_view key);

// To be called for each secret in the configuration: the first one that is written in a file which
// every user may read is warned about.
void WarnIfFileIsPublic(const Value& value);

// The permission bits of `path`, such as "0644", if every user may read it; empty otherwise.
[[nodiscard]] std::string PublicMode(const std::string& path);

}  // namespace agent::config
