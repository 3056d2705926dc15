#include "agent/collect/demo.hpp"
