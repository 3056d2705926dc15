#include "agent/publish/backoff.hpp"
