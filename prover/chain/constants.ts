/**
 * Constants of the chain stage, in their own file so that help pages load no Ethereum library.
 * @module
 */

/** The contract that maps a block's timestamp to its parent's beacon root, on every chain. Source: EIP-4788. */
export const BEACON_ROOTS_ADDRESS = "0x000F3df6D732807Ef1319fB7B8bB8522d0Beac02";

/** Environment variable with the private key of the account that sends. */
export const PRIVATE_KEY_VARIABLE = "PUFETH_POR_PRIVATE_KEY";

/** Most gas of one transaction, whatever a block holds. Source: EIP-7825, 2^24. */
export const TRANSACTION_GAS_CAP = 16_777_216n;

/** Largest signed transaction that clients take into their pools. Source: go-ethereum, `txMaxSize`; Nethermind and Reth alike. */
export const TRANSACTION_BYTES_CAP = 131_072;

/** A transaction is sent with this part more gas than its simulation used: storage may change in between. */
export const GAS_MARGIN = { numerator: 1n, denominator: 10n } as const;

/** At most, where nothing else is asked for: each takes about 60,000 gas. */
export const CONSOLIDATIONS_PER_TRANSACTION = 100;

/** For one answer of an execution node, before the next attempt. */
export const DEFAULT_RPC_TIMEOUT_MS = 20_000;
