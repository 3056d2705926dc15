#include "agent/metrics/agent_metrics.hpp"
