#include "agent/status/latest.hpp"
