#include "agent/collect/database.hpp"
