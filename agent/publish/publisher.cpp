#include "agent/publish/publisher.hpp"
