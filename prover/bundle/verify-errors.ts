/**
 * False claims of a bundle: one class for each, all with exit code 1. Pages are counted from 1 in messages.
 * @module
 */
import { CheckFailedError } from "../errors.ts";
import type { PublicInputs } from "../plan/public-inputs.ts";

const WRONG_BUNDLE = "Do not rely on this bundle. If you made it, prove again; otherwise ask its maker.";

/** The header does not hash to the block root. */
export class BundleBlockRootError extends CheckFailedError {
  readonly code = "BUNDLE_BLOCK_ROOT_MISMATCH";
  readonly claimedRoot: string;
  readonly headerRoot: string;
  constructor(claimedRoot: string, headerRoot: string) {
    super(`The header hashes to ${headerRoot}, but the bundle claims the block root ${claimedRoot}.`, {
      hints: [WRONG_BUNDLE],
    });
    this.claimedRoot = claimedRoot;
    this.headerRoot = headerRoot;
  }
}

/** The top of the balances list, or its length, is not part of the state. */
export class BalancesTopError extends CheckFailedError {
  readonly code = "BALANCES_TOP_INVALID";
  readonly reason: string;
  constructor(reason: string) {
    super(`The balances list is not proved under the header's state root: ${reason}.`, {
      hints: [WRONG_BUNDLE],
    });
    this.reason = reason;
  }
}

/** A page's link node is not at the claimed position below the top of the balances list. */
export class PageLinkError extends CheckFailedError {
  readonly code = "PAGE_LINK_INVALID";
  readonly page: number;
  readonly pageCount: number;
  readonly reason: string;
  constructor(page: number, pageCount: number, reason: string) {
    super(`The link of page ${page} of ${pageCount} is invalid: ${reason}.`, { hints: [WRONG_BUNDLE] });
    this.page = page;
    this.pageCount = pageCount;
    this.reason = reason;
  }
}

/** A public signal of a page differs from what header, link, registry or the page before it require. */
export class PageSignalError extends CheckFailedError {
  readonly code = "PAGE_SIGNAL_MISMATCH";
  readonly page: number;
  readonly pageCount: number;
  readonly signal: keyof PublicInputs;
  readonly expected: bigint;
  readonly found: bigint;
  readonly source: string;
  constructor(
    page: number,
    pageCount: number,
    signal: keyof PublicInputs,
    expected: bigint,
    found: bigint,
    source: string,
  ) {
    super(`Page ${page} of ${pageCount}: ${signal} is ${found}, but ${source} requires ${expected}.`, {
      hints: [WRONG_BUNDLE],
    });
    this.page = page;
    this.pageCount = pageCount;
    this.signal = signal;
    this.expected = expected;
    this.found = found;
    this.source = source;
  }
}

/** The balances of a page do not hash to its link node. */
export class PageBalancesError extends CheckFailedError {
  readonly code = "PAGE_BALANCES_INVALID";
  readonly page: number;
  readonly pageCount: number;
  readonly reason: string;
  constructor(page: number, pageCount: number, reason: string) {
    super(`The balances of page ${page} of ${pageCount} are not proved: ${reason}.`, {
      hints: [WRONG_BUNDLE],
    });
    this.page = page;
    this.pageCount = pageCount;
    this.reason = reason;
  }
}

/** The balances of a page are proved, but their sum differs from its public signals. */
export class BalanceSumError extends CheckFailedError {
  readonly code = "BALANCE_SUM_MISMATCH";
  readonly page: number;
  readonly pageCount: number;
  readonly sum: "principal" | "raw" | "existing";
  readonly signal: bigint;
  readonly found: bigint;
  constructor(
    page: number,
    pageCount: number,
    sum: "principal" | "raw" | "existing",
    signal: bigint,
    found: bigint,
  ) {
    const unit = sum === "existing" ? "validators" : "wei";
    super(
      `Page ${page} of ${pageCount}: its balances add up to ${found} ${unit} (${sum}), its public signals say ${signal}.`,
      { hints: [WRONG_BUNDLE] },
    );
    this.page = page;
    this.pageCount = pageCount;
    this.sum = sum;
    this.signal = signal;
    this.found = found;
  }
}

/** A bundle that continues other pages makes an impossible claim about the validators before its own. */
export class StartClaimError extends CheckFailedError {
  readonly code = "START_CLAIM_INVALID";
  readonly startCount: number;
  readonly reason: string;
  constructor(startCount: number, reason: string) {
    super(`The bundle begins after ${startCount} validators that it does not prove: ${reason}.`, {
      hints: [WRONG_BUNDLE],
    });
    this.startCount = startCount;
    this.reason = reason;
  }
}

/** A number is not an element of its field. */
export class FieldRangeError extends CheckFailedError {
  readonly code = "NOT_IN_FIELD";
  readonly what: string;
  readonly value: bigint;
  constructor(what: string, value: bigint) {
    super(`${what} is ${value}, which is not below the field order: it would be reduced to another number.`, {
      hints: [WRONG_BUNDLE],
    });
    this.what = what;
    this.value = value;
  }
}

/** The Groth16 proof of a page does not verify. */
export class ProofInvalidError extends CheckFailedError {
  readonly code = "PROOF_INVALID";
  readonly page: number;
  readonly pageCount: number;
  constructor(page: number, pageCount: number, cause?: unknown) {
    super(`The proof of page ${page} of ${pageCount} does not verify.`, { cause, hints: [WRONG_BUNDLE] });
    this.page = page;
    this.pageCount = pageCount;
  }
}

/** The bundle was proved with another key than the trusted one. */
export class KeyNotTrustedError extends CheckFailedError {
  readonly code = "KEY_NOT_TRUSTED";
  readonly keyId: string;
  readonly circuitSize: string;
  constructor(keyId: string, circuitSize: string) {
    super(
      `The bundle was proved with another key than the trusted one: key "${keyId}", circuit "${circuitSize}". ` +
        "Your key is of another circuit or another setup.",
      { hints: ["Give --key the verification key of that circuit size and setup, from a source you trust."] },
    );
    this.keyId = keyId;
    this.circuitSize = circuitSize;
  }
}

/** The start value of the pages is not the sum of sources and waiting deposits. */
export class StartMismatchError extends CheckFailedError {
  readonly code = "START_MISMATCH";
  readonly claimedWei: bigint;
  readonly provedWei: bigint;
  constructor(claimedWei: bigint, provedWei: bigint) {
    super(
      `The pages start from ${claimedWei} wei, but the proved sources and waiting deposits add up to ${provedWei} wei.`,
      { hints: [WRONG_BUNDLE] },
    );
    this.claimedWei = claimedWei;
    this.provedWei = provedWei;
  }
}

/** The execution state root is not part of the beacon state. */
export class ExecutionRootError extends CheckFailedError {
  readonly code = "EXECUTION_ROOT_INVALID";
  readonly stateRoot: string;
  constructor(stateRoot: string) {
    super(`Execution state root ${stateRoot} is not proved under the header's state root.`, {
      hints: [WRONG_BUNDLE],
    });
    this.stateRoot = stateRoot;
  }
}

/** The list of withdrawals under way is not the state's. */
export class WithdrawalsError extends CheckFailedError {
  readonly code = "WITHDRAWALS_INVALID";
  readonly reason: string;
  constructor(reason: string) {
    super(`The list of withdrawals under way does not belong to the state: ${reason}.`, {
      hints: [WRONG_BUNDLE],
    });
    this.reason = reason;
  }
}

/** The same source or liability is proved twice: its ETH would count twice. */
export class SourceTwiceError extends CheckFailedError {
  readonly code = "SOURCE_TWICE";
  readonly address: string;
  readonly slot: string | null;
  constructor(address: string, slot: string | null) {
    const what = slot === null ? `The balance of ${address}` : `Slot ${slot} of ${address}`;
    super(`${what} is proved twice: its ETH would count twice.`, { hints: [WRONG_BUNDLE] });
    this.address = address;
    this.slot = slot;
  }
}

/** The contract stores amounts in 128 bits; the whole ETH supply needs 87. */
export class AmountTooLargeError extends CheckFailedError {
  readonly code = "AMOUNT_TOO_LARGE";
  readonly what: string;
  readonly amountWei: bigint;
  constructor(what: string, amountWei: bigint) {
    super(`${what} is ${amountWei} wei, which the oracle rejects: amounts must be below 2^128.`, {
      hints: ["No real amount is that large: a listed storage slot may hold something other than wei."],
    });
    this.what = what;
    this.amountWei = amountWei;
  }
}

/** The queue of pending deposits is not part of the state, or the fork has none. */
export class DepositQueueError extends CheckFailedError {
  readonly code = "DEPOSIT_QUEUE_INVALID";
  readonly reason: string;
  constructor(reason: string) {
    super(`The queue of deposits is not proved under the header's state root: ${reason}.`, {
      hints: [WRONG_BUNDLE],
    });
    this.reason = reason;
  }
}

/** A waiting deposit or a written-off provision is not as the bundle claims. */
export class DepositInvalidError extends CheckFailedError {
  readonly code = "DEPOSIT_INVALID";
  readonly provision: string;
  readonly reason: string;
  constructor(provision: string, reason: string) {
    super(`Provision ${provision}: ${reason}.`, { hints: [WRONG_BUNDLE] });
    this.provision = provision;
    this.reason = reason;
  }
}

/** Principal of consolidated validators is claimed that the beacon state does not show. */
export class ConsolidationsError extends CheckFailedError {
  readonly code = "CONSOLIDATIONS_INVALID";
  readonly reason: string;
  constructor(reason: string) {
    super(`The consolidated validators of the bundle are not proved: ${reason}.`, { hints: [WRONG_BUNDLE] });
    this.reason = reason;
  }
}

/** Provisions are missing. */
export class ProvisionsUnaccountedError extends CheckFailedError {
  readonly code = "PROVISIONS_UNACCOUNTED";
  readonly provisioned: bigint;
  readonly existing: bigint;
  readonly waiting: number;
  readonly writtenOff: number;
  constructor(provisioned: bigint, existing: bigint, waiting: number, writtenOff: number) {
    super(
      `${provisioned} validators were provisioned by this block, but ${existing} exist, ${waiting} wait and ` +
        `${writtenOff} were written off, which is less.`,
      { hints: ["Register all validators that exist (pufeth-por register) and prove again."] },
    );
    this.provisioned = provisioned;
    this.existing = existing;
    this.waiting = waiting;
    this.writtenOff = writtenOff;
  }
}

/** The slot is of another fork of its network. */
export class ForkOfSlotError extends CheckFailedError {
  readonly code = "BUNDLE_FORK_OF_ANOTHER_SLOT";
  constructor(
    readonly fork: string,
    readonly slot: number,
    network: string,
  ) {
    super(`The bundle reads its state as ${fork}, but slot ${slot} of ${network} is of another fork.`, {
      hints: ["Do not trust this bundle: the values in it may stand elsewhere in the state."],
    });
  }
}

/** What a bundle says about contracts that others deployed is not shown by their storage and the beacon state. */
export class DeploymentError extends CheckFailedError {
  readonly code = "DEPLOYMENT_INVALID";
  readonly reason: string;
  constructor(reason: string) {
    super(`The deployed contracts of the bundle are not proved: ${reason}.`, { hints: [WRONG_BUNDLE] });
    this.reason = reason;
  }
}

/** The bundle was made with another network file than the trusted one. */
export class NetworkMismatchError extends CheckFailedError {
  readonly code = "NETWORK_MISMATCH";
  readonly trusted: string;
  readonly found: string;
  constructor(trusted: string, found: string) {
    super(`The bundle was made with the network file ${found}, which is not the trusted one, ${trusted}.`, {
      hints: ["Compare both files: a wrong slot or address changes every amount."],
    });
    this.trusted = trusted;
    this.found = found;
  }
}
