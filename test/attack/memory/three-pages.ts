/** Inputs of `prove`: three pages of the size `test`. @module */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { registryToJson } from "../../../prover/plan/registry.ts";
import { setUpSize } from "../../../scripts/circuits/set-up-size.ts";
import { syntheticState } from "../../../scripts/synthetic-state/synthetic-state.ts";
import { headerInBytes } from "../../state/real-states.ts";

const PRINCIPAL_GWEI = 32_000_000_000n;
/** Far from each other. */
const INDICES = [3, 55, 100];

/** @returns the arguments that name them. */
export async function threePages(folder: string): Promise<readonly string[]> {
  await setUpSize("test", () => {});
  const balances = Array.from({ length: 128 }, (_, index) => PRINCIPAL_GWEI + BigInt(index) - 30n);
  const { stateBytes, header } = await syntheticState(balances);
  const registry = INDICES.map((index) => ({ index, principalGwei: PRINCIPAL_GWEI }));
  mkdirSync(folder, { recursive: true });
  const [state, headerFile, registryFile] = ["state.ssz", "header.json", "registry.json"].map((name) =>
    join(folder, name),
  ) as [string, string, string];
  writeFileSync(state, stateBytes);
  writeFileSync(headerFile, JSON.stringify(headerInBytes(stateBytes, header.stateRoot)));
  writeFileSync(registryFile, JSON.stringify(registryToJson(registry)));
  return [
    ...["--state", state, "--fork", "electra", "--header", headerFile, "--registry", registryFile],
    ...["--size", "test"],
  ];
}
