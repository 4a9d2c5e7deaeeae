/**
 * Deposits that wait in the genesis state's queue, as if the execution layer had sent them before.
 *
 * Entries are applied at the borders of epochs, in their order and 128 ETH an epoch, if their slot is finalized by then. Nobody attests here, so the
 * finalized checkpoint stays at slot 0: an entry of slot 0 is applied, one of any later slot waits for ever, and so does
 * everything behind it in the queue.
 * Source: consensus-specs, electra/beacon-chain.md (PendingDeposit, process_pending_deposits).
 * @module
 */
import { fromHex, type Hex } from "../../prover/hex.ts";
import { DevnetOptionError } from "./errors.ts";

export interface GenesisDeposit {
  /** 48 bytes. */
  readonly pubkey: Hex;
  /** 32 bytes; see `withdrawalCredentialsOf`. */
  readonly withdrawalCredentials: Hex;
  readonly amountGwei: bigint;
  /**
   * 0: applied when its turn comes, 128 ETH an epoch; for a key that is no validator yet only if it is signed. Any
   * other: keeps waiting.
   */
  readonly slot: number;
  /** 96 bytes (signed-deposit.ts). Default: none. */
  readonly signature?: Hex;
}

/** The point at infinity: no signature, as consensus-specs writes it for deposits that need none. */
const NO_SIGNATURE = new Uint8Array(96).fill(0xc0, 0, 1);

/** The deposit as an entry of `pending_deposits`. @throws DevnetOptionError for what no state can hold. */
export function pendingDeposit(deposit: GenesisDeposit) {
  const { pubkey, withdrawalCredentials, amountGwei, slot, signature } = deposit;
  if (amountGwei < 0n || amountGwei > BigInt(Number.MAX_SAFE_INTEGER)) {
    throw new DevnetOptionError("pendingDeposits.amountGwei", amountGwei, "must lie between 0 and 2^53 - 1");
  }
  if (!Number.isSafeInteger(slot) || slot < 0) {
    throw new DevnetOptionError("pendingDeposits.slot", slot, "must be a whole number");
  }
  return {
    pubkey: bytesOf("pubkey", pubkey, 48),
    withdrawalCredentials: bytesOf("withdrawalCredentials", withdrawalCredentials, 32),
    amount: Number(amountGwei),
    signature: signature === undefined ? NO_SIGNATURE : bytesOf("signature", signature, 96),
    slot,
  };
}

function bytesOf(field: string, hex: Hex, length: number): Uint8Array {
  const isHexOfLength = /^0x[0-9a-fA-F]*$/.test(hex) && hex.length === 2 + 2 * length;
  if (!isHexOfLength)
    throw new DevnetOptionError(`pendingDeposits.${field}`, hex, `must have ${length} bytes`);
  return fromHex(hex);
}
