/**
 * `pufeth-por submit DIR`: verifies a bundle and reports it to the oracle.
 * @module
 */
import type { Command } from "commander";
import type { Address } from "viem";
import { readBundle } from "../bundle/read-bundle.ts";
import { readVerificationKey } from "../bundle/read-verification-key.ts";
import { loadAccount, PRIVATE_KEY_VARIABLE } from "../submit/load-account.ts";
import { type SubmitReceipt, submitReport } from "../submit/submit-report.ts";
import { formatWeiAsEth } from "../units.ts";
import { parseAddress, parseHttpUrl } from "./option-values.ts";
import { createProgress } from "./progress.ts";
import type { Terminal } from "./terminal.ts";

interface SubmitCommandOptions {
  readonly rpc: string;
  readonly oracle: Address;
  readonly key?: string;
  readonly keyFile?: string;
  readonly json?: boolean;
}

export function addSubmitCommand(program: Command, terminal: Terminal): void {
  program
    .command("submit")
    .description("verify a bundle and report it to the oracle on chain")
    .argument("<dir>", "folder that `prove --out` wrote")
    .requiredOption("--rpc <url>", "execution node (JSON-RPC over HTTP)", parseHttpUrl)
    .requiredOption("--oracle <address>", "the ReservesOracle contract", parseAddress)
    .option("--key <file>", "verification key (JSON) that you trust")
    .option(
      "--key-file <file>",
      `private key of the sender; else ${PRIVATE_KEY_VARIABLE}, else an unlocked account`,
    )
    .option("--json", "print one JSON object")
    .action(async (folder: string, options: SubmitCommandOptions) => {
      const progress = createProgress({ silent: options.json ?? false });
      const account = await loadAccount(options.keyFile);
      const trustedVerificationKey =
        options.key === undefined ? undefined : await readVerificationKey(options.key);
      const bundle = await progress.stage("Read the bundle", () => readBundle(folder));
      const receipt = await progress.stage("Submit", (say) =>
        submitReport(bundle, {
          rpcUrl: options.rpc,
          oracle: options.oracle,
          account,
          trustedVerificationKey,
          onStep: say,
        }),
      );
      terminal.out(options.json ? JSON.stringify(receipt, null, 2) : formatReceipt(receipt));
    });
}

function formatReceipt(receipt: SubmitReceipt): string {
  return [
    "The oracle accepted the report.",
    `transaction  ${receipt.transactionHash}`,
    `block        ${receipt.blockNumber}`,
    `gas used     ${receipt.gasUsed}`,
    `rate         ${formatWeiAsEth(BigInt(receipt.rate))} ETH per pufETH`,
  ].join("\n");
}
