/** Every provision that is a validator of a pod is registered, once, by a branch that holds; the others are named. @module */

import { createHash } from "node:crypto";
import { ssz } from "@lodestar/types";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Hex, toHex } from "../../prover/hex.ts";
import { type RegisterOptions, registerValidators } from "../../prover/spurt/register-validators.ts";
import { branchRoot, headerRoot } from "../../prover/state/ssz-branch.ts";
import type { BeaconHeader } from "../../prover/state/verified-state.ts";
import { type LoopbackServer, sendJson, startServer } from "../state/loopback-server.ts";
import { headerAnswer, stateHeaders } from "../state/real-node.ts";
import { PATIENCE_MS } from "../support/patience.ts";
import { ROOT_OF_NOTHING, revert } from "./fake-chain.ts";
import { submitSetup } from "./submit-setup.ts";

const setup = submitSetup();
const POD = `0x${"ab".repeat(20)}` as const;
const SLOT = 123_456;
/** Number of provision → index of its validator; 5 does not exist. */
const INDICES: Readonly<Record<number, number>> = { 1: 6, 2: 3, 3: 9, 4: 11 };
const REGISTERED = 1;
const WRONG = 3;

const pubkeyOf = (provision: number) => new Uint8Array(48).fill(provision);
const pubkeyRootOf = (provision: number) =>
  toHex(createHash("sha256").update(pubkeyOf(provision)).update(new Uint8Array(16)).digest());
const credentialsOf = (provision: number) => {
  const credentials = new Uint8Array(32);
  credentials[0] = provision === 2 ? 2 : 1;
  credentials.fill(provision === WRONG ? 0xcd : 0xab, 12);
  return credentials;
};

const state = ssz.electra.BeaconState.defaultViewDU();
state.slot = SLOT;
for (let index = 0; index < 13; index++) {
  const provision = Object.keys(INDICES).find((number) => INDICES[Number(number)] === index);
  const validator = ssz.electra.BeaconState.fields.validators.elementType.defaultValue();
  validator.pubkey =
    provision === undefined ? new Uint8Array(48).fill(100 + index) : pubkeyOf(Number(provision));
  if (provision !== undefined) validator.withdrawalCredentials = credentialsOf(Number(provision));
  state.validators.push(ssz.electra.BeaconState.fields.validators.elementType.toViewDU(validator));
}

let beacon: LoopbackServer;
let header: BeaconHeader;
beforeEach(async () => {
  const execution = setup.bundle.execution!;
  const payload = state.latestExecutionPayloadHeader;
  payload.blockNumber = Number(execution.blockNumber);
  payload.stateRoot = Buffer.from(execution.stateRoot.slice(2), "hex");
  header = {
    slot: SLOT,
    proposerIndex: 1,
    parentRoot: ROOT_OF_NOTHING,
    bodyRoot: ROOT_OF_NOTHING,
    stateRoot: toHex(state.hashTreeRoot()),
  };
  const root = headerRoot(header);
  const bytes = state.serialize();
  const { slot, proposerIndex, parentRoot, stateRoot, bodyRoot } = header;
  const fields = { slot, proposer_index: proposerIndex, parent_root: parentRoot, state_root: stateRoot };
  beacon = await startServer((request, response) =>
    request.url!.includes("/headers/")
      ? sendJson(response, headerAnswer({ ...fields, body_root: bodyRoot }, root))
      : response.writeHead(200, stateHeaders()).end(bytes),
  );

  const { views, answers } = setup.chain;
  views.totalsBy = () => ({ provisioned: 5n, writtenOff: 0n, outstandingGwei: 0n });
  views.pods = () => [POD];
  views.provisionOf = ([number]) => ({
    pubkeyRoot: pubkeyRootOf(Number(number)),
    principalGwei: 32_000_000_000n,
    validatorIndex: 0n,
    provisionedAt: 1,
    settledAt: 0,
    status: Number(number) === REGISTERED ? 2 : 1,
  });
  const honestBlock = answers.eth_getBlockByNumber!;
  answers.eth_getBlockByNumber = (params, response) => {
    const block = honestBlock(params, response) as { parentBeaconBlockRoot: Hex };
    const isNext = block.parentBeaconBlockRoot === setup.bundle.manifest.blockRoot;
    return { ...block, parentBeaconBlockRoot: isNext ? root : block.parentBeaconBlockRoot };
  };
  const honestCall = answers.eth_call!;
  answers.eth_call = (params, response) =>
    /^0x0{50}/.test((params[0] as { data: string }).data) ? root : honestCall(params, response);
});
afterEach(() => beacon.close());

const register = (options: Partial<RegisterOptions> = {}) =>
  registerValidators({
    ...setup.options,
    slot: SLOT,
    validatorsPerTransaction: 50,
    beacon: { beaconUrls: [beacon.url], inactivityTimeoutMs: PATIENCE_MS },
    ...options,
  });

interface Argument {
  readonly provision: bigint;
  readonly validatorIndex: bigint;
  readonly withdrawalCredentials: Hex;
  readonly branch: readonly Hex[];
}
/** Parent of public key and credentials. */
function leafOf({ provision, withdrawalCredentials }: Argument): Hex {
  const parts = [pubkeyRootOf(Number(provision)), withdrawalCredentials].map((part) => part.slice(2));
  return toHex(
    createHash("sha256")
      .update(Buffer.from(parts.join(""), "hex"))
      .digest(),
  );
}

/** Below the top over 13 validators. */
const gindexOf = ({ validatorIndex }: Argument) => (16n + validatorIndex) << 2n;

interface Top {
  readonly node: Hex;
  readonly length: bigint;
  readonly branch: readonly Hex[];
}

describe("register", () => {
  test("sends those that exist and pay out to a pod; names the others", async () => {
    const result = await register();
    expect(result.registered.map(({ provision, validatorIndex }) => [provision, validatorIndex])).toEqual([
      ["2", 3],
      ["4", 11],
    ]);
    expect(result.wrongCredentials).toEqual([
      {
        provision: "3",
        pubkeyRoot: pubkeyRootOf(3),
        validatorIndex: 9,
        withdrawalCredentials: toHex(credentialsOf(3)),
      },
    ]);
    expect(result).toMatchObject({ slot: SLOT, notExisting: ["5"], registeredMeanwhile: [] });
    expect(setup.sent()).toBe(1);
    expect(() => JSON.stringify(result)).not.toThrow();
  });

  test("every branch leads from public key and credentials to the top, and the top to the state", async () => {
    await register();
    const [nextTimestamp, , top, registrations] = setup.chain.mined[0]!.args as [
      bigint,
      unknown,
      Top,
      Argument[],
    ];
    expect([nextTimestamp, top.length]).toEqual([1_700_000_012n, 13n]);
    const { gindex } = ssz.electra.BeaconState.getPathInfo(["validators"]);
    expect(branchRoot(top.node, top.branch, (2n * gindex) << 36n)).toBe(header.stateRoot);
    const [first, second] = registrations;
    expect(branchRoot(leafOf(first!), first!.branch, gindexOf(first!))).toBe(top.node);
    // Validators 3 and 11 meet at the top: one level below, the way of one has the node of the other.
    expect([first!.validatorIndex, second!.validatorIndex, second!.branch.length]).toEqual([3n, 11n, 5]);
    expect(branchRoot(leafOf(second!), second!.branch, (8n + (11n & 7n)) << 2n)).toBe(first!.branch[5]);
  });

  test("without those that somebody else registers first, since the branch after one that is skipped would not hold", async () => {
    const honest = setup.chain.views.provisionOf!;
    setup.chain.simulated.register = ([, , , registrations]) => {
      if ((registrations as Argument[]).length < 2) return;
      setup.chain.views.provisionOf = (args) =>
        args[0] === 2n ? { ...(honest(args) as object), status: 2 } : honest(args);
      throw revert("BranchEndsElsewhere", [110n, 0n, 5n]);
    };
    const result = await register();
    expect(result.registered.map(({ provision }) => provision)).toEqual(["4"]);
    expect(result.registeredMeanwhile.map(({ provision }) => provision)).toEqual(["2"]);
    const [, , top, registrations] = setup.chain.mined[0]!.args as [bigint, unknown, Top, Argument[]];
    const [only] = registrations;
    expect(branchRoot(leafOf(only!), only!.branch, gindexOf(only!))).toBe(top.node);
  });

  test("a refusal while nothing was registered is told", async () => {
    setup.chain.simulated.register = () => {
      throw revert("BranchEndsElsewhere", [110n, 0n, 5n]);
    };
    await expect(register()).rejects.toMatchObject({ errorName: "BranchEndsElsewhere" });
    expect(setup.sent()).toBe(0);
  });

  test("sends so many at once as asked for, and skips those that others registered meanwhile", async () => {
    const honest = setup.chain.views.provisionOf!;
    setup.chain.simulated.register = () => {
      setup.chain.views.provisionOf = (args) => ({ ...(honest(args) as object), status: 2 });
    };
    const result = await register({ validatorsPerTransaction: 1 });
    expect(result.registered.map(({ provision }) => provision)).toEqual(["2"]);
    expect(result.registeredMeanwhile.map(({ provision }) => provision)).toEqual(["4"]);
    expect(setup.sent()).toBe(1);
  });

  test("in a dry run simulates every transaction and sends none", async () => {
    const result = await register({ validatorsPerTransaction: 1, dryRun: true });
    expect(result.transactions.map(({ sent }) => sent)).toEqual([null, null]);
    expect(setup.sent()).toBe(0);
  });

  test("loads no state and needs no account where everything is registered", async () => {
    setup.chain.views.totalsBy = () => ({ provisioned: 1n, writtenOff: 0n, outstandingGwei: 0n });
    setup.chain.answers.eth_accounts = () => [];
    expect(await register()).toMatchObject({ slot: null, registered: [], transactions: [] });
    expect(beacon.requests).toEqual([]);
  });

  test("of a block that EIP-4788 has forgotten asks for a newer slot", async () => {
    setup.chain.answers.eth_call = forgetful(setup.chain.answers.eth_call!);
    const failure = await register().catch((error) => error);
    expect(failure).toMatchObject({ code: "BLOCK_ROOT_FORGOTTEN" });
    expect(failure.hints.join(" ")).toContain("--slot");
  });

  test("of a block without a next one waits", async () => {
    setup.chain.answers.eth_blockNumber = () => "0x4d";
    await expect(register()).rejects.toMatchObject({ code: "NEXT_BLOCK_MISSING", exitCode: 3 });
  });
});

function forgetful(honest: (typeof setup.chain.answers)[string]): typeof honest {
  return (params, response) =>
    /^0x0{50}/.test((params[0] as { data: string }).data) ? "0x" : honest(params, response);
}
