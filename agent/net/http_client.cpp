#include "agent/net/http_client.hpp"
