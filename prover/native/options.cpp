#include "options.hpp"

#include <algorithm>
#include <thread>

#include "native-error.hpp"

namespace {
constexpr unsigned MAX_THREADS = 1024;
}

Options parseOptions(int count, char** words) {
  Options options;
  options.threads = std::max(1u, std::min(MAX_THREADS, std::thread::hardware_concurrency()));
  for (int i = 1; i < count; i++) {
    const std::string name = words[i];
    if ((name != "--threads" && name != "--path") || i + 1 == count) {
      throw NativeError("OPTION_INVALID", "\"" + name + "\" is unknown or has no value: --threads N, --path NAME");
    }
    const std::string value = words[++i];
    if (name == "--path") {
      options.path = value;
      continue;
    }
    const bool isNumber = !value.empty() && value.size() < 5 && value.find_first_not_of("0123456789") == std::string::npos;
    options.threads = isNumber ? static_cast<unsigned>(std::stoul(value)) : 0;
    if (options.threads < 1 || options.threads > MAX_THREADS) {
      throw NativeError("OPTION_INVALID", "--threads " + value + " is not from 1 to " + std::to_string(MAX_THREADS));
    }
  }
  return options;
}
