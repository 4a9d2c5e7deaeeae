/**
 * A reporter: how long each test file took, slowest first.
 * @module
 */
import type { Reporter, TestModule } from "vitest/node";

export class FileTimes implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const times = modules.map((module) => ({ module, seconds: secondsOf(module) }));
    times.sort((a, b) => b.seconds - a.seconds);
    console.log("\nSeconds by file:");
    for (const { module, seconds } of times) {
      console.log(
        `${seconds.toFixed(1).padStart(7)}  ${module.project.name.padEnd(10)} ${module.relativeModuleId}`,
      );
    }
  }
}

/** Loading what it imports, hooks and tests. */
function secondsOf(module: TestModule): number {
  const { environmentSetupDuration, prepareDuration, collectDuration, setupDuration, duration } =
    module.diagnostic();
  const totalMs = environmentSetupDuration + prepareDuration + collectDuration + setupDuration + duration;
  return totalMs / 1000;
}
