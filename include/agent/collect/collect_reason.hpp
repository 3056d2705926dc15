#pragma once

#include <span>
#include <string_view>

namespace agent::collect {

// Why a collection failed.
enum class CollectReason {
  // of a database
  kNotFound,
  kPermission,
  kNotADatabase,
  kLocked,
  kNeedsRecovery,  // only a writer can repair the file: start O.D.I.N.
  kWalHidden,      // O.D.I.N. writes to a `-wal` that is not visible here
  kCorrupt,
  kSchema,  // no O.D.I.N. table at all
  // of an endpoint
  kDns,
  kConnect,
  kTls,
  kUnauthorized,  // HTTP 401, or our own secret cannot be read
  kForbidden,     // HTTP 403
  kRateLimited,   // HTTP 429
  kServerError,   // HTTP 5xx
  kRejected,      // any other status
  kMalformed,     // more than one line in five cannot be read, or the compression is damaged
  kNotOdin,       // the reply is not O.D.I.N.'s
  kStale,         // every sample is too old by its own timestamp
  // of any source
  kTooLarge,
  kTimeout,
  kIo,
  kCancelled,
};

// The value of the label `reason` of odin_agent_collect_failures_total.
[[nodiscard]] std::string_view NameOf(CollectReason reason);

// The reasons for which a collection of each source can fail, without kCancelled, which does not
// count as a failure.
[[nodiscard]] std::span<const CollectReason> DatabaseReasons();
[[nodiscard]] std::span<const CollectReason> EndpointReasons();

}  // namespace agent::collect
