/** A spurt is opened from its last block, found on the chain and shown by what the chain still remembers. @module */

import { ssz } from "@lodestar/types";
import { afterEach, describe, expect, test } from "vitest";
import { fromHex, type Hex, toHex } from "../../prover/hex.ts";
import type { ChainStep } from "../../prover/spurt/chain-steps.ts";
import { type OpenOptions, openSpurt } from "../../prover/spurt/open-spurt.ts";
import { forkLayoutOf } from "../../prover/state/fork-layout.ts";
import { branchRoot, headerRoot } from "../../prover/state/ssz-branch.ts";
import type { BeaconHeader } from "../../prover/state/verified-state.ts";
import { createSpurtWork, type RefusedBundle } from "../../prover/watch/spurt-work.ts";
import { type WatchListener, watchSpurts } from "../../prover/watch/watch-spurts.ts";
import { temporaryFolder } from "../bundle/bundle-folder.ts";
import { type Answer, RpcFault } from "../chain/client/fake-rpc.ts";
import { type LoopbackServer, sendJson, startServer } from "../state/loopback-server.ts";
import { headerAnswer, stateHeaders } from "../state/real-node.ts";
import { PATIENCE_MS } from "../support/patience.ts";
import { ROOT_OF_NOTHING, revert } from "./fake-chain.ts";
import { openSpurt as markOpen, submitSetup } from "./submit-setup.ts";

const setup = submitSetup();
let beacon: LoopbackServer | undefined;
afterEach(async () => {
  await beacon?.close();
  beacon = undefined;
});

/** A beacon node that has these headers, whatever the root asked for is said to be, and one state. */
async function startBeacon(
  headers: ReadonlyMap<string, BeaconHeader>,
  stateBytes?: Uint8Array,
): Promise<string> {
  beacon = await startServer((request, response) => {
    const name = request.url!.split("/").at(-1)!;
    const header = headers.get(name);
    if (request.url!.includes("/headers/") && header) {
      const { slot, proposerIndex, parentRoot, stateRoot, bodyRoot } = header;
      const fields = { slot, proposer_index: proposerIndex, parent_root: parentRoot, state_root: stateRoot };
      sendJson(response, headerAnswer({ ...fields, body_root: bodyRoot }, name as Hex));
    } else if (request.url!.includes("/states/") && stateBytes) {
      response.writeHead(200, stateHeaders()).end(stateBytes);
    } else {
      sendJson(response, { code: 404, message: "not found" }, 404);
    }
  });
  return beacon.url;
}

const honestHeaders = () =>
  new Map([[setup.bundle.manifest.blockRoot as string, setup.bundle.manifest.header]]);

async function open({ beaconUrl, ...options }: Partial<OpenOptions> & { beaconUrl?: string } = {}) {
  const beaconUrls = [beaconUrl ?? (await startBeacon(honestHeaders()))];
  const beacon = { beaconUrls, inactivityTimeoutMs: PATIENCE_MS };
  return openSpurt({ ...setup.options, spurt: "latest", ...options, beacon });
}

/** Answers of EIP-4788 by timestamp; null: forgotten. */
function remember(answer: (timestamp: bigint) => Hex | null): Answer {
  const honest = setup.chain.answers.eth_call!;
  return (params, response) => {
    const { data } = params[0] as { data: string };
    if (!/^0x0{50}/.test(data)) return honest(params, response);
    const root = answer(BigInt(data));
    if (root === null) throw new RpcFault(3, "execution reverted", "0x");
    return root;
  };
}

describe("open", () => {
  test("shows the last block by EIP-4788, of the latest spurt or the one named", async () => {
    for (const spurt of ["latest", 3n] as const) {
      setup.chain.isStored = false;
      setup.chain.progress.openedAt = 0n;
      const { blockRoot } = setup.bundle.manifest;
      const result = await open({ spurt });
      expect(result).toMatchObject({ spurt: "3", alreadyOpen: false, shownBy: "eip-4788", blockRoot });
      const { functionName, args } = setup.chain.mined.at(-1)!;
      expect([functionName, ...args.slice(0, 2)]).toEqual(["open", 3n, 1_700_000_012n]);
      expect(args[2]).toMatchObject({ slot: 123_456n, stateRoot: setup.bundle.manifest.header.stateRoot });
    }
  });

  test("of an open spurt says so, sends nothing and asks for no account", async () => {
    markOpen(setup.chain);
    setup.chain.answers.eth_accounts = () => [];
    expect(await open()).toMatchObject({ alreadyOpen: true, transactions: [], slot: "123456" });
    expect(setup.sent()).toBe(0);
  });

  test("of a spurt whose block is stored needs no beacon node", async () => {
    setup.chain.isStored = true;
    expect(await open({ beaconUrl: "http://127.0.0.1:1" })).toMatchObject({ shownBy: null });
    expect(setup.chain.mined[0]!.args.slice(0, 2)).toEqual([3n, 0n]);
  });

  test("in a dry run is simulated only", async () => {
    expect(await open({ dryRun: true })).toMatchObject({ transactions: [{ call: "open", sent: null }] });
    expect(setup.sent()).toBe(0);
  });

  test("of a spurt that runs, or before the first has ended, is refused with its end", async () => {
    await expect(open({ spurt: 4n })).rejects.toMatchObject({ code: "SPURT_NOT_ENDED", exitCode: 3 });
    setup.chain.views.start = () => 1_700_000_000n;
    setup.chain.views.spurtAt = () => 1n;
    await expect(open()).rejects.toMatchObject({ code: "NO_SPURT_ENDED", exitCode: 3 });
    setup.chain.views.start = () => 1_800_000_000n;
    await expect(open()).rejects.toMatchObject({ code: "NO_SPURT_ENDED" });
  });

  test("of a spurt before the beacon chain is refused", async () => {
    setup.chain.views.genesisTime = () => 1_700_000_006n;
    await expect(open()).rejects.toMatchObject({ code: "SPURT_BEFORE_GENESIS", exitCode: 2 });
  });

  test("with a beacon node that answers another header is refused", async () => {
    const other = { ...setup.bundle.manifest.header, proposerIndex: 10 };
    const beaconUrl = await startBeacon(new Map([[setup.bundle.manifest.blockRoot as string, other]]));
    await expect(open({ beaconUrl })).rejects.toMatchObject({ code: "BLOCK_ROOT_MISMATCH", exitCode: 1 });
    expect(setup.sent()).toBe(0);
  });

  test("with slots that do not fit the contract's clock is refused", async () => {
    setup.chain.views.genesisTime = () => 1_700_000_000n;
    await expect(open()).rejects.toMatchObject({ code: "RPC_CONTRADICTION", exitCode: 1 });
  });

  test("that the contract refuses is told in its words", async () => {
    setup.chain.simulated.open = () => {
      throw revert("LayoutUnknown", [123_456n, 1_700_000_000n]);
    };
    await expect(open()).rejects.toMatchObject({ code: "CONTRACT_REFUSED", errorName: "LayoutUnknown" });
  });
});

describe("open, when the payload of the first block after the spurt is missing (Gloas)", () => {
  const LATE_SLOT = 123_457;
  const NEWER_SLOT = 123_459;

  /**
   * The first execution block after the spurt names a beacon block after it too, whose parent is the spurt's last block: its
   * own payload was withheld.
   */
  async function startWithheld() {
    const { blockRoot, header } = setup.bundle.manifest;
    const late: BeaconHeader = { ...header, slot: LATE_SLOT, parentRoot: blockRoot };
    const state = ssz.electra.BeaconState.defaultViewDU();
    state.slot = NEWER_SLOT;
    state.blockRoots.set(123_456 % 8192, fromHex(blockRoot));
    const newer: BeaconHeader = {
      slot: NEWER_SLOT,
      proposerIndex: 1,
      parentRoot: ROOT_OF_NOTHING,
      bodyRoot: ROOT_OF_NOTHING,
      stateRoot: toHex(state.hashTreeRoot()),
    };
    const headers = honestHeaders().set(headerRoot(late), late).set(headerRoot(newer), newer);
    const { answers } = setup.chain;
    const honestBlock = answers.eth_getBlockByNumber!;
    answers.eth_getBlockByNumber = (params, response) => {
      const block = honestBlock(params, response) as { parentBeaconBlockRoot: Hex };
      const isNext = block.parentBeaconBlockRoot === blockRoot;
      return { ...block, parentBeaconBlockRoot: isNext ? headerRoot(late) : block.parentBeaconBlockRoot };
    };
    answers.eth_call = remember((time) =>
      time === 1_700_000_012n ? headerRoot(late) : time === 1_700_000_036n ? headerRoot(newer) : null,
    );
    return startBeacon(headers, state.serialize());
  }

  test("a newer state shows the block, and the step says why", async () => {
    setup.chain.views.layoutAt = () => forkLayoutOf("gloas", 0n);
    const steps: ChainStep[] = [];
    const beaconUrl = await startWithheld();
    const result = await open({ beaconUrl, onStep: (step) => steps.push(step) });
    const { blockRoot } = setup.bundle.manifest;
    expect(result).toMatchObject({ shownBy: "newer-state", slot: "123456", blockRoot });
    expect(setup.chain.mined.map(({ functionName }) => functionName)).toEqual(["storeFromNewer", "open"]);
    expect(steps).toContainEqual({ kind: "proving-from-newer", isLate: true });
  });

  test("a watch opens it so, and goes on with the block that is stored, not with the one that the chain names", async () => {
    setup.chain.views.layoutAt = () => forkLayoutOf("gloas", 0n);
    const refused: RefusedBundle[] = [];
    const work = createSpurtWork({
      ...setup.options,
      beacon: { beaconUrls: [await startWithheld()], inactivityTimeoutMs: PATIENCE_MS },
      account: undefined,
      keysManifest: undefined,
      out: temporaryFolder(),
      proving: undefined,
      show: (_, __, run) => run({ onStep: () => {} }),
      onRefusedBundle: (bundle) => refused.push(bundle),
    });
    const before = (await work.look()).ended!;
    expect(before).toMatchObject({ next: "open", block: { isStored: false, mayBeLater: true } });
    expect(before.block!.root).not.toBe(setup.bundle.manifest.blockRoot);
    const ended: string[] = [];
    const listener: WatchListener = {
      looked: () => {},
      begins: (step, spurt) => void ended.push(`${step} ${spurt}`),
      waits: () => {},
      isDone: () => {},
      foundEjections: () => {},
      // The beacon node here has no state of the block.
      failed: ({ step, error }) => void (step === "eject" || ended.push(error.code)),
    };
    const stop = new AbortController();
    const watch = watchSpurts(work, listener, {
      steps: ["open", "submit", "finalize"],
      followsConsolidations: false,
      pollMs: 1_000,
      once: true,
      signal: stop.signal,
      sleep: async (_, signal) => {
        stop.abort("SIGTERM");
        signal.throwIfAborted();
      },
    });
    await expect(watch).rejects.toMatchObject({ code: "WATCH_INTERRUPTED" });
    expect(ended).toEqual(["open 3"]);
    expect(setup.chain.mined.map(({ functionName }) => functionName)).toEqual(["storeFromNewer", "open"]);
    const after = (await work.look()).ended!;
    const { blockRoot: root } = setup.bundle.manifest;
    expect(after).toMatchObject({ next: "submit", block: { root, isStored: true, mayBeLater: false } });
  });

  test("before Gloas it is a contradiction: every beacon block has its payload", async () => {
    const beaconUrl = await startWithheld();
    await expect(open({ beaconUrl })).rejects.toMatchObject({ code: "RPC_CONTRADICTION", exitCode: 1 });
    expect(setup.sent()).toBe(0);
  });
});

describe("open, when EIP-4788 has forgotten the block", () => {
  const NEWER_SLOT = 123_459;
  const TARGET = 123_456 % 8192;

  /** A state that remembers `root` as the spurt's last block, with the header of its block. */
  async function startNewer(root: Hex) {
    const state = ssz.electra.BeaconState.defaultViewDU();
    state.slot = NEWER_SLOT;
    state.blockRoots.set(TARGET, fromHex(root));
    const newer: BeaconHeader = {
      slot: NEWER_SLOT,
      proposerIndex: 1,
      parentRoot: ROOT_OF_NOTHING,
      bodyRoot: ROOT_OF_NOTHING,
      stateRoot: toHex(state.hashTreeRoot()),
    };
    const headers = honestHeaders().set(headerRoot(newer), newer);
    setup.chain.answers.eth_call = remember((time) => (time === 1_700_000_036n ? headerRoot(newer) : null));
    return { newer, beaconUrl: await startBeacon(headers, state.serialize()) };
  }

  test("a newer state shows it, then the spurt is opened", async () => {
    const { blockRoot } = setup.bundle.manifest;
    const { newer, beaconUrl } = await startNewer(blockRoot);
    expect(await open({ beaconUrl })).toMatchObject({ shownBy: "newer-state", blockRoot });
    expect(setup.chain.mined.map(({ functionName }) => functionName)).toEqual(["storeFromNewer", "open"]);
    const [spurt, nextTimestamp, , canonical, branch] = setup.chain.mined[0]!.args;
    expect([spurt, nextTimestamp]).toEqual([3n, 1_700_000_036n]);
    expect(canonical).toMatchObject({ slot: 123_456n });
    const { gindex } = ssz.electra.BeaconState.getPathInfo(["blockRoots", TARGET]);
    expect(branchRoot(blockRoot, branch as Hex[], gindex)).toBe(newer.stateRoot);
    expect(setup.chain.mined[1]!.args.slice(0, 2)).toEqual([3n, 0n]);
  });

  test("a dry run simulates the first of both", async () => {
    const { beaconUrl } = await startNewer(setup.bundle.manifest.blockRoot);
    const result = await open({ beaconUrl, dryRun: true });
    expect(result.transactions).toEqual([{ call: "storeFromNewer", estimatedGas: "1000000", sent: null }]);
    expect(setup.sent()).toBe(0);
  });

  test("a newer state that remembers another block contradicts the RPC", async () => {
    const { beaconUrl } = await startNewer(ROOT_OF_NOTHING);
    await expect(open({ beaconUrl })).rejects.toMatchObject({ code: "RPC_CONTRADICTION", exitCode: 1 });
    expect(setup.sent()).toBe(0);
  });
});
