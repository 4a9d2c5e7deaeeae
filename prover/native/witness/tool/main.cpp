// The witness calculator by itself, for tests and for measuring.
//
//   page-witness PROGRAM SOURCE_HASH            serves: requests on stdin, answers on stdout
//   page-witness PROGRAM SOURCE_HASH time N     N times the one request on stdin; prints seconds of CPU
//
// A request is a length (32 bits, little-endian) and the inputs of a page; an answer is a status byte, a length of
// 32 bits and the wires (status 0) or `CODE: message` (status 1). A program that cannot be used ends it with
// exit code 2 and `CODE: message` on stderr.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string>
#include <vector>

#include "../calculator.hpp"
#include "../errors.hpp"

namespace {

using namespace pufeth::witness;

std::string describe(const Error& error) { return std::string(codeName(error.code())) + ": " + error.what(); }

// False at the end of input.
bool readRequest(std::vector<std::uint8_t>& request, std::size_t limit) {
  std::uint32_t length;
  if (std::fread(&length, sizeof length, 1, stdin) != 1) return false;
  if (length > limit) {
    std::fprintf(stderr, "A request of %u bytes is longer than %zu.\n", length, limit);
    std::exit(2);
  }
  request.resize(length);
  return length == 0 || std::fread(request.data(), length, 1, stdin) == 1;
}

void answer(std::uint8_t status, const void* bytes, std::size_t count) {
  const auto length = static_cast<std::uint32_t>(count);
  std::fwrite(&status, 1, 1, stdout);
  std::fwrite(&length, sizeof length, 1, stdout);
  std::fwrite(bytes, 1, count, stdout);
  std::fflush(stdout);
}

double cpuSeconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

}  // namespace

int main(int count, char** arguments) {
  if (count != 3 && !(count == 5 && std::strcmp(arguments[3], "time") == 0)) {
    std::fputs("page-witness PROGRAM SOURCE_HASH [time N]\n", stderr);
    return 2;
  }
  try {
    const double start = cpuSeconds();
    const Program program = Program::load(arguments[1], arguments[2]);
    const double loaded = cpuSeconds();
    Calculator calculator(program);
    std::vector<std::uint8_t> wires(elementBytes * program.wireCount);
    std::vector<std::uint8_t> request;
    // Room for a few values too many: their number is the calculator's to judge.
    const std::size_t limit = 2 * elementBytes * program.inputs.size();
    if (count == 5) {
      if (!readRequest(request, limit)) return 2;
      std::printf("load %.4f\n", loaded - start);
      for (int left = std::atoi(arguments[4]); left > 0; left--) {
        const double before = cpuSeconds();
        calculator.calculate(request, wires);
        std::printf("page %.4f\n", cpuSeconds() - before);
      }
      return 0;
    }
    while (readRequest(request, limit)) {
      try {
        calculator.calculate(request, wires);
        answer(0, wires.data(), wires.size());
      } catch (const Error& error) {
        const std::string text = describe(error);
        answer(1, text.data(), text.size());
      }
    }
    return 0;
  } catch (const Error& error) {
    std::fprintf(stderr, "%s\n", describe(error).c_str());
    return 2;
  }
}
