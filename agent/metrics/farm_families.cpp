#include "agent/metrics/farm_families.hpp"
