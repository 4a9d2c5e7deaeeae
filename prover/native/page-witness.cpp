#include "page-witness.hpp"

#include "native-error.hpp"
#include "witness/calculator.hpp"
#include "witness/errors.hpp"

namespace {

template <class F>
auto typed(F&& run) {
  try {
    return run();
  } catch (const pufeth::witness::Error& error) {
    throw NativeError(pufeth::witness::codeName(error.code()), error.what());
  }
}

}  // namespace

struct PageWitness::State {
  const pufeth::witness::Program program;
  pufeth::witness::Calculator calculator{program};
};

PageWitness::PageWitness(const std::string& programPath, const std::string& sourceHash)
    : state_(typed([&] {
        return std::unique_ptr<State>(new State{pufeth::witness::Program::load(programPath, sourceHash)});
      })) {}

PageWitness::~PageWitness() = default;

void PageWitness::calculate(const u8* inputs, u64 bytes, Witness& witness) {
  witness.count = state_->program.wireCount;
  const u64 size = witness.count * pufeth::witness::elementBytes;
  ensure(witness.values, size);
  typed([&] { state_->calculator.calculate({inputs, bytes}, {witness.values.as<u8>(), size}); });
}
