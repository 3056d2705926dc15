#include "agent/config/load.hpp"
