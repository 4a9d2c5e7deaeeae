// The witness of a page from its inputs, by a witness program (witness/).
#pragma once
#include <memory>
#include <string>

#include "witness.hpp"

class PageWitness {
 public:
  /// @param sourceHash  of the circuit, in hex. @throws NativeError with the codes of witness/errors.hpp
  PageWitness(const std::string& programPath, const std::string& sourceHash);
  ~PageWitness();

  /// Into memory that another witness may have left.
  /// @param inputs  32 bytes each. @throws NativeError with the codes of witness/errors.hpp
  void calculate(const u8* inputs, u64 bytes, Witness& witness);

 private:
  struct State;
  std::unique_ptr<State> state_;
};
