/**
 * Exports a verification key as a Solidity verifier:
 *
 *     tsx scripts/export-verifier.ts --vkey FILE --source-hash HEX --key-kind development|ceremony \
 *         --name ReportVerifier --out verifier-contracts/generated/ReportVerifier.sol
 *
 * A development key is refused on Mainnet, Holesky, Hoodi and Sepolia, and on each `--public-chain-id ID`.
 *
 * @module
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { Command } from "commander";
import { ProverError } from "../prover/errors.ts";
import { ExportOptionInvalidError } from "./export-verifier/errors.ts";
import { generateBatchVerifier, type KeyKind } from "./export-verifier/generate-batch-verifier.ts";

interface Arguments {
  vkey: string;
  sourceHash: string;
  keyKind: KeyKind;
  name: string;
  out: string;
  publicChainId: bigint[];
}

const program = new Command("export-verifier")
  .requiredOption("--vkey <file>", "snarkjs verification key, JSON")
  .requiredOption("--source-hash <hex>", "hash of the circuit's sources")
  .requiredOption("--key-kind <kind>", "development or ceremony")
  .option("--name <name>", "name of the contract", "ReservesPageVerifier")
  .option(
    "--public-chain-id <id>",
    "one more chain that refuses a development key; repeatable",
    collectId,
    [],
  )
  .requiredOption("--out <file>", "Solidity file to write, in verifier-contracts/generated/")
  .action(({ vkey, sourceHash, keyKind, name, out, publicChainId }: Arguments) => {
    const source = generateBatchVerifier({
      verificationKey: readFileSync(vkey, "utf8"),
      circuitSourceHash: sourceHash,
      keyKind,
      contractName: name,
      publicChainIds: publicChainId,
    });
    mkdirSync(dirname(out), { recursive: true });
    // Renamed into place, so that forge never compiles half a file.
    writeFileSync(`${out}.partial`, source);
    renameSync(`${out}.partial`, out);
    console.log(`Wrote ${out}.`);
  });

/** One value of a repeatable option. */
function collectId(given: string, before: bigint[]): bigint[] {
  if (!/^[0-9]+$/.test(given)) {
    throw new ExportOptionInvalidError("--public-chain-id", given, "a decimal number");
  }
  return [...before, BigInt(given)];
}

try {
  program.parse();
} catch (error) {
  if (!(error instanceof Error)) throw error;
  console.error([error.message, ...(error instanceof ProverError ? error.hints : [])].join("\n"));
  process.exitCode = error instanceof ProverError ? error.exitCode : 2;
}
