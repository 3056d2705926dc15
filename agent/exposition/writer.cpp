#include "agent/exposition/writer.hpp"
