/** Processes of this machine, as /proc shows them. @module */
import { readdirSync, readFileSync } from "node:fs";
import { until } from "./until.ts";

/** Waits for it. @param command  matches its command line. */
export async function childOf(parent: number, command: RegExp): Promise<number> {
  let found: number | undefined;
  await until(() => {
    found = readdirSync("/proc")
      .map(Number)
      .find(
        (pid) =>
          new RegExp(`^PPid:\\s+${parent}$`, "m").test(of(pid, "status")) && command.test(of(pid, "cmdline")),
      );
    return found !== undefined;
  });
  return found!;
}

/** A zombie still has an id until it is reaped. */
export function lives(pid: number): boolean {
  return /^State:\s+[^ZX]/m.test(of(pid, "status"));
}

function of(pid: number, file: "status" | "cmdline"): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}
