/**
 * How an execution node fails: it does not answer, or its answers cannot be used. Exit code 3; 1 where two answers contradict
 * each other. `rpc` is only the origin of the URL: paths and credentials may be secret.
 * @module
 */
import { CheckFailedError, UnavailableError } from "../../errors.ts";
import { shortText } from "../../service/short-text.ts";

const OTHER_RPC = "Check --rpc, or use another execution client.";
const KEY = "Check the key in --rpc, and what it may be used for.";

/** No answer in time. */
export class ExecutionRpcTimeoutError extends UnavailableError {
  readonly code = "EXECUTION_RPC_TIMEOUT";
  constructor(
    readonly rpc: string,
    readonly request: string,
    readonly timeoutMs: number,
    cause?: unknown,
  ) {
    super(`The RPC ${rpc} did not answer ${request} within ${timeoutMs} ms.`, {
      cause,
      hints: ["Run again, or use another execution client."],
    });
  }
}

/** No connection, or an HTTP error status. */
export class ExecutionRpcUnreachableError extends UnavailableError {
  readonly code = "EXECUTION_RPC_UNREACHABLE";
  constructor(
    readonly rpc: string,
    readonly request: string,
    why: { readonly status: number } | { readonly reason: string },
    cause?: unknown,
  ) {
    const reason = "status" in why ? `HTTP status ${why.status}` : why.reason;
    const isRefused = "status" in why && [401, 403].includes(why.status);
    super(`The request ${request} to the RPC ${rpc} failed: ${reason}.`, {
      cause,
      hints: [isRefused ? KEY : OTHER_RPC],
    });
  }
}

/** A JSON-RPC error. */
export class ExecutionRpcRefusedError extends UnavailableError {
  readonly code = "EXECUTION_RPC_REFUSED";
  /** The transaction needs more gas than the node allows. */
  readonly isOverGas: boolean;
  /** It has this very transaction already. */
  readonly isKnown: boolean;
  constructor(
    readonly rpc: string,
    readonly request: string,
    reason: string,
    cause?: unknown,
  ) {
    super(`The RPC ${rpc} rejected ${request}: ${shortText(reason).replace(/\.$/, "")}.`, {
      cause,
      hints: [hintFor(reason)],
    });
    this.isOverGas = hintFor(reason) === OVER_GAS;
    this.isKnown = KNOWN.test(reason);
  }
}

/** Of geth, Erigon and Reth, Nethermind, Besu, EthereumJS: each means the same hash. */
const KNOWN = /already known|AlreadyKnown|known transaction|already imported|already in the TxPool/;

const OVER_GAS =
  "The transaction needs more gas than the node allows: give --pages-per-transaction (`submit`) or " +
  "--parts-per-transaction (`finalize`) a smaller number.";

/**
 * What clients and providers say, and what helps: the first that matches. The texts are those of geth, Nethermind, Besu,
 * Erigon, Reth and the large providers; none of them is specified.
 */
const HINTS: readonly (readonly [RegExp, string])[] = [
  [
    /insufficient funds|insufficient balance|not enough (funds|balance)|upfront cost exceeds/i,
    "The account that sends has too little ETH for gas: fund it, or send from another account.",
  ],
  [
    /nonce|already ?known|already imported|already in the txpool|known transaction|replacement (transaction|gas)|underpriced replacement/i,
    "Another transaction of this account is under way or was mined: wait for it, look at the account, then run again.",
  ],
  [
    /base ?fee|underpriced|(fee|tip|price|fee ?per ?gas) ?too ?low|gas price (below|too low)|minimum gas price|fee ?cap/i,
    "The price of gas rose in between: run again.",
  ],
  [
    /exceeds (the )?(block )?gas limit|gas limit (is )?(too high|exceeded)|gas allowance|out of gas|gas required exceeds/i,
    OVER_GAS,
  ],
  [
    /project id|api.?key|unauthori[sz]ed|authenticat|forbidden|invalid (token|key)|access denied|not whitelisted/i,
    KEY,
  ],
  [
    /missing trie node|header not found|state.{0,30}(not available|unavailable|pruned|missing)|pruned|historical|archive|distance to target|too old|old data not available|ancient|world state/i,
    "Old state needs an archive node: use an archive node, or prove a newer block.",
  ],
  [
    /unknown block|block.{0,20}not found|greater than current height|not (currently )?canonical|not (yet )?synced|syncing/i,
    "The node is behind: wait until it is synced. After a reorganization of the chain run again.",
  ],
  [
    /method.{0,60}(not (found|supported|available|allowed|whitelisted)|does not exist)|not (found|supported).*method|unsupported method/i,
    "The node does not serve this method: use another execution client, or another plan of the provider.",
  ],
];

function hintFor(reason: string): string {
  return HINTS.find(([words]) => words.test(reason))?.[1] ?? OTHER_RPC;
}

export class ExecutionRpcNonsenseError extends UnavailableError {
  readonly code = "EXECUTION_RPC_NONSENSE";
  constructor(
    readonly rpc: string,
    readonly request: string,
    cause?: unknown,
    /** Without a full stop. */
    reason?: string,
  ) {
    super(
      `The RPC ${rpc} gave a malformed answer to ${request}${reason === undefined ? "" : `: ${reason}`}.`,
      {
        cause,
        hints: [OTHER_RPC],
      },
    );
  }
}

/** Two answers of the RPC, or an answer and the bundle, cannot both be true. */
export class RpcContradictionError extends CheckFailedError {
  readonly code = "RPC_CONTRADICTION";
  constructor(
    readonly rpc: string,
    readonly what: string,
    readonly expected: string,
    readonly found: string,
  ) {
    super(`${what}: expected ${expected}, the RPC ${rpc} says ${found}.`, {
      hints: [
        "The RPC may follow another chain or be wrong, or the block was removed by a reorganisation: use another RPC, or prove again.",
      ],
    });
  }
}
