#include "path.hpp"

#include "native-error.hpp"

namespace {

#ifdef NATIVE_X86_64
bool processorHasAdx() { return __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("adx"); }

/// Also asks the operating system whether it saves the wide registers.
bool processorHasIfma() {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
         __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512ifma") && __builtin_cpu_supports("bmi2");
}
#endif

}  // namespace

std::vector<const Kernels*> usablePaths() {
  std::vector<const Kernels*> paths;
#ifdef NATIVE_X86_64
  if (processorHasIfma()) paths.push_back(&ifmaKernels);
  if (processorHasAdx()) paths.push_back(&adxKernels);
#endif
  paths.push_back(&portableKernels);
#ifdef NATIVE_EMULATED
  // Last: it is there to be compared with the first.
  paths.push_back(&emulatedKernels);
#endif
  return paths;
}

const Kernels& choosePath(const std::string& name) {
  const auto paths = usablePaths();
  if (name == "auto") return *paths.front();
  std::string names = "auto";
  for (const Kernels* path : paths) {
    if (name == path->name) return *path;
    names += std::string(", ") + path->name;
  }
  throw NativeError("PATH_UNAVAILABLE", "there is no path \"" + name + "\" on this processor, only " + names);
}
