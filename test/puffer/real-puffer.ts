/**
 * Facts about the deployed contracts, collected by others than this code; undefined, and said, where the folder is absent.
 * @module
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { REPOSITORY_ROOT } from "../../scripts/circuits/repository-root.ts";

const FOLDER = join(REPOSITORY_ROOT, "../shared/realdata/puffer");

export interface PufferFacts {
  readonly chainId: number;
  readonly genesisTime: number;
  readonly addresses: Readonly<Record<string, string>>;
  readonly implementations: Readonly<Record<string, string>>;
  readonly slots: Readonly<Record<string, string>>;
  readonly podInitCodeHash: string;
  readonly examples: Readonly<Record<string, string>>;
  readonly modules: readonly { readonly name: string; readonly module: string; readonly pod: string }[];
}

export const PUFFER_FACTS: PufferFacts | undefined = readFacts();

function readFacts(): PufferFacts | undefined {
  if (!existsSync(FOLDER)) {
    console.warn(`skipped: ${FOLDER} is absent, so nothing is compared with the deployed contracts`);
    return undefined;
  }
  const read = (file: string) => JSON.parse(readFileSync(join(FOLDER, file), "utf8"));
  return { ...read("mainnet.json"), modules: read("modules.json") };
}
