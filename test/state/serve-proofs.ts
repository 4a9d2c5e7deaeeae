/**
 * A beacon node on loopback that serves multiproofs of one state as Lodestar does: out of the tree of the SSZ library, by
 * the descriptor of the request, no more at once than its limit.
 * @module
 */
import type { ServerResponse } from "node:http";
import { type CompactMultiProof, createProof, type Node, ProofType } from "@chainsafe/persistent-merkle-tree";
import { ssz } from "@lodestar/types";
import { fromHex, toHex } from "../../prover/hex.ts";
import type { NodeSpec } from "../../prover/state/fork-schedule.ts";
import type { SupportedFork } from "../../prover/state/layout.ts";
import { headerRoot } from "../../prover/state/ssz-branch.ts";
import type { BeaconHeader } from "../../prover/state/verified-state.ts";
import { sendJson, startServer } from "./loopback-server.ts";
import { headerAnswerOf, stateHeaders } from "./node-answers.ts";

export interface ServedState {
  readonly stateBytes: Uint8Array;
  readonly fork: SupportedFork;
  readonly header: BeaconHeader;
}

export interface ProofNodeOptions {
  /** Half the bytes of a descriptor, as `api.maxGindicesInProof`. */
  readonly maxGindices?: number;
  /** null: none, as behind a proxy that drops it. */
  readonly namedFork?: string | null;
  /** Its configuration; without one it serves none. */
  readonly spec?: NodeSpec;
  /** Changes the leaves of the n-th proof, from 0. */
  readonly tamper?: (leaves: Uint8Array[], n: number) => Uint8Array[];
  /** Instead of a proof; undefined: the proof. */
  readonly answer?: (n: number) => ((response: ServerResponse) => void) | undefined;
}

export interface ProofNode {
  readonly url: string;
  /** Proofs served or refused. */
  readonly proofs: () => number;
  readonly requests: readonly string[];
  readonly close: () => Promise<void>;
}

/** Whoever starts it closes it. */
export async function serveProofs(
  { stateBytes, fork, header }: ServedState,
  { maxGindices = 512, namedFork = fork, spec, tamper = (leaves) => leaves, answer }: ProofNodeOptions = {},
): Promise<ProofNode> {
  let tree: Node | undefined;
  const stateTree = () => {
    tree ??= ssz[fork].BeaconState.deserializeToViewDU(stateBytes).node;
    return tree;
  };
  const { slot, proposerIndex, parentRoot, stateRoot, bodyRoot } = header;
  const fields = { slot, proposer_index: proposerIndex, parent_root: parentRoot, state_root: stateRoot };
  let proofs = 0;
  const server = await startServer(({ url = "" }, response) => {
    const { pathname, searchParams } = new URL(url, "http://node");
    if (pathname.startsWith("/eth/v1/beacon/headers/")) {
      sendJson(response, headerAnswerOf({ ...fields, body_root: bodyRoot }, headerRoot(header)));
    } else if (pathname === `/eth/v2/debug/beacon/states/${stateRoot}`) {
      response.writeHead(200, stateHeaders(namedFork)).end(stateBytes);
    } else if (pathname === `/eth/v0/beacon/proof/state/${stateRoot}`) {
      const instead = answer?.(proofs);
      proofs += 1;
      if (instead) return instead(response);
      const descriptor = fromHex(searchParams.get("format") ?? "0x");
      if (descriptor.length / 2 > maxGindices) {
        return sendJson(response, { code: 500, message: "Requested proof is too large." }, 500);
      }
      let leaves: Uint8Array[];
      try {
        ({ leaves } = createProof(stateTree(), {
          type: ProofType.compactMulti,
          descriptor,
        }) as CompactMultiProof);
      } catch (error) {
        return sendJson(response, { code: 500, message: (error as Error).message }, 500);
      }
      const data = {
        leaves: tamper(leaves, proofs - 1).map((leaf) => toHex(leaf)),
        descriptor: toHex(descriptor),
      };
      if (namedFork === null) return sendJson(response, { data });
      response.setHeader("eth-consensus-version", namedFork);
      sendJson(response, { version: namedFork, data });
    } else if (pathname === "/eth/v1/config/spec" && spec !== undefined) {
      sendJson(response, { data: spec });
    } else sendJson(response, { code: 404, message: "no such route" }, 404);
  });
  return { url: server.url, proofs: () => proofs, requests: server.requests, close: server.close };
}
