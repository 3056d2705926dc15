#include "agent/cli/cli.hpp"

int main(int argc, char** argv) { return agent::cli::Main(argc, argv); }
