#include "agent/collect/collect_reason.hpp"

#include <array>
#include <cstddef>
#include <utility>

namespace agent::collect {
namespace {

using enum CollectReason;

constexpr auto kNames = std::to_array<std::pair<CollectReason, std::string_view>>({
    {kNotFound, "not_found"},
    {kPermission, "permission"},
    {kNotADatabase, "not_a_database"},
    {kLocked, "locked"},
    {kNeedsRecovery, "needs_recovery"},
    {kWalHidden, "wal_hidden"},
    {kCorrupt, "corrupt"},
    {kSchema, "schema"},
    {kDns, "dns"},
    {kConnect, "connect"},
    {kTls, "tls"},
    {kUnauthorized, "unauthorized"},
    {kForbidden, "forbidden"},
    {kRateLimited, "rate_limited"},
    {kServerError, "server_error"},
    {kRejected, "rejected"},
    {kMalformed, "malformed"},
    {kNotOdin, "not_odin"},
    {kStale, "stale"},
    {kTooLarge, "too_large"},
    {kTimeout, "timeout"},
    {kIo, "io"},
    {kCancelled, "cancelled"},
});

constexpr bool IsInOrder() {
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (static_cast<std::size_t>(kNames[i].first) != i) return false;
  }
  return static_cast<std::size_t>(kCancelled) + 1 == kNames.size();
}
static_assert(IsInOrder(), "each reason has its name at its own place");

constexpr std::array kOfDatabase{kNotFound,  kPermission, kNotADatabase, kLocked,   kNeedsRecovery,
                                 kWalHidden, kCorrupt,    kSchema,       kTooLarge, kTimeout,
                                 kIo};

constexpr std::array kOfEndpoint{
    kDns,      kConnect,   kTls,     kUnauthorized, kForbidden, kRateLimited, kServerError,
    kRejected, kMalformed, kNotOdin, kStale,        kTooLarge,  kTimeout,     kIo};

}  // namespace

std::string_view NameOf(CollectReason reason) {
  return kNames[static_cast<std::size_t>(reason)].second;
}

std::span<const CollectReason> DatabaseReasons() { return kOfDatabase; }

std::span<const CollectReason> EndpointReasons() { return kOfEndpoint; }

}  // namespace agent::collect
