#include "agent/metrics/process.hpp"
