/**
 * `pufeth-por submit DIR`: verifies a bundle and reports it to the oracle.
 * @module
 */
import { readBundle } from "../bundle/read-bundle.ts";
import { readVerificationKey } from "../bundle/read-verification-key.ts";
import { loadAccount } from "../submit/load-account.ts";
import { type SubmitReceipt, submitReport } from "../submit/submit-report.ts";
import { formatWeiAsEth } from "../units.ts";
import { parseAddress } from "./parse-address.ts";
import { createProgress } from "./progress.ts";
import type { Terminal } from "./terminal.ts";

export interface SubmitCommandOptions {
  readonly rpc: string;
  readonly oracle: string;
  readonly key?: string;
  readonly keyFile?: string;
  readonly json?: boolean;
}

export async function submitCommand(
  folder: string,
  { rpc, oracle, key, keyFile, json = false }: SubmitCommandOptions,
  terminal: Terminal,
): Promise<void> {
  const oracleAddress = parseAddress("--oracle", oracle);
  const progress = createProgress({ silent: json });
  const account = await loadAccount(keyFile);
  const trustedVerificationKey = key === undefined ? undefined : await readVerificationKey(key);
  const bundle = await progress.stage("Read the bundle", () => readBundle(folder));
  const receipt = await progress.stage("Submit", (say) =>
    submitReport(bundle, {
      rpcUrl: rpc,
      oracle: oracleAddress,
      account,
      trustedVerificationKey,
      onStep: say,
    }),
  );
  terminal.out(json ? JSON.stringify(receipt, null, 2) : formatReceipt(receipt));
}

function formatReceipt(receipt: SubmitReceipt): string {
  return [
    "The oracle accepted the report.",
    `transaction  ${receipt.transactionHash}`,
    `block        ${receipt.blockNumber}`,
    `gas used     ${receipt.gasUsed}`,
    `rate         ${formatWeiAsEth(BigInt(receipt.bundle.rate ?? 0))} ETH per pufETH`,
  ].join("\n");
}
