/**
 * Requests to a beacon node over `@lodestar/api`, with typed errors. Answers are not trusted here: `fetchBeaconState`
 * checks them.
 * @module
 */

import type { CompactMultiProof } from "@chainsafe/persistent-merkle-tree";
import { type ApiClient, getClient, WireFormat } from "@lodestar/api";
import { createChainForkConfig } from "@lodestar/config";
import { ProverError } from "../errors.ts";
import { type Hex, toHex } from "../hex.ts";
import { redactUrl } from "../redact.ts";
import type { WaitingOptions } from "../service/rate-limits.ts";
import type { Download } from "./download.ts";
import { type ForkSchedule, forkScheduleOf } from "./fork-schedule.ts";
import {
  BeaconNodeHttpError,
  BeaconNodeNonsenseError,
  BeaconNodeTimeoutError,
  BeaconNodeUnreachableError,
  SlotWithoutBlockError,
} from "./node-errors.ts";
import { type FetchFailures, patientFetch } from "./patient-fetch.ts";
import { savingFetch } from "./saving-fetch.ts";
import type { BeaconHeader } from "./verified-state.ts";

/** `finalized` and `head` as in the Beacon API; a number is a slot, hex a block root. */
export type BlockId = "head" | "finalized" | number | Hex;

export interface BeaconNodeOptions extends WaitingOptions {
  readonly beaconUrl: string;
  readonly inactivityTimeoutMs: number;
}

export interface BeaconNode {
  /** The header and its root, as returned by the node. */
  askHeader(blockId: BlockId): Promise<{ readonly header: BeaconHeader; readonly root: Hex }>;
  /**
   * Writes raw SSZ to `download`: resumes if the node supports it, else starts from the beginning.
   * @param onBytes  bytes received since the last call.
   * @returns the fork named by the node.
   */
  askState(header: BeaconHeader, download: Download, onBytes?: (byteCount: number) => void): Promise<string>;
  /** Nodes of the state tree in the order of the descriptor, and the fork named by the node. */
  askStateProof(header: BeaconHeader, descriptor: Uint8Array): Promise<StateProofAnswer>;
  /** The forks that the node's configuration schedules. */
  askForkSchedule(): Promise<ForkSchedule>;
  /** For messages. */
  readonly name: string;
}

export interface StateProofAnswer {
  readonly leaves: readonly Uint8Array[];
  readonly fork: string;
}

/** Several times the state of mainnet. */
const MAX_BODY_BYTES = 2 ** 31 - 1;
/** Longest `setTimeout`: patientFetch decides when to time out. */
const NO_TIMEOUT_MS = 2 ** 31 - 1;
const NOT_FOUND = 404;
const SERVER_ERROR = 500;

export function connectBeaconNode({
  beaconUrl,
  inactivityTimeoutMs,
  ...waiting
}: BeaconNodeOptions): BeaconNode {
  const name = redactUrl(beaconUrl);
  const patient = patientFetch({
    baseUrl: beaconUrl,
    failures: failuresOf(name),
    inactivityTimeoutMs,
    maxBytes: MAX_BODY_BYTES,
    ...waiting,
  });
  const clientWith = (fetch: typeof patient): ApiClient =>
    getClient(
      { baseUrl: beaconUrl, globalInit: { timeoutMs: NO_TIMEOUT_MS, retries: 0 }, fetch },
      // The client requires a fork schedule. Headers, raw SSZ states and proofs are read without it, on any devnet.
      { config: createChainForkConfig({}) },
    );
  const client = clientWith(patient);

  return {
    name,

    async askHeader(blockId) {
      const request = `the header of ${blockId}`;
      return typing(name, request, async () => {
        const answer = await client.beacon.getBlockHeader({ blockId });
        if (answer.status === NOT_FOUND && typeof blockId === "number") {
          throw new SlotWithoutBlockError(name, blockId);
        }
        if (!answer.ok) throw new BeaconNodeHttpError(name, request, answer.status, reasonOf(answer));
        const { root, header } = answer.value();
        const { slot, proposerIndex, parentRoot, stateRoot, bodyRoot } = header.message;
        return {
          root: toHex(root),
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
      return typing(name, request, async () => {
        const answer = await client.config.getSpec();
        if (!answer.ok) throw new BeaconNodeHttpError(name, request, answer.status, reasonOf(answer));
        return forkScheduleOf(answer.value());
      });
    },

    async askState(header, download, onBytes) {
      const request = `the state of slot ${header.slot}`;
      return typing(name, request, async () => {
        const { debug } = clientWith(savingFetch(patient, download, onBytes));
        const answer = await byRootOrSlot(header, (stateId) =>
          debug.getStateV2({ stateId }, { responseWireFormat: WireFormat.ssz }),
        );
        if (!answer.ok) {
          throw new BeaconNodeHttpError(name, request, answer.status, reasonOf(answer), [
            "The node must serve /eth/v2/debug/beacon/states and still have this state: use an archive node for old slots.",
          ]);
        }
        if (answer.wireFormat() !== WireFormat.ssz) {
          throw new BeaconNodeNonsenseError(name, request, "it sends JSON instead of SSZ");
        }
        return answer.meta().version;
      });
    },

    async askStateProof(header, descriptor) {
      const request = `a proof about the state of slot ${header.slot}`;
      return typing(name, request, async () => {
        const { proof } = client;
        const answer = await byRootOrSlot(header, (stateId) =>
          proof.getStateProof({ stateId: String(stateId), descriptor }),
        );
        if (!answer.ok) {
          throw new BeaconNodeHttpError(name, request, answer.status, reasonOf(answer), [
            "The node must serve /eth/v0/beacon/proof/state, as Lodestar does; otherwise use --state-source debug.",
          ]);
        }
        return { leaves: (answer.value() as CompactMultiProof).leaves, fork: answer.meta().version };
      });
    },
  };
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

/** A gateway may answer with an HTML page: only its beginning is shown. */
function reasonOf(answer: { error(): Error | null }): string {
  return (answer.error()?.message ?? "").replace(/\s+/g, " ").slice(0, 200);
}

/** Errors that @lodestar/api throws while reading an answer are about the answer. */
async function typing<T>(node: string, request: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ProverError) throw error;
    throw new BeaconNodeNonsenseError(node, request, (error as Error).message, error);
  }
}

function failuresOf(node: string): FetchFailures {
  return {
    silent: (request, timeoutMs, received) => new BeaconNodeTimeoutError(node, request, timeoutMs, received),
    broken: (request, reason, cause) => new BeaconNodeUnreachableError(node, request, reason, cause),
    endless: (request, maxBytes) => new BeaconNodeNonsenseError(node, request, `more than ${maxBytes} bytes`),
  };
}
