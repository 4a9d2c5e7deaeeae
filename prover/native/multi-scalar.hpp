// Several multi-scalar multiplications at once, Σ scalar·point each: their windows are the items of one job.
#pragma once
#include <vector>

#include "digits.hpp"
#include "proving-key.hpp"

struct G1Request {
  const Query* query;
  const Digits* digits;
  G1 result;
};
struct G2Request {
  const Query* query;
  const Digits* digits;
  G2 result;
};

/// Fills in the results. @param scratches  one a thread
void multiplyScalars(const Kernels& kernels, std::vector<G1Request>& g1, std::vector<G2Request>& g2, Threads& threads,
                     Scratch* scratches);
