#include "make-kernels.hpp"

const Kernels portableKernels = MakeKernels<Fp, Fr>::table("portable", 256);
