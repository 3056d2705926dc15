#include "agent/config/load_source.hpp"

#include <optional>
#include <string_view>
#include <vector>

#include "agent/config/load_endpoint.hpp"
#include "agent/config/mapping.hpp"
#include "agent/config/suggest.hpp"
#include "agent/config/types.hpp"

namespace agent::config {
namespace {

constexpr Field<DatabaseSource> kDatabase[] = {
    {"path", Path<&DatabaseSource::path>(),
     "Its file, odin-data/odin.db beside O.D.I.N.'s docker-compose.yml. It need not be there yet.",
     Need::kRequired},
};

constexpr Field<DemoSource> kDemo[] = {
    {"printers", WholeNumber<&DemoSource::printers>(1, 1000), "How many it has."},
};

void ReadDatabase(const Value& value, DatabaseSource& out) { ReadMapping(value, kDatabase, out); }

// Makes `Kind` the source and reads it.
template <typename Kind, auto read>
constexpr Type<Source> Choice(std::string_view name) {
  return {name, [](const Value& value, const Type<Source>&, Source& out) {
            read(value, out.emplace<Kind>());
          }};
}

constexpr Field<Source> kSources[] = {
    {"database", Choice<DatabaseSource, ReadDatabase>("database"), "O.D.I.N.'s database."},
    {"endpoint", Choice<EndpointSource, ReadEndpoint>("endpoint"),
     "O.D.I.N.'s own /api/metrics, over HTTP."},
    {"demo", Choice<DemoSource, ReadDemo>("demo"), "A simulated farm."},
};

}  // namespace

void ReadDemo(const Value& value, DemoSource& out) { ReadMapping(value, kDemo, out); }

// Here a key counts even without a value: `demo:` is a choice.
void ReadSource(const Value& value, Source& out) {
  const std::vector<std::string_view> known = KeysOf(kSources);
  if (!CheckKeys(value, known)) return;
  int chosen = 0;
  for (const Field<Source>& kind : kSources) {
    if (const std::optional<Value> found = value.FindKey(kind.key)) {
      kind.type.read(*found, kind.type, out);
      ++chosen;
    }
  }
  if (chosen != 1) value.Error("needs exactly one of " + JoinWords(known));
}

void DescribeSource(Grammar& grammar) {
  grammar.push_back(Describe("source", "Exactly one of these.", kSources));
  grammar.push_back(Describe("database", "", kDatabase));
  DescribeEndpoint(grammar);
  grammar.push_back(Describe("demo", "", kDemo));
}

}  // namespace agent::config
