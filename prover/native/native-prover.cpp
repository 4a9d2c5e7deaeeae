// The prover as a process of its own: a crash or a kill costs one page. Protocol: README.md.
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <memory>

#include "native-error.hpp"
#include "options.hpp"
#include "path.hpp"
#include "prove.hpp"
#include "request-loop.hpp"

namespace {

/// Wall clock and CPU time of all threads, in seconds from some beginning.
struct Instant {
  double wall, cpu;

  static Instant now() { return {read(CLOCK_MONOTONIC), read(CLOCK_PROCESS_CPUTIME_ID)}; }

 private:
  static double read(clockid_t clock) {
    timespec time{};
    clock_gettime(clock, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
  }
};

std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.4f", value);
  return text;
}

/// How long the phases of a request took, as members of a JSON object.
class Stopwatch {
 public:
  void begin(const std::string& phase) {
    end();
    phase_ = phase;
  }
  std::string json() {
    end();
    const Instant now = Instant::now();
    return "\"seconds\":{" + wall_ + "\"all\":" + number(now.wall - start_.wall) + "},\"cpuSeconds\":{" + cpu_ +
           "\"all\":" + number(now.cpu - start_.cpu) + "}";
  }

 private:
  void end() {
    const Instant now = Instant::now();
    if (!phase_.empty()) {
      wall_ += jsonString(phase_) + ":" + number(now.wall - last_.wall) + ",";
      cpu_ += jsonString(phase_) + ":" + number(now.cpu - last_.cpu) + ",";
    }
    phase_.clear();
    last_ = now;
  }

  const Instant start_ = Instant::now();
  Instant last_ = start_;
  std::string phase_, wall_, cpu_;
};

std::string quoted(const Fp& a) { return "\"" + toDecimal(a.plain()) + "\""; }

/// As snarkjs writes it: z is 1, or 0 with (0, 1) at infinity.
std::string pointJson(const Affine<Fp>& a) {
  if (Fp::blankMask(a.x)) return "[\"0\",\"1\",\"0\"]";
  return "[" + quoted(a.x) + "," + quoted(a.y) + ",\"1\"]";
}
std::string pointJson(const Affine<Fp2>& a) {
  if (Fp2::blankMask(a.x)) return R"([["0","0"],["1","0"],["0","0"]])";
  return "[[" + quoted(a.x.c0) + "," + quoted(a.x.c1) + "],[" + quoted(a.y.c0) + "," + quoted(a.y.c1) + R"(],["1","0"]])";
}

std::string proofJson(const Proof& proof) {
  std::string json = R"({"type":"proof","proof":{"pi_a":)" + pointJson(proof.a) + ",\"pi_b\":" + pointJson(proof.b) +
                     ",\"pi_c\":" + pointJson(proof.c) + R"(,"protocol":"groth16","curve":"bn128"},"publicSignals":[)";
  for (size_t i = 0; i < proof.publicSignals.size(); i++) {
    json += (i == 0 ? "\"" : ",\"") + toDecimal(proof.publicSignals[i]) + "\"";
  }
  return json + "]";
}

class Session {
 public:
  explicit Session(const Options& options) : kernels_(choosePath(options.path)), threads_(options.threads) {}

  void handle(const JsonHeader& request, const Buffer& payload) {
    const std::string& operation = request.text("operation");
    if (operation == "load") {
      load(request);
    } else if (operation == "prove") {
      prove(request, payload);
    } else {
      throw NativeError("REQUEST_INVALID", "the operation \"" + operation + "\" is unknown");
    }
  }

 private:
  void load(const JsonHeader& request) {
    // The old key goes first: two need not fit into memory.
    prover_.reset();
    Stopwatch stopwatch;
    prover_ = std::make_unique<Prover>(kernels_, threads_, request.text("key"));
    const ProvingKey& key = prover_->key();
    answer(R"({"type":"loaded","path":)" + jsonString(kernels_.name) + ",\"threads\":" + std::to_string(threads_.count()) +
           ",\"wires\":" + std::to_string(key.wires) + ",\"publicSignals\":" + std::to_string(key.publicCount) +
           ",\"domainPower\":" + std::to_string(key.domainPower) + ",\"terms\":" + std::to_string(key.rows.termCount()) +
           "," + stopwatch.json() + "}");
  }

  void prove(const JsonHeader& request, const Buffer& payload) {
    if (prover_ == nullptr) throw NativeError("KEY_NOT_LOADED", "a proof was asked for before a key was loaded");
    const std::string& form = request.text("witness");
    if (form != "wtns" && form != "values") {
      throw NativeError("REQUEST_INVALID", "the witness has the unknown form \"" + form + "\"");
    }
    if (form == "wtns") {
      readWtns(payload.as<u8>(), payload.size(), witness_);
    } else {
      readValues(payload.as<u8>(), payload.size(), witness_);
    }
    answerProof(blinding(request));
  }

  /// Of witness_, wherever it comes from.
  void answerProof(const Blinding& blinding) {
    Stopwatch stopwatch;
    const Proof proof = prover_->prove(witness_, blinding, [&](const char* phase) {
      stopwatch.begin(phase);
      answer("{\"type\":\"phase\",\"phase\":" + jsonString(phase) + "}");
    });
    answer(proofJson(proof) + "," + stopwatch.json() + "}");
  }

  static Blinding blinding(const JsonHeader& request) {
    if (!request.has("r") && !request.has("s")) return drawBlinding();
    const Blinding given{fromDecimal(request.text("r")), fromDecimal(request.text("s"))};
    if (!less(given.r, ScalarModulus::value) || !less(given.s, ScalarModulus::value)) {
      throw NativeError("REQUEST_INVALID", "a blinding factor is not below r");
    }
    return given;
  }

  static void answer(const std::string& header) { writeFrame(STDOUT_FILENO, header); }

  const Kernels& kernels_;
  Threads threads_;
  std::unique_ptr<Prover> prover_;
  Witness witness_;
};

}  // namespace

int main(int count, char** words) {
  try {
    Session session(parseOptions(count, words));
    return serveRequests([&](const JsonHeader& request, const Buffer& payload) { session.handle(request, payload); });
  } catch (const NativeError& error) {
    answerError(error.code(), error.what());
    return EXIT_FAILURE;
  } catch (const std::exception& error) {
    answerError("START_FAILED", error.what());
    return EXIT_FAILURE;
  }
}
