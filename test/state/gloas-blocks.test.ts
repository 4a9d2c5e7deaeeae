/**
 * Two blocks of a real Gloas network, 25503 and its FULL child 25507 with three missed slots between them: the child
 * names the execution block of its parent, so that is the one its state stands for.
 * @module
 */
import { ssz } from "@lodestar/types";
import { describe, expect, test } from "vitest";
import { headerHash, headerRlp, readHeader } from "../../prover/chain/execution/execution-header.ts";
import { toHex } from "../../prover/hex.ts";
import { headerRoot, verifyBranch } from "../../prover/state/ssz-branch.ts";
import { hasRealData, REAL, readJson, realPath } from "./real-states.ts";

const FOLDER = "gloas/devnet-kurtosis-7";
/** Source: consensus-specs, gloas/light-client/sync-protocol.md, EXECUTION_BLOCK_HASH_GINDEX_GLOAS. */
const PARENT_BLOCK_HASH_GINDEX = 2856n;
const PATH = ["signedExecutionPayloadBid", "message", "parentBlockHash"];

const read = (name: string) => (hasRealData ? readJson(realPath(`${FOLDER}/${name}.json`)) : {});

describe.skipIf(!hasRealData)(`blocks of a Gloas network ${REAL}`, () => {
  const [parent, child, payload] = ["beacon-block-25503", "beacon-block-25507", "el-block-20202"].map(read);
  const { BeaconBlockBody } = ssz.gloas;

  test.each([parent, child])(
    "a block's body, with progressive types, has the root of its header",
    (block) => {
      const { header, message, root } = block;
      const body = BeaconBlockBody.fromJson(message.body);
      expect(toHex(BeaconBlockBody.hashTreeRoot(body))).toBe(header.body_root);
      const { slot, proposer_index, parent_root, state_root, body_root } = header;
      const numbered = { slot: Number(slot), proposerIndex: Number(proposer_index) };
      const roots = { parentRoot: parent_root, stateRoot: state_root, bodyRoot: body_root };
      expect(headerRoot({ ...numbered, ...roots })).toBe(root);
    },
  );

  test("the child names the payload of its parent, below its own root", () => {
    const bid = child.message.body.signed_execution_payload_bid.message;
    expect(child.header.parent_root).toBe(parent.root);
    expect(bid.parent_block_hash).toBe(payload.hash);
    expect(bid.parent_block_hash).toBe(parent.message.body.signed_execution_payload_bid.message.block_hash);
    expect(BeaconBlockBody.getPathInfo(PATH).gindex).toBe(PARENT_BLOCK_HASH_GINDEX);
    const view = BeaconBlockBody.toView(BeaconBlockBody.fromJson(child.message.body));
    const tree = view.node;
    const branch: `0x${string}`[] = [];
    let node = tree;
    for (const bit of PARENT_BLOCK_HASH_GINDEX.toString(2).slice(1)) {
      branch.unshift(toHex((bit === "0" ? node.right : node.left).root));
      node = bit === "0" ? node.left : node.right;
    }
    const claim = { branch, gindex: PARENT_BLOCK_HASH_GINDEX, root: child.header.body_root };
    expect(verifyBranch({ ...claim, leaf: payload.hash })).toBe(true);
    // The child's own payload is a promise only.
    expect(verifyBranch({ ...claim, leaf: bid.block_hash })).toBe(false);
  });

  test("the payload carries the time and slot of the block that promised it, and the root of that block's parent", () => {
    const { timestamp } = readHeader(headerRlp(payload));
    expect(headerHash(headerRlp(payload))).toBe(payload.hash);
    expect(BigInt(payload.slotNumber)).toBe(BigInt(parent.header.slot));
    expect(payload.parentBeaconBlockRoot).toBe(parent.header.parent_root);
    const { chain } = read("lido-core-gloas-devnet-proof");
    expect(timestamp).toBe(BigInt(chain.genesisTime + Number(parent.header.slot) * chain.secondsPerSlot));
    expect(timestamp).toBeLessThan(
      BigInt(chain.genesisTime + Number(child.header.slot) * chain.secondsPerSlot),
    );
  });
});
