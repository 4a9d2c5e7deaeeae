// The kernels one by one, for tests against other arithmetic (test/native): the pipe protocol of the prover, numbers in the
// payload. Not part of a proof.
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <memory>
#include <vector>

#include "multi-scalar.hpp"
#include "native-error.hpp"
#include "options.hpp"
#include "path.hpp"
#include "request-loop.hpp"

namespace {

void answer(const void* data, size_t bytes) { writeFrame(STDOUT_FILENO, R"({"type":"result"})", data, bytes); }

size_t import(const Kernels& kernels, const u8* zkey, size_t count, G1Words* points) {
  return kernels.importG1(zkey, count, points);
}
size_t import(const Kernels& kernels, const u8* zkey, size_t count, G2Words* points) {
  return kernels.importG2(zkey, count, points);
}

class Driver {
 public:
  explicit Driver(const Options& options)
      : kernels_(choosePath(options.path)), threads_(options.threads), scratches_(new Scratch[options.threads]) {}

  void handle(const JsonHeader& request, const Buffer& payload) {
    const std::string& operation = request.text("operation");
    if (operation == "path") {
      answer(kernels_.name, std::strlen(kernels_.name));
    } else if (operation == "field") {
      field(request.text("field") == "scalar", payload);
    } else if (operation == "add") {
      if (request.text("group") == "G1") {
        add(kernels_.addG1, sizeof(G1Words), payload);
      } else {
        add(kernels_.addG2, sizeof(G2Words), payload);
      }
    } else if (operation == "multiply") {
      if (request.text("group") == "G1") {
        multiply<G1Words>(payload);
      } else {
        multiply<G2Words>(payload);
      }
    } else if (operation == "oddCoset") {
      oddCoset(static_cast<unsigned>(std::stoul(request.text("power"))), payload);
    } else {
      throw NativeError("REQUEST_INVALID", "the operation \"" + operation + "\" is unknown");
    }
  }

 private:
  /// Payload: all a, all b. Result: fieldOperations.
  void field(bool scalar, const Buffer& payload) {
    const size_t count = payload.size() / 2 / sizeof(U256);
    std::vector<U256> results(7 * count);
    kernels_.fieldOperations(scalar, payload.as<U256>(), payload.as<U256>() + count, count, results.data());
    answer(results.data(), results.size() * sizeof(U256));
  }

  /// Payload: all first points, all second ones, as a zkey has them. Result: the sums, the same way.
  template <class Add>
  void add(Add kernel, size_t pointBytes, const Buffer& payload) {
    const size_t count = payload.size() / 2 / pointBytes;
    std::vector<u8> sums(count * pointBytes);
    kernel(payload.as<u8>(), payload.as<u8>() + count * pointBytes, count, sums.data(), scratches_[0]);
    answer(sums.data(), sums.size());
  }

  /// Payload: points, then as many scalars. Result: Σ scalar·point, affine, as a zkey has it.
  template <class Words>
  void multiply(const Buffer& payload) {
    const size_t count = payload.size() / (sizeof(Words) + sizeof(U256));
    Query query;
    query.points = Buffer(count * sizeof(Words));
    query.infinite = Buffer(count);
    const size_t good = import(kernels_, payload.as<u8>(), count, query.points.template as<Words>());
    if (good != count) throw NativeError("KEY_POINT_INVALID", "point " + std::to_string(good) + " is not on the curve");
    for (size_t i = 0; i < count; i++) {
      const Words blank{};
      query.infinite.template as<u8>()[i] =
          std::memcmp(query.points.template as<Words>()[i].word, blank.word, sizeof(Words)) == 0;
    }
    std::vector<U256> scalars(count);
    // No terms are no memory to copy from.
    if (count > 0) std::memcpy(scalars.data(), payload.as<u8>() + count * sizeof(Words), count * sizeof(U256));
    Digits digits;
    digits.assign(scalars.data(), count, threads_);
    std::vector<G1Request> g1;
    std::vector<G2Request> g2;
    if constexpr (sizeof(Words) == sizeof(G1Words)) {
      g1.push_back({&query, &digits, {}});
    } else {
      g2.push_back({&query, &digits, {}});
    }
    multiplyScalars(kernels_, g1, g2, threads_, scratches_.get());
    if constexpr (sizeof(Words) == sizeof(G1Words)) {
      const Affine<Fp> result = toAffine(g1[0].result);
      answer(&result, sizeof result);
    } else {
      const Affine<Fp2> result = toAffine(g2[0].result);
      answer(&result, sizeof result);
    }
  }

  /// Payload: values on the domain, plain. Result: values on the odd coset in the order of the kernel, plain; then the same
  /// of a·b - c with all three these values.
  void oddCoset(unsigned power, const Buffer& payload) {
    const size_t n = size_t{1} << power;
    if (payload.size() != n * sizeof(U256)) throw NativeError("REQUEST_INVALID", "the payload has another size");
    const size_t units = n < kernels_.lanes ? 1 : n / kernels_.lanes, elements = units * kernels_.lanes;
    Fr toMemory = Fr::raw({{1, 0, 0, 0}});
    for (unsigned i = 0; i < 256 + kernels_.radixBits; i++) toMemory = Fr::add(toMemory, toMemory);
    Buffer values(elements * sizeof(U256)), ones(elements * sizeof(U256)), zeros(elements * sizeof(U256));
    for (Buffer* each : {&values, &ones, &zeros}) each->clear();
    const auto put = [&](const Buffer& to, size_t i, const U256& plain) {
      const U256 words = Fr::mul(toMemory, Fr::raw(plain)).value;
      for (unsigned k = 0; k < 4; k++) to.as<u64>()[wordIndex(kernels_.lanes, i, k)] = words.word[k];
    };
    for (size_t i = 0; i < n; i++) {
      put(values, i, payload.as<U256>()[i]);
      put(ones, i, {{1, 0, 0, 0}});
    }
    DomainTables tables;
    kernels_.makeTables(power, tables, threads_);
    u64* const arrays[] = {values.as<u64>()};
    kernels_.toOddCoset(arrays, 1, tables, threads_, scratches_.get());
    Buffer square(elements * sizeof(U256));
    std::memcpy(square.as<u8>(), values.as<u8>(), square.size());
    kernels_.quotient(square.as<u64>(), values.as<u64>(), values.as<u64>(), 0, units);
    kernels_.quotient(values.as<u64>(), ones.as<u64>(), zeros.as<u64>(), 0, units);
    std::vector<U256> results(2 * n);
    std::memcpy(results.data(), values.as<u8>(), n * sizeof(U256));
    std::memcpy(results.data() + n, square.as<u8>(), n * sizeof(U256));
    answer(results.data(), results.size() * sizeof(U256));
  }

  const Kernels& kernels_;
  Threads threads_;
  std::unique_ptr<Scratch[]> scratches_;
};

}  // namespace

int main(int count, char** words) {
  try {
    Driver driver(parseOptions(count, words));
    return serveRequests([&](const JsonHeader& request, Buffer& payload) -> Answer {
      const auto kept = std::make_shared<Buffer>(std::move(payload));
      return [&driver, request, kept] { driver.handle(request, *kept); };
    });
  } catch (const NativeError& error) {
    answerError(error.code(), error.what());
    return EXIT_FAILURE;
  }
}
