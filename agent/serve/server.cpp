#include "agent/serve/server.hpp"
