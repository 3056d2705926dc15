#include "agent/collect/read_farm.hpp"
