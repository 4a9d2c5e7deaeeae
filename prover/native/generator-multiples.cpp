// Multiples of the generators, written where a development key has them: scripts/development-keys starts it. The pipe
// protocol of the prover (README.md), with requests of its own:
//
//   {"operation":"table","group":"G1"|"G2","points":N}              answered by {"type":"table"}
//   {"operation":"multiply","group":…,"file":PATH,"offset":N}       payload: scalars of 32 bytes; {"type":"written"}
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <memory>

#include "fixed-base.hpp"
#include "native-error.hpp"
#include "options.hpp"
#include "path.hpp"
#include "request-loop.hpp"

namespace {

[[noreturn]] void failFile(const std::string& path) {
  throw NativeError("FILE_UNWRITABLE", path + " cannot be written: " + std::strerror(errno));
}

void writeAt(const std::string& path, const u8* bytes, u64 count, u64 offset) {
  const int file = open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (file < 0) failFile(path);
  while (count > 0) {
    const ssize_t put = pwrite(file, bytes, count, static_cast<off_t>(offset));
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) {
      close(file);
      failFile(path);
    }
    bytes += put;
    offset += static_cast<u64>(put);
    count -= static_cast<u64>(put);
  }
  if (close(file) != 0) failFile(path);
}

class Session {
 public:
  explicit Session(const Options& options) : kernels_(choosePath(options.path)), threads_(options.threads) {}

  void handle(const JsonHeader& request, const Buffer& payload) {
    const std::string& operation = request.text("operation");
    const std::string& name = request.text("group");
    if (name != "G1" && name != "G2") throw NativeError("REQUEST_INVALID", "there is no group \"" + name + "\"");
    std::unique_ptr<FixedBase>& base = bases_[name == "G2"];
    if (operation == "table") {
      base.reset();
      base = std::make_unique<FixedBase>(kernels_, threads_, name == "G1" ? FixedBase::Group::G1 : FixedBase::Group::G2,
                                         number(request, "points"));
      writeFrame(STDOUT_FILENO, R"({"type":"table"})");
    } else if (operation == "multiply") {
      if (base == nullptr) throw NativeError("REQUEST_INVALID", "the table of " + name + " has not been made");
      multiply(*base, request, payload);
      writeFrame(STDOUT_FILENO, R"({"type":"written"})");
    } else {
      throw NativeError("REQUEST_INVALID", "the operation \"" + operation + "\" is unknown");
    }
  }

 private:
  static u64 number(const JsonHeader& request, const std::string& name) {
    return fromDecimal(request.text(name)).word[0];
  }

  void multiply(FixedBase& base, const JsonHeader& request, const Buffer& payload) {
    if (payload.size() % sizeof(U256) != 0) throw NativeError("REQUEST_INVALID", "the payload is cut within a scalar");
    const u64 count = payload.size() / sizeof(U256), bytes = count * base.pointBytes();
    if (points_.size() < bytes) points_ = Buffer(bytes);
    base.multiply(payload.as<U256>(), count, points_.as<u8>());
    writeAt(request.text("file"), points_.as<u8>(), bytes, number(request, "offset"));
  }

  const Kernels& kernels_;
  Threads threads_;
  std::unique_ptr<FixedBase> bases_[2];
  Buffer points_;
};

}  // namespace

int main(int count, char** words) {
  try {
    Session session(parseOptions(count, words));
    return serveRequests([&](const JsonHeader& request, Buffer& payload) -> Answer {
      const auto kept = std::make_shared<Buffer>(std::move(payload));
      return [&session, request, kept] { session.handle(request, *kept); };
    });
  } catch (const NativeError& error) {
    answerError(error.code(), error.what());
    return EXIT_FAILURE;
  } catch (const std::exception& error) {
    answerError("START_FAILED", error.what());
    return EXIT_FAILURE;
  }
}
