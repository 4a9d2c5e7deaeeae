/**
 * Sources and waiting deposits of a report, from all transactions that brought some: they may come in any number of calls,
 * before the report, with it, and for a day after it. Each counts once (BlockAssets.sol).
 * @module
 */
import type { Hex } from "../../../prover/hex.ts";
import type { SpurtCall } from "./spurt-calls.ts";

type Submit = Extract<SpurtCall, { functionName: "submit" }>["args"];
type Execution = Submit[1];
type Deposits = Submit[2];

export interface GivenProof {
  readonly paths: Execution["sources"][number];
  /** That the paths name. */
  readonly nodes: readonly Hex[];
}

export interface GivenParts {
  /** By place. */
  readonly sources: ReadonlyMap<bigint, GivenProof>;
  /** By provision. */
  readonly waiting: ReadonlyMap<bigint, Deposits["waiting"][number]>;
  /** Of the queue; undefined if nothing was said to wait. */
  readonly top: Deposits["top"] | undefined;
}

/** @param calls  in the order of the chain. */
export function givenParts(calls: readonly SpurtCall[]): GivenParts {
  const sources = new Map<bigint, GivenProof>();
  const waiting = new Map<bigint, Deposits["waiting"][number]>();
  let top: GivenParts["top"];
  for (const [execution, deposits] of calls.flatMap(partsIn)) {
    for (const [i, place] of execution.places.entries()) {
      const paths = execution.sources[i];
      if (paths !== undefined && !sources.has(place)) sources.set(place, { paths, nodes: execution.nodes });
    }
    for (const deposit of deposits.waiting) {
      if (!waiting.has(deposit.provision)) waiting.set(deposit.provision, deposit);
    }
    if (deposits.waiting.length > 0) top ??= deposits.top;
  }
  return { sources, waiting, top };
}

function partsIn(call: SpurtCall): (readonly [Execution, Deposits])[] {
  if (call.functionName === "submit" || call.functionName === "finalize")
    return [[call.args[1], call.args[2]]];
  if (call.functionName === "improve") return [[call.args[3], call.args[4]]];
  if (call.functionName === "report") return [[call.args[5], call.args[6]]];
  return [];
}
