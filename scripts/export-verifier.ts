/**
 * Exports a key as a Solidity verifier:
 *
 *     tsx scripts/export-verifier.ts --keys keys/standard --out verifier-contracts/generated/ReservesPageVerifier.sol
 *
 * A ceremony's key must be in the key manifest. A development key, or one of an insecure ceremony, gives a contract
 * that cannot be deployed on the chains of prover/chain/client/public-chains.ts, and on each `--public-chain-id ID`.
 *
 * @module
 */
import { renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { Command } from "commander";
import { ProverError } from "../prover/errors.ts";
import { KEYS_MANIFEST_FILE } from "../prover/keys/manifest-file.ts";
import { makeFolder } from "../prover/make-folder.ts";
import { collectChainId } from "./export-verifier/collect-chain-id.ts";
import { generateBatchVerifier } from "./export-verifier/generate-batch-verifier.ts";
import { readKeyFolder } from "./export-verifier/read-key-folder.ts";

interface Arguments {
  keys: string;
  manifest: string;
  name: string;
  out: string;
  publicChainId: bigint[];
}

const program = new Command("export-verifier")
  .requiredOption("--keys <dir>", "folder of the key: key.json, verification-key.json")
  .option("--manifest <file>", "key manifest that you trust (keys/manifest.json)", KEYS_MANIFEST_FILE)
  .option("--name <name>", "name of the contract", "ReservesPageVerifier")
  .option(
    "--public-chain-id <id>",
    "one more chain that refuses a development key; repeatable",
    collectChainId,
    [],
  )
  .requiredOption("--out <file>", "Solidity file to write, in verifier-contracts/generated/")
  .action(async ({ keys, manifest, name, out, publicChainId }: Arguments) => {
    const key = await readKeyFolder(keys, manifest);
    const source = generateBatchVerifier({ ...key, contractName: name, publicChainIds: publicChainId });
    makeFolder(dirname(out));
    // Renamed into place, so that forge never compiles a partial file.
    writeFileSync(`${out}.partial`, source);
    renameSync(`${out}.partial`, out);
    console.log(`Wrote ${out}: ${key.keyKind} key.`);
  });

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof Error)) throw error;
  console.error([error.message, ...(error instanceof ProverError ? error.hints : [])].join("\n"));
  process.exitCode = error instanceof ProverError ? error.exitCode : 2;
}
