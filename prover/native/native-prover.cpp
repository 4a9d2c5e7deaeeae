// The prover as a process of its own: a crash or a kill costs one page. Protocol: README.md.
#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <memory>

#include "native-error.hpp"
#include "options.hpp"
#include "page-witness.hpp"
#include "path.hpp"
#include "prove.hpp"
#include "request-loop.hpp"

namespace {

double secondsOf(clockid_t clock) {
  timespec time{};
  clock_gettime(clock, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

/// Wall clock and CPU time of all threads, in seconds from some beginning.
struct Instant {
  double wall, cpu;

  static Instant now() { return {secondsOf(CLOCK_MONOTONIC), secondsOf(CLOCK_PROCESS_CPUTIME_ID)}; }
};

/// CPU time of the calling thread.
double threadSeconds() { return secondsOf(CLOCK_THREAD_CPUTIME_ID); }

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

/// Highest memory that this process has had so far.
u64 peakBytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<u64>(usage.ru_maxrss) * 1024;
}

/// The witness of one request, and how long it took.
struct PreparedWitness {
  Witness witness;
  double seconds = 0;
};

/// Witnesses are made on the thread that reads requests, proofs on the one that answers them: the witness of the next page
/// beside the proof of this one. Each member belongs to one of the two.
class Session {
 public:
  explicit Session(const Options& options) : kernels_(choosePath(options.path)), threads_(options.threads) {}

  Answer prepare(const JsonHeader& request, const Buffer& payload) {
    const std::string& operation = request.text("operation");
    if (operation == "describe") return [this] { describe(); };
    if (operation == "load") return prepareLoad(request);
    if (operation == "prove") return prepareProof(request, payload);
    throw NativeError("REQUEST_INVALID", "the operation \"" + operation + "\" is unknown");
  }

 private:
  void describe() {
    answer(R"({"type":"description","path":)" + jsonString(kernels_.name) +
           ",\"threads\":" + std::to_string(threads_.count()) + "}");
  }

  Answer prepareLoad(const JsonHeader& request) {
    const std::string key = request.text("key");
    pageWitness_.reset();
    try {
      if (request.has("program")) {
        pageWitness_ = std::make_unique<PageWitness>(request.text("program"), request.text("sourceHash"));
      }
    } catch (const NativeError& error) {
      return [this, error] {
        prover_.reset();
        throw error;
      };
    }
    return [this, key] { load(key); };
  }

  void load(const std::string& path) {
    // The old key goes first: two need not fit into memory.
    prover_.reset();
    Stopwatch stopwatch;
    prover_ = std::make_unique<Prover>(kernels_, threads_, path);
    const ProvingKey& key = prover_->key();
    answer(R"({"type":"loaded","path":)" + jsonString(kernels_.name) + ",\"threads\":" + std::to_string(threads_.count()) +
           ",\"wires\":" + std::to_string(key.wires) + ",\"publicSignals\":" + std::to_string(key.publicCount) +
           ",\"domainPower\":" + std::to_string(key.domainPower) + ",\"terms\":" + std::to_string(key.rows.termCount()) +
           "," + stopwatch.json() + "}");
  }

  Answer prepareProof(const JsonHeader& request, const Buffer& payload) {
    // While one witness is proved the next one is made. The one before has gone: request-loop.hpp.
    next_ ^= 1;
    PreparedWitness& prepared = prepared_[next_];
    const Blinding factors = blinding(request);
    const double start = threadSeconds();
    readWitness(request.text("witness"), payload, prepared.witness);
    prepared.seconds = threadSeconds() - start;
    return [this, &prepared, factors] { prove(prepared, factors); };
  }

  void readWitness(const std::string& form, const Buffer& payload, Witness& witness) {
    if (form == "inputs") {
      if (pageWitness_ == nullptr) {
        throw NativeError("WITNESS_PROGRAM_NOT_LOADED", "a page is given by its inputs, and no witness program is loaded");
      }
      reportPhase("witness");
      pageWitness_->calculate(payload.as<u8>(), payload.size(), witness);
    } else if (form == "wtns") {
      readWtns(payload.as<u8>(), payload.size(), witness);
    } else if (form == "values") {
      readValues(payload.as<u8>(), payload.size(), witness);
    } else {
      throw NativeError("REQUEST_INVALID", "the witness has the unknown form \"" + form + "\"");
    }
  }

  void prove(const PreparedWitness& prepared, const Blinding& factors) {
    if (prover_ == nullptr) throw NativeError("KEY_NOT_LOADED", "a proof was asked for before a key was loaded");
    Stopwatch stopwatch;
    const Proof proof = prover_->prove(prepared.witness, factors, [&](const char* phase) {
      stopwatch.begin(phase);
      reportPhase(phase);
    });
    const std::string times = stopwatch.json();
    reportPhase("answer");
    answer(proofJson(proof) + "," + times + ",\"witnessCpuSeconds\":" + number(prepared.seconds) +
           ",\"peakBytes\":" + std::to_string(peakBytes()) + "}");
  }

  static Blinding blinding(const JsonHeader& request) {
    if (!request.has("r") && !request.has("s")) return drawBlinding();
    const Blinding given{fromDecimal(request.text("r")), fromDecimal(request.text("s"))};
    if (!less(given.r, ScalarModulus::value) || !less(given.s, ScalarModulus::value)) {
      throw NativeError("REQUEST_INVALID", "a blinding factor is not below r");
    }
    return given;
  }

  static void reportPhase(const char* phase) { answer("{\"type\":\"phase\",\"phase\":" + jsonString(phase) + "}"); }
  static void answer(const std::string& header) { writeFrame(STDOUT_FILENO, header); }

  // Of the thread that answers.
  const Kernels& kernels_;
  Threads threads_;
  std::unique_ptr<Prover> prover_;
  // Of the thread that prepares.
  std::unique_ptr<PageWitness> pageWitness_;
  PreparedWitness prepared_[2];
  unsigned next_ = 0;
};

}  // namespace

int main(int count, char** words) {
  try {
    Session session(parseOptions(count, words));
    return serveRequests([&](const JsonHeader& request, const Buffer& payload) { return session.prepare(request, payload); });
  } catch (const NativeError& error) {
    answerError(error.code(), error.what());
    return EXIT_FAILURE;
  } catch (const std::exception& error) {
    answerError("START_FAILED", error.what());
    return EXIT_FAILURE;
  }
}
