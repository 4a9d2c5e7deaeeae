/**
 * Requests to a beacon node over `@lodestar/api`, with typed errors. Answers are not trusted here: `fetchBeaconState`
 * checks them.
 * @module
 */

import { type ApiClient, getClient, routes, WireFormat } from "@lodestar/api";
import { createChainForkConfig } from "@lodestar/config";
import { ssz } from "@lodestar/types";
import { ProverError } from "../errors.ts";
import { fromHex, type Hex, toHex } from "../hex.ts";
import { redactUrl } from "../redact.ts";
import type { WaitingOptions } from "../service/rate-limits.ts";
import { type ServiceAddress, type ServiceHeaders, serviceAddress } from "../service/service-address.ts";
import { shortText } from "../service/short-text.ts";
import type { Download } from "./download.ts";
import { type ForkSchedule, forkScheduleOf } from "./fork-schedule.ts";
import {
  BeaconNodeHttpError,
  BeaconNodeNonsenseError,
  BeaconNodeSlowError,
  BeaconNodeTimeoutError,
  BeaconNodeUnreachableError,
  BlockNotYetError,
  NamedBlockMissingError,
  NoBeaconApiError,
  SlotWithoutBlockError,
} from "./node-errors.ts";
import { type FetchFailures, patientFetch } from "./patient-fetch.ts";
import { savingFetch } from "./saving-fetch.ts";
import type { BeaconHeader } from "./verified-state.ts";

/** `finalized` and `head` as in the Beacon API; a number is a slot, hex a block root. */
export type BlockId = "head" | "finalized" | number | Hex;

export interface BeaconNodeOptions extends WaitingOptions {
  /** May hold user info and a query, which are sent with every request. */
  readonly beaconUrl: string;
  /** Sent with every request. */
  readonly headers?: ServiceHeaders | undefined;
  readonly inactivityTimeoutMs: number;
}

export interface BeaconNode {
  /** The header and its root, as returned by the node. */
  askHeader(blockId: BlockId): Promise<NamedHeader>;
  /**
   * Writes raw SSZ to `download`: resumes if the node supports it, else starts from the beginning.
   * @param onBytes  bytes received since the last call.
   * @returns the fork named by the node, lower case; null if it names none.
   */
  askState(
    header: BeaconHeader,
    download: Download,
    onBytes?: (byteCount: number) => void,
  ): Promise<string | null>;
  /** Nodes of the state tree in the order of the descriptor, and the fork as for `askState`. */
  askStateProof(header: BeaconHeader, descriptor: Uint8Array): Promise<StateProofAnswer>;
  /** The forks that the node's configuration schedules. */
  askForkSchedule(): Promise<ForkSchedule>;
  /** For messages. */
  readonly name: string;
}

export interface NamedHeader {
  readonly header: BeaconHeader;
  readonly root: Hex;
  /** Whether the node says that it has not executed the block. */
  readonly isOptimistic: boolean;
}

export interface StateProofAnswer {
  readonly leaves: readonly Uint8Array[];
  readonly fork: string | null;
}

/** Beacon API; the client's own reader refuses an answer without flags, which nothing needs. */
interface HeaderAnswer {
  readonly execution_optimistic?: unknown;
  readonly data: { readonly root: Hex; readonly header: { readonly message: unknown } };
}

type RawBody = Awaited<ReturnType<Awaited<ReturnType<ApiClient["proof"]["getStateProof"]>>["rawBody"]>>;

const { CompactMultiProofType } = routes.proof;
/** Beacon API: the fork of the answer. */
const VERSION_HEADER = "Eth-Consensus-Version";
/** Several times the state of mainnet. */
const MAX_STATE_BYTES = 2 ** 31 - 1;
/** Of everything else: many times a multiproof. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;
/** Of everything else: in limits for silence. A state may take any time, as long as it comes. */
const ANSWER_TIMEOUTS = 5;
/** Longest `setTimeout`: patientFetch decides when to time out. */
const NO_TIMEOUT_MS = 2 ** 31 - 1;
/** A path that is not served; an execution node may say that of the method. */
const NOT_HERE = [404, 405];
const SERVER_ERROR = 500;

export function connectBeaconNode({
  beaconUrl,
  headers,
  inactivityTimeoutMs,
  ...waiting
}: BeaconNodeOptions): BeaconNode {
  const name = redactUrl(beaconUrl);
  const address = serviceAddress(beaconUrl, headers);
  const patience = { address, failures: failuresOf(name), inactivityTimeoutMs, ...waiting };
  const patient = patientFetch({
    ...patience,
    maxBytes: MAX_ANSWER_BYTES,
    whole: {
      timeoutMs: ANSWER_TIMEOUTS * inactivityTimeoutMs,
      slow: (request, timeoutMs, received) => new BeaconNodeSlowError(name, request, timeoutMs, received),
    },
  });
  const patientForStates = patientFetch({ ...patience, maxBytes: MAX_STATE_BYTES });
  const clientWith = (fetch: typeof patient): ApiClient =>
    getClient(
      { baseUrl: address.baseUrl, globalInit: { timeoutMs: NO_TIMEOUT_MS, retries: 0 }, fetch },
      // The client requires a fork schedule. Headers, raw SSZ states and proofs are read without it, on any devnet.
      { config: createChainForkConfig({}) },
    );
  const client = clientWith(patient);

  /** Why a block is not there: the head tells whether there is a Beacon API at all, and how far the node is. */
  const missing = async (blockId: BlockId, status: number): Promise<ProverError> => {
    if (blockId === "head") return new NoBeaconApiError(name, status);
    const { slot: headSlot } = (await node.askHeader("head")).header;
    if (blockId === "finalized") return new BlockNotYetError(name, "a finalized block", headSlot);
    if (typeof blockId === "string") return new NamedBlockMissingError(name, blockId, headSlot);
    return blockId > headSlot
      ? new BlockNotYetError(name, `a block at slot ${blockId}`, headSlot)
      : new SlotWithoutBlockError(name, blockId);
  };

  const node: BeaconNode = {
    name,

    async askHeader(blockId) {
      const request = `the header of ${blockId}`;
      return typing(name, address, request, async () => {
        const answer = await client.beacon.getBlockHeader(
          { blockId },
          { responseWireFormat: WireFormat.json },
        );
        if (NOT_HERE.includes(answer.status)) throw await missing(blockId, answer.status);
        if (!answer.ok)
          throw new BeaconNodeHttpError(name, request, answer.status, reasonOf(answer, address));
        const { data, execution_optimistic } = (await answer.rawBody()).value as HeaderAnswer;
        const { slot, proposerIndex, parentRoot, stateRoot, bodyRoot } =
          ssz.phase0.BeaconBlockHeader.fromJson(data.header.message);
        // The library takes any JSON number.
        if (![slot, proposerIndex].every((number) => Number.isSafeInteger(number) && number >= 0))
          throw new RangeError(`slot ${slot} and proposer ${proposerIndex} are not both whole numbers`);
        return {
          root: toHex(fromHex(data.root)),
          isOptimistic: execution_optimistic === true,
          header: {
            slot,
            proposerIndex,
            parentRoot: toHex(parentRoot),
            stateRoot: toHex(stateRoot),
            bodyRoot: toHex(bodyRoot),
          },
        };
      });
    },

    async askForkSchedule() {
      const request = "its configuration";
      return typing(name, address, request, async () => {
        const answer = await client.config.getSpec();
        if (!answer.ok)
          throw new BeaconNodeHttpError(name, request, answer.status, reasonOf(answer, address));
        return forkScheduleOf(answer.value());
      });
    },

    async askState(header, download, onBytes) {
      const request = `the state of slot ${header.slot}`;
      return typing(name, address, request, async () => {
        const { debug } = clientWith(savingFetch(patientForStates, download, onBytes));
        const answer = await byRootOrSlot(header, (stateId) =>
          debug.getStateV2({ stateId }, { responseWireFormat: WireFormat.ssz }),
        );
        if (!answer.ok) {
          throw new BeaconNodeHttpError(name, request, answer.status, reasonOf(answer, address), [
            "The node must serve /eth/v2/debug/beacon/states and still have this state: use an archive node for old slots.",
          ]);
        }
        if (answer.wireFormat() !== WireFormat.ssz) {
          throw new BeaconNodeNonsenseError(name, request, "it sends JSON instead of SSZ");
        }
        return namedFork(answer.headers);
      });
    },

    async askStateProof(header, descriptor) {
      const request = `a proof about the state of slot ${header.slot}`;
      return typing(name, address, request, async () => {
        const { proof } = client;
        const answer = await byRootOrSlot(header, (stateId) =>
          proof.getStateProof({ stateId: String(stateId), descriptor }),
        );
        if (!answer.ok) {
          throw new BeaconNodeHttpError(name, request, answer.status, reasonOf(answer, address), [
            "The node must serve /eth/v0/beacon/proof/state, as Lodestar does; otherwise use --state-source debug.",
          ]);
        }
        return readProof(await answer.rawBody(), answer.headers);
      });
    },
  };
  return node;
}

/** The client's own reader refuses an answer without a fork, though the tree of a proof needs none. */
function readProof(body: RawBody, headers: Headers): StateProofAnswer {
  const named = namedFork(headers);
  if (body.type === WireFormat.ssz) {
    return { leaves: CompactMultiProofType.deserialize(body.value).leaves, fork: named };
  }
  const { data, version } = body.value as { data: unknown; version?: unknown };
  return {
    leaves: CompactMultiProofType.fromJson(data).leaves,
    fork: named ?? (typeof version === "string" ? version.toLowerCase() : null),
  };
}

/** Teku names it in upper case. */
function namedFork(headers: Headers): string | null {
  return headers.get(VERSION_HEADER)?.toLowerCase() ?? null;
}

interface Answer {
  readonly ok: boolean;
  readonly status: number;
}

/** By root, so that a reorganization in between cannot change the state. Some nodes find states by slot only. */
async function byRootOrSlot<A extends Answer>(
  { stateRoot, slot }: BeaconHeader,
  ask: (stateId: string | number) => Promise<A>,
): Promise<A> {
  const byRoot = await ask(stateRoot);
  const isRefused = !byRoot.ok && byRoot.status < SERVER_ERROR;
  return isRefused ? ask(slot) : byRoot;
}

/** A gateway may answer with an HTML page: only its beginning is shown. The cut could leave a part of a secret. */
function reasonOf(answer: { error(): Error | null }, { hide }: ServiceAddress): string {
  return shortText(hide(answer.error()?.message ?? ""));
}

/** Errors that @lodestar/api throws while reading an answer are about the answer. */
async function typing<T>(
  node: string,
  { hide }: ServiceAddress,
  request: string,
  ask: () => Promise<T>,
): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ProverError) throw error;
    throw new BeaconNodeNonsenseError(node, request, shortText(hide((error as Error).message)), error);
  }
}

function failuresOf(node: string): FetchFailures {
  return {
    silent: (request, timeoutMs, received) => new BeaconNodeTimeoutError(node, request, timeoutMs, received),
    broken: (request, reason, cause) => new BeaconNodeUnreachableError(node, request, reason, cause),
    endless: (request, maxBytes) => new BeaconNodeNonsenseError(node, request, `more than ${maxBytes} bytes`),
  };
}
