#pragma once

#include <prometheus/metric_family.h>

#include <cstddef>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "agent/collect/collect_reason.hpp"
#include "agent/farm/timestamp.hpp"

namespace agent::collect {

// Why a collection failed.
struct CollectError {
  CollectReason reason = CollectReason::kIo;
  std::string detail;  // for a person: the path or URL, what happened, and what to do
  // What tells this failure from others of the same reason, where that is not `detail`. It stays
  // the same from try to try for as long as the same is to be done, whatever numbers and words of
  // others `detail` holds.
  std::string cause = {};
};

// What tells one failure from another in a log.
[[nodiscard]] inline std::string CauseOf(const CollectError& error) {
  return std::string(NameOf(error.reason)) + ": " +
         (error.cause.empty() ? error.detail : error.cause);
}

// What was wrong with the text that a source sent (exposition/reader.hpp).
struct TextFaults {
  std::size_t bad_lines = 0;
  std::size_t repaired_lines = 0;
  std::size_t dropped_series = 0;
};

struct CollectResult {
  std::vector<prometheus::MetricFamily> families;  // empty when error is set
  std::optional<CollectError> error;
  // What is missing although the collection succeeded. The same warning comes again, word for word,
  // for as long as it is true.
  std::vector<std::string> warnings;
  // When a printer was last heard of, the newest of all; for people. Nothing where the source does
  // not say, or no printer ever was.
  std::optional<farm::Timestamp> newest_reading;
  std::optional<TextFaults> text_faults;  // set, also with an error, when a text was read
};

// The result of a collection that failed.
[[nodiscard]] inline CollectResult Failed(CollectError error) {
  CollectResult result;
  result.error = std::move(error);
  return result;
}

// A source of a farm's metric families. Use from one thread.
class Collector {
 public:
  virtual ~Collector() = default;

  // The reasons for which a collection of this source can fail, but for kCancelled.
  [[nodiscard]] virtual std::span<const CollectReason> Reasons() const = 0;

  // Reads the source once. Takes at most the configured timeout, less when `stop` fires (the reason
  // is then kCancelled). What goes wrong with the source is returned, never thrown, but for a lack
  // of memory (std::bad_alloc).
  [[nodiscard]] virtual CollectResult Collect(std::stop_token stop) = 0;
};

}  // namespace agent::collect
