/**
 * What a bundle can claim wrongly: one class a claim, all with exit code 1. Pages are counted from 1 in messages.
 * @module
 */
import { CheckFailedError } from "../errors.ts";
import type { PublicInputs } from "../plan/public-inputs.ts";

const WRONG_BUNDLE = "Do not rely on this bundle. If it is yours, prove again; if not, ask its maker.";

/** The header does not hash to the block root. */
export class BundleBlockRootError extends CheckFailedError {
  readonly code = "BUNDLE_BLOCK_ROOT_MISMATCH";
  readonly claimedRoot: string;
  readonly headerRoot: string;
  constructor(claimedRoot: string, headerRoot: string) {
    super(`The header hashes to ${headerRoot}, the bundle claims block root ${claimedRoot}.`, {
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

/** A page's link node is not where the page says below the top of the balances list. */
export class PageLinkError extends CheckFailedError {
  readonly code = "PAGE_LINK_INVALID";
  readonly page: number;
  readonly pageCount: number;
  readonly reason: string;
  constructor(page: number, pageCount: number, reason: string) {
    super(`The link of page ${page} of ${pageCount} does not hold: ${reason}.`, { hints: [WRONG_BUNDLE] });
    this.page = page;
    this.pageCount = pageCount;
    this.reason = reason;
  }
}

/** A public signal of a page is not what header, link, registry or the page before it require. */
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

/** A number is no element of the field that it is meant to be in. */
export class FieldRangeError extends CheckFailedError {
  readonly code = "NOT_IN_FIELD";
  readonly what: string;
  readonly value: bigint;
  constructor(what: string, value: bigint) {
    super(`${what} is ${value}: not below the field order, so it would pass as another number.`, {
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
        "Yours belongs to another circuit or another setup.",
      { hints: ["Give --key the verification key of that circuit size and setup, from a source you trust."] },
    );
    this.keyId = keyId;
    this.circuitSize = circuitSize;
  }
}

/** The pool balances that the pages start from are not those of the execution proofs. */
export class PoolsMismatchError extends CheckFailedError {
  readonly code = "POOLS_MISMATCH";
  readonly claimedWei: bigint;
  readonly provedWei: bigint;
  constructor(claimedWei: bigint, provedWei: bigint) {
    super(`The bundle starts from ${claimedWei} wei in the pools; ${provedWei} wei are proved.`, {
      hints: [WRONG_BUNDLE],
    });
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

/** The same pool is proved twice: its ETH would count twice. */
export class PoolTwiceError extends CheckFailedError {
  readonly code = "POOL_TWICE";
  readonly address: string;
  constructor(address: string) {
    super(`Pool ${address} is proved twice: its ETH would count twice.`, { hints: [WRONG_BUNDLE] });
    this.address = address;
  }
}
