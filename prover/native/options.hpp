// Command line of the programs here: --threads N, --path NAME.
#pragma once
#include <string>

struct Options {
  unsigned threads = 1;
  std::string path = "auto";
};

/// @throws NativeError OPTION_INVALID
Options parseOptions(int count, char** words);
