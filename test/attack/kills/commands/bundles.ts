/** `prove` of a state file, and `report`. @module */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeBundle } from "../../../../prover/bundle/write-bundle.ts";
import { registryToJson } from "../../../../prover/plan/registry.ts";
import { setUpSize } from "../../../../scripts/circuits/set-up-size.ts";
import { syntheticState } from "../../../../scripts/synthetic-state/synthetic-state.ts";
import { syntheticBundle } from "../../../bundle/synthetic-bundle.ts";
import { headerInBytes } from "../../../state/real-states.ts";
import { toyGroth16 } from "../../../support/toy-groth16.ts";
import { bundlesBelow, filesBelow } from "../files-below.ts";
import type { KilledCommand } from "../kill-everywhere.ts";
import { runCommandLine } from "../run-command-line.ts";

const PRINCIPAL_GWEI = 32_000_000_000n;
/** Far apart: a page each. */
const INDICES = [3, 55];

/** @param isReplacing  a bundle that is there before. */
export async function prove(isReplacing: boolean): Promise<KilledCommand> {
  await setUpSize("test", () => {});
  const balances = Array.from({ length: 64 }, (_, index) => PRINCIPAL_GWEI + BigInt(index) - 30n);
  const { stateBytes, header } = await syntheticState(balances);
  const registry = INDICES.map((index) => ({ index, principalGwei: PRINCIPAL_GWEI }));
  const older = isReplacing ? await syntheticBundle(await toyGroth16(), false) : undefined;
  return {
    name: isReplacing ? "prove over a bundle" : "prove",
    async prepare(folder) {
      writeFileSync(join(folder, "state.ssz"), stateBytes);
      writeFileSync(join(folder, "header.json"), JSON.stringify(headerInBytes(stateBytes, header.stateRoot)));
      writeFileSync(join(folder, "registry.json"), JSON.stringify(registryToJson(registry)));
      mkdirSync(join(folder, "out"));
      if (older !== undefined) await writeBundle(older, join(folder, "out/bundle"));
    },
    writesTo: "out",
    run: (folder, again) =>
      runCommandLine([
        ...["prove", "--state", join(folder, "state.ssz"), "--fork", "electra", "--size", "test"],
        ...["--header", join(folder, "header.json"), "--registry", join(folder, "registry.json")],
        ...["--threads", "1", "--out", join(folder, "out/bundle"), ...(again ? ["--resume"] : [])],
      ]),
    result: (folder) => bundlesBelow(join(folder, "out")),
  };
}

export async function report(): Promise<KilledCommand> {
  const bundle = await syntheticBundle(await toyGroth16());
  return {
    name: "report",
    async prepare(folder) {
      await writeBundle(bundle, join(folder, "bundle"));
      mkdirSync(join(folder, "out"));
    },
    writesTo: "out",
    run: (folder) => runCommandLine(["report", join(folder, "bundle"), "--out", join(folder, "out")]),
    result: (folder) => filesBelow(join(folder, "out")),
  };
}
