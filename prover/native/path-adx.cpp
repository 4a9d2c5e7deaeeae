// For processors with BMI2 and ADX; what path-ifma.cpp says of its functions is true of these.
#include "make-kernels.hpp"
#include "words-adx.hpp"

const Kernels adxKernels = MakeKernels<Field<BaseModulus, AdxWords>, Field<ScalarModulus, AdxWords>>::table("adx", 256);
