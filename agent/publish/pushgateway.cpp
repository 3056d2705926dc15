#include "agent/publish/pushgateway.hpp"
