#include "agent/exposition/series_index.hpp"

#include <algorithm>
#include <functional>
#include <string_view>
#include <utility>

namespace agent::exposition {
namespace {

using prometheus::ClientMetric;

// The finalizer of MurmurHash3: every bit of the input reaches every bit of the result.
std::uint64_t Mix(std::uint64_t x) {
  x ^= x >> 33;
  x *= 0xFF51AFD7ED558CCDU;
  x ^= x >> 33;
  x *= 0xC4CEB9FE1A85EC53U;
  return x ^ x >> 33;
}

using Canonical = std::vector<std::pair<std::string_view, std::string_view>>;

Canonical Canonicalize(const SeriesLabels& labels) {
  Canonical canonical;
  canonical.reserve(labels.size());
  for (const ClientMetric::Label& label : labels) {
    if (!label.value.empty()) canonical.emplace_back(label.name, label.value);
  }
  std::sort(canonical.begin(), canonical.end());
  return canonical;
}

}  // namespace

std::uint32_t HashLabels(const SeriesLabels& labels) {
  constexpr std::hash<std::string_view> kHash;
  std::uint64_t sum = 0;
  for (const ClientMetric::Label& label : labels) {
    if (!label.value.empty()) sum += Mix(kHash(label.name) * 31 + kHash(label.value));
  }
  return static_cast<std::uint32_t>(sum >> 32);
}

bool SameSeries(const SeriesLabels& left, const SeriesLabels& right) {
  return left == right || Canonicalize(left) == Canonicalize(right);
}

std::optional<std::size_t> SeriesIndex::Find(const std::vector<ClientMetric>& metrics,
                                             const SeriesLabels& labels, std::uint32_t hash) const {
  if (entries_.empty()) return std::nullopt;
  const std::size_t mask = entries_.size() - 1;
  for (std::size_t i = hash & mask; entries_[i].place_plus_one != 0; i = (i + 1) & mask) {
    const std::size_t place = entries_[i].place_plus_one - 1;
    if (entries_[i].hash == hash && SameSeries(metrics[place].label, labels)) return place;
  }
  return std::nullopt;
}

void SeriesIndex::Add(std::uint32_t hash, std::size_t place) {
  constexpr std::size_t kFirstSize = 16;
  if ((used_ + 1) * 2 > entries_.size()) {
    std::vector<Entry> larger(std::max(kFirstSize, entries_.size() * 2));
    for (const Entry& entry : entries_) {
      if (entry.place_plus_one != 0) Insert(larger, entry);
    }
    entries_ = std::move(larger);
  }
  Insert(entries_, {hash, static_cast<std::uint32_t>(place + 1)});
  ++used_;
}

void SeriesIndex::Insert(std::vector<Entry>& entries, const Entry& entry) {
  const std::size_t mask = entries.size() - 1;
  std::size_t i = entry.hash & mask;
  while (entries[i].place_plus_one != 0) i = (i + 1) & mask;
  entries[i] = entry;
}

}  // namespace agent::exposition
