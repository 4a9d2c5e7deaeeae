import { Command } from "commander";
import { ProverError } from "../prover/errors.ts";
import { KEYS_MANIFEST_FILE } from "../prover/keys/manifest-file.ts";
import { collectChainId } from "./export-verifier/collect-chain-id.ts";
import { generateBatchVerifier } from "./export-verifier/generate-batch-verifier.ts";
import { readKeyFolder } from "./export-verifier/read-key-folder.ts";
import { writeVerifier } from "./export-verifier/write-verifier.ts";

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
    await writeVerifier(out, source);
    console.log(`Wrote ${out}: ${key.keyKind} key.`);
  });

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof Error)) throw error;
  console.error([error.message, ...(error instanceof ProverError ? error.hints : [])].join("\n"));
  process.exitCode = error instanceof ProverError ? error.exitCode : 2;
}
