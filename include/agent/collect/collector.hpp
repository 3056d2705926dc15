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
  // Tells this failure apart from others of the same reason. Empty when `detail` does. It stays the
  // same from try to try while the remedy is the same, even when numbers or quotes in `detail`
  // change.
  std::string cause = {};
};

// The text by which logs and the board tell failures apart.
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
  // What is missing although the collection succeeded. A warning has the same words each time while
  // it is true.
  std::vector<std::string> warnings;
  // The newest time at which any printer was heard of, for people. Nothing when the source does not
  // say, or when no printer ever was.
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

  // The reasons for which a collection of this source can fail, without kCancelled.
  [[nodiscard]] virtual std::span<const CollectReason> Reasons() const = 0;

  // Reads the source once. Takes at most the configured timeout. Returns early with kCancelled when
  // `stop` fires. Faults of the source are returned, not thrown. Throws only std::bad_alloc.
  [[nodiscard]] virtual CollectResult Collect(std::stop_token stop) = 0;
};

}  // namespace agent::collect
