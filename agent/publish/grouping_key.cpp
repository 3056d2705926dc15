#include "agent/publish/grouping_key.hpp"
