/**
 * Checks how many pages of a size fit into memory.
 * @module
 */
import { stat } from "node:fs/promises";
import { backendNamed } from "../prove/backends/registry.ts";
import { chooseThreads, formatGigabytes } from "../prove/choose-threads.ts";
import type { Machine } from "../prove/machine.ts";
import { type Finding, fail, ok, warn } from "./finding.ts";

/** @param provingKey  whose size determines the memory of a page; if it is missing, another check reports it. */
export async function checkMemory(
  machine: Machine,
  provingKey: string,
  size: string,
  backend: string,
): Promise<Finding[]> {
  const key = await stat(provingKey).catch(() => undefined);
  return key === undefined ? [] : [judge(machine, key.size, size, backend)];
}

function judge(machine: Machine, keyBytes: number, size: string, backend: string): Finding {
  const { cores, freeBytes } = machine;
  const { memoryBytes, pagesAtOnce } = backendNamed(backend);
  const page = memoryBytes(keyBytes, 1);
  const threads = chooseThreads(machine, keyBytes, backend);
  const free = `${formatGigabytes(freeBytes)} free, ${cores} core${cores === 1 ? "" : "s"}`;
  const need = `a page of the size ${size} takes ${formatGigabytes(page)} with ${backend}`;
  if (freeBytes < page) {
    return fail("memory", `${free}: ${need}`, "Free memory, prove elsewhere, or choose a smaller --size.");
  }
  const found = `${free}: ${threads} page${threads === 1 ? "" : "s"} of the size ${size} at a time`;
  if (threads < pagesAtOnce(cores)) {
    return warn("memory", found, `Not all cores can be used: ${need}.`);
  }
  return ok("memory", found);
}
