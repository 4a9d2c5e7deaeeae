/**
 * The account that sends the report. A private key is never taken from an argument (arguments are visible in process
 * lists and shell histories) and never appears in a message.
 * @module
 */
import type { LocalAccount } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { readBounded } from "../../read-bounded.ts";
import { PRIVATE_KEY_VARIABLE } from "../constants.ts";
import { AccountError } from "./transaction-errors.ts";

/** Of a file with 32 bytes in hex. */
const LIMIT_BYTES = 4096;

/**
 * The key in `keyFile`, else the one in the environment.
 * @param environment  variables by name, e.g. `process.env`.
 * @returns undefined where neither is given: then an unlocked account of the node is used.
 * @throws AccountError
 */
export async function loadAccount(
  keyFile: string | undefined,
  environment: NodeJS.ProcessEnv,
): Promise<LocalAccount | undefined> {
  if (keyFile !== undefined) {
    const text = await readBounded(keyFile, LIMIT_BYTES)
      .then(String)
      .catch((cause) => {
        throw new AccountError(`${keyFile} cannot be read`, cause);
      });
    return accountOf(text, keyFile);
  }
  const text = environment[PRIVATE_KEY_VARIABLE];
  return text === undefined || text === "" ? undefined : accountOf(text, PRIVATE_KEY_VARIABLE);
}

function accountOf(text: string, source: string): LocalAccount {
  const digits = text.trim().replace(/^0x/, "");
  if (!/^[0-9a-fA-F]{64}$/.test(digits)) throw new AccountError(`${source} does not hold 32 bytes in hex`);
  try {
    return privateKeyToAccount(`0x${digits}`);
  } catch {
    // Without the cause, which could contain the key.
    throw new AccountError(`${source} holds no valid private key`);
  }
}
