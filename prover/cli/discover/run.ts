/**
 * `pufeth-por discover`: registry and evidence of a deployed protocol, and whom it could not place.
 * @module
 */
import { join } from "node:path";
import { canonicalJson } from "../../groth16/canonical-json.ts";
import { makeFolder } from "../../make-folder.ts";
import { registryToJson } from "../../plan/registry.ts";
import { writeFileWhole } from "../../prove/write-file-whole.ts";
import { type ActiveValidator, shownActive } from "../../puffer/read-deployment.ts";
import { declaredForm, operatorsToJson } from "../../rewards/operator-accounts.ts";
import { discoverDeployment, nodesFileOf } from "../../spurt/discover-deployment.ts";
import { loadState } from "../../spurt/load-sources.ts";
import { writingTo } from "../../writing-to.ts";
import { deployedSourcesOf, type RawSourceOptions } from "../options/prove-sources.ts";
import { createProgress } from "../output/progress.ts";
import { showStages } from "../output/show-stages.ts";
import type { Terminal } from "../output/terminal.ts";
import { formatDiscovered } from "./print.ts";

export interface DiscoverOptions extends RawSourceOptions {
  readonly network: string;
  readonly out: string;
  readonly json?: boolean;
}

/** Plain JSON. */
export interface Discovered {
  readonly slot: number;
  readonly blockRoot: string;
  readonly registry: string;
  /** Who operates each validator; shown by the trie nodes of the evidence. */
  readonly operators: string;
  readonly evidence: string;
  /** By the oracle. */
  readonly counted: string;
  readonly active: number;
  readonly modules: number;
  readonly validators: number;
  /** That operate them. */
  readonly accounts: number;
  readonly waiting: number;
  readonly foreign: readonly { readonly module: string; readonly position: number; readonly index: number }[];
  readonly missing: readonly { readonly module: string; readonly position: number }[];
}

export async function runDiscover(
  options: DiscoverOptions,
  terminal: Terminal,
  environment: NodeJS.ProcessEnv,
): Promise<void> {
  const { out, json = false } = options;
  const { state: source, deployed } = await deployedSourcesOf(options, environment);
  const progress = createProgress({ silent: json });
  const stage = showStages(progress, terminal);
  const state = await stage("load-state", (tell) => loadState(source, undefined, tell));
  const found = await stage("discover", (tell) =>
    discoverDeployment(deployed, state, nodesFileOf(out), tell, { withOperators: true }),
  );
  const { operators: accounts, evidence: proof } = found.operated!;
  const declared = await declaredForm(deployed.chain, accounts);
  const registry = join(out, "registry.json");
  const operators = join(out, "operators.json");
  const evidence = join(out, "evidence.json");
  await writingTo(out, async () => {
    makeFolder(out);
    await writeFileWhole(registry, canonicalJson(registryToJson(found.registry)));
    await writeFileWhole(operators, canonicalJson(operatorsToJson(declared)));
    await writeFileWhole(evidence, canonicalJson(proof));
  });
  await found.kept.remove();
  const { reading, places } = found;
  const pair = ({ module, position }: ActiveValidator) => ({ module, position });
  const result: Discovered = {
    slot: state.header.slot,
    blockRoot: state.blockRoot,
    registry,
    operators,
    evidence,
    counted: reading.vault.activeValidators.toString(),
    active: shownActive(reading),
    modules: reading.modules.length,
    validators: places.validators.length,
    accounts: declared.length,
    waiting: places.waiting.length,
    foreign: places.foreign.map((validator) => ({ ...pair(validator), index: validator.index })),
    missing: places.missing.map(pair),
  };
  terminal.out(json ? JSON.stringify(result, null, 2) : formatDiscovered(result));
}
