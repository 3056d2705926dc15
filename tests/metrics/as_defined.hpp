#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <span>
#include <string>
#include <vector>

#include "agent/metrics/family_definition.hpp"

namespace agent::metrics {

// Holds `families` against `definitions`: the same ones in the same order, each with samples, and
// every sample with the labels that are defined, in any order.
inline void ExpectAsDefined(const std::vector<prometheus::MetricFamily>& families,
                            std::span<const FamilyDefinition> definitions) {
  ASSERT_EQ(families.size(), definitions.size());
  for (std::size_t i = 0; i < families.size(); ++i) {
    const FamilyDefinition& definition = definitions[i];
    const std::string name(definition.name);
    EXPECT_EQ(families[i].name, name);
    EXPECT_EQ(families[i].help, definition.help) << name;
    EXPECT_EQ(families[i].type, definition.type) << name;
    EXPECT_FALSE(families[i].metric.empty()) << name;
    const std::set<std::string> defined(definition.labels.begin(), definition.labels.end());
    for (const prometheus::ClientMetric& metric : families[i].metric) {
      std::set<std::string> labels;
      for (const auto& label : metric.label) labels.insert(label.name);
      EXPECT_EQ(labels, defined) << name;
    }
  }
}

}  // namespace agent::metrics
