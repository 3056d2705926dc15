#include "agent/exposition/rendered.hpp"
