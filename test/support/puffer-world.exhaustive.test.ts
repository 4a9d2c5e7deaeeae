/**
 * Every place in storage that proofs of the deployed Puffer protocol read, three times: as the formulas say, as the compiler
 * lays out the structs of our own contracts, and as a network's `eth_getProof` serves it beside what the getters say. So a
 * formula that is wrong by one place finds another number or none.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  type Address,
  concat,
  encodeAbiParameters,
  getCreate2Address,
  type Hex,
  hexToBigInt,
  keccak256,
  numberToHex,
  pad,
  slice,
  stringToHex,
} from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { REPOSITORY_ROOT } from "../../scripts/circuits/repository-root.ts";
import { contractArtifact } from "../../scripts/contracts/forge.ts";
import { createInProcessChain } from "../../scripts/contracts/in-process-chain.ts";
import { call, createSender } from "../../scripts/contracts/sender.ts";
import { interopPublicKey } from "../../scripts/devnet/signed-deposit.ts";
import { type Devnet, networkOf, startDevnet } from "../../scripts/devnet/start-devnet.ts";
import {
  buildPufferShapes,
  deployPufferWorld,
  PUFFER_NODE,
  type PufferWorld,
  protocolCall,
  provisionValidators,
  vaultCall,
} from "./puffer-world.ts";
import { chainClients } from "./test-network.ts";

const ETH = 10n ** 18n;
const VAULT_BASE = 0x611ea165ca9257827fc43d2954fdae7d825e82c825d9037db9337fa1bfa93100n;
const TOKEN_BASE = 0x52c63247e1f47db19d5ce0460030c497f067ca4cebf71ba98eeadabe20bace00n;
const PROTOCOL_BASE = 0xb8d3716136db480afe9a80da6be84f994509ecf9515ed14d03024589b5f2bd00n;
const DEPOSITOR_BASE = 0x4a89cef1c30d36c0ff2c9fb23c831a9c153cf25feb747c6591cde6a5261b4000n;
const IMPLEMENTATION_SLOT = 0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbcn;
const STAKING_SLOTS = {
  version: 0x4dd0f6662ba1d6b081f08b350f5e9a6a7b15cf586926ba66f753594928fa64a6n,
  shares: 0x6038150aecaa250d524370a0fdcdec13f2690e0723eaf277f41d7cae26b359e6n,
  3: [
    0xa84c096ee27e195f25d7b6c7c2a03229e49f1a2a5087e57ce7d7127707942fe3n,
    0xc36804a03ec742b57b141e4e5d8d3bd1ddb08451fd0f9983af8aaab357a78e2fn,
  ],
  4: [
    0x81a11fa1111afa59b50051f60ccf604a39d96acb484dc467ad8eadb4a63f0a5fn,
    0x096e465397f38e659238ccd5d5a2c434ced54a63fd8d694045bfb058ab9d8112n,
  ],
} as const;

const word = (value: bigint): Hex => numberToHex(value, { size: 32 });
const hashOf = (...words: readonly Hex[]): bigint => hexToBigInt(keccak256(concat(words)));
const inMapping = (key: Hex, base: bigint): bigint => hashOf(pad(key, { size: 32 }), word(base));
const pairBase = (name: Hex, index: bigint): bigint =>
  hashOf(word(index), word(inMapping(name, PROTOCOL_BASE + 4n)));
const low = (value: bigint): bigint => value & ((1n << 128n) - 1n);
const high = (value: bigint): bigint => value >> 128n;

interface LayoutEntry {
  readonly label: string;
  readonly slot: string;
  readonly offset: number;
  readonly type: string;
}
interface StorageLayout {
  readonly storage: readonly LayoutEntry[];
  readonly types: Readonly<Record<string, { readonly members?: readonly LayoutEntry[] }>>;
}

describe("the shapes of the deployed Puffer protocol", () => {
  let network: Devnet;
  let world: PufferWorld;
  let reader: ReturnType<typeof chainClients>["reader"];
  let stopBlocks: () => Promise<void>;
  const [first, second] = ["PUFFER_MODULE_0", "PUFFER_MODULE_1"];

  const layoutOf = (name: string, file = name): StorageLayout => {
    const path = join(REPOSITORY_ROOT, `verifier-contracts/out/${file}.sol/${name}.json`);
    return (JSON.parse(readFileSync(path, "utf8")) as { storageLayout: StorageLayout }).storageLayout;
  };
  /** Slot and first bit of a member, behind the start of the struct whose type begins so. */
  const memberOf = (struct: string, label: string): readonly [number, number] => {
    const { types } = layoutOf("ShapeLayouts", "ShapeStorage");
    const type = Object.entries(types).find(([id]) => id.startsWith(`t_struct(${struct})`))?.[1];
    const member = type?.members?.find((entry) => entry.label === label);
    if (!member) throw new Error(`No ${struct}.${label}`);
    return [Number(member.slot), 8 * member.offset];
  };
  const fieldOf = (contract: string, label: string): readonly [number, number] => {
    const entry = layoutOf(contract).storage.find((field) => field.label === label);
    if (!entry) throw new Error(`No ${contract}.${label}`);
    return [Number(entry.slot), 8 * entry.offset];
  };
  const proved = async (account: Address, slot: bigint): Promise<bigint> => {
    const { storageProof } = await reader.getProof({ address: account, storageKeys: [word(slot)] });
    return storageProof[0]!.value;
  };
  const read = (contract: string, address: Address, functionName: string, args: readonly unknown[] = []) =>
    reader.readContract({ abi: contractArtifact(contract).abi, address, functionName, args });
  const send = (...steps: Parameters<ReturnType<typeof createSender>["sendAll"]>[0]) =>
    createSender(network).sendAll(steps);

  beforeAll(async () => {
    await buildPufferShapes();
    const plan = { moduleNames: [first, second], depositWei: 100n * ETH } as const;
    const inProcess = await createInProcessChain(networkOf({}));
    const expected = await deployPufferWorld(inProcess.sender, plan);
    network = await startDevnet();
    const blocks = network.runOnDemand();
    stopBlocks = () => blocks.stop();
    ({ reader } = chainClients(network));
    const sender = createSender(network);
    world = await deployPufferWorld(sender, plan);
    // What stands in a genesis state must be known before there is a network.
    expect(world).toEqual(expected);
    const { vault, protocol, staking, depositor, weth, modules } = world;
    await provisionValidators(sender, world, modules[0]!.name, [0, 1, 2]);
    await provisionValidators(sender, world, modules[1]!.name, [3]);
    await sender.sendAll([
      protocolCall(protocol, "enlist", [modules[0]!.name, PUFFER_NODE, 7n, interopPublicKey(4)]),
      protocolCall(protocol, "enlist", [modules[0]!.name, PUFFER_NODE, 7n, interopPublicKey(5)]),
    ]);
    await sender.sendAll([protocolCall(protocol, "skip", [modules[0]!.name])]);
    await sender.sendAll([{ to: modules[0]!.module, valueWei: 40n * ETH }]);
    await sender.sendAll([
      protocolCall(protocol, "exit", [modules[0]!.name, 1n, 31n * ETH]),
      vaultCall(vault, "wrap", [5n * ETH]),
      vaultCall(vault, "stake", [7n * ETH]),
      vaultCall(vault, "mintRewards", [sender.address, 3n * ETH + 1n]),
      vaultCall(vault, "setTreasury", [250n, PUFFER_NODE]),
      call(contractArtifact("ShapeDepositor").abi, depositor, "setRewardsDistributionWindow", [86_400n]),
    ]);
    await sender.sendAll([
      protocolCall(protocol, "transferRewardsToTheVault", [modules[0]!.name, 2n * ETH]),
      vaultCall(vault, "initiateETHWithdrawals", [weth, ETH]),
      { ...call(contractArtifact("ShapeDepositor").abi, depositor, "depositRevenue", []), valueWei: ETH },
      call(contractArtifact("ShapeStaking").abi, staking, "mintExternalShares", [sender.address, 11n]),
    ]);
  });
  afterAll(async () => {
    await stopBlocks?.();
    await network?.stop();
  });

  it("has its fields where the compiler puts those of the structs", () => {
    expect(memberOf("VaultStorage", "lidoLockedEth")).toEqual([0, 0]);
    expect(memberOf("VaultStorage", "exitFeeBasisPoints")).toEqual([11, 0]);
    expect(memberOf("VaultStorage", "totalRewardDepositAmount")).toEqual([12, 0]);
    expect(memberOf("VaultStorage", "totalRewardMintAmount")).toEqual([13, 0]);
    expect(memberOf("VaultStorage", "treasury")).toEqual([14, 96]);
    expect(memberOf("TokenStorage", "balances")).toEqual([0, 0]);
    expect(memberOf("TokenStorage", "totalSupply")).toEqual([2, 0]);
    const protocolFields = [
      "moduleWeights",
      "moduleSelectIndex",
      "pendingValidatorIndices",
      "nextToBeProvisioned",
      "validators",
      "modules",
      "moduleLimits",
      "nodeOperatorInfo",
    ];
    for (const [place, field] of protocolFields.entries())
      expect(memberOf("ProtocolStorage", field)).toEqual([place, 0]);
    expect(memberOf("ModuleLimit", "numberOfRegisteredValidators")).toEqual([0, 128]);
    expect(memberOf("ShapeValidator", "bond")).toEqual([0, 160]);
    expect(memberOf("ShapeValidator", "module")).toEqual([1, 0]);
    expect(memberOf("ShapeValidator", "status")).toEqual([1, 160]);
    expect(memberOf("ShapeValidator", "pubKey")).toEqual([2, 0]);
    expect(memberOf("DepositorStorage", "lastDepositTimestamp")).toEqual([0, 0]);
    expect(memberOf("DepositorStorage", "rewardsDistributionWindow")).toEqual([0, 48]);
    expect(memberOf("DepositorStorage", "lastDepositAmount")).toEqual([0, 152]);
    expect(fieldOf("ShapeOracle", "_consumingSchedule")).toEqual([0, 160]);
    expect(fieldOf("ShapeOracle", "_activeValidators")).toEqual([1, 0]);
    expect(fieldOf("ShapeOracle", "_totalValidators")).toEqual([2, 0]);
    expect(fieldOf("ShapeWeth", "balanceOf")).toEqual([3, 0]);
    expect(fieldOf("ShapeStaking", "sharesOf")).toEqual([0, 0]);
  });

  it("keeps vault and token at their bases", async () => {
    const { vault, depositor, vaultImplementation, depositorImplementation } = world;
    expect(await proved(vault, IMPLEMENTATION_SLOT)).toBe(hexToBigInt(vaultImplementation));
    expect(await proved(depositor, IMPLEMENTATION_SLOT)).toBe(hexToBigInt(depositorImplementation));
    const locked = await proved(vault, VAULT_BASE);
    expect(locked).toBe(await read("ShapeVault", vault, "getLidoLockedETH"));
    // All of it, but for the 11 shares that others hold: rounded down.
    expect(locked).toBeGreaterThan(ETH - 100n);
    expect(await proved(vault, VAULT_BASE + 12n)).toBe(2n * ETH);
    expect(await proved(vault, VAULT_BASE + 13n)).toBe(3n * ETH + 1n);
    const supply = await proved(vault, TOKEN_BASE + 2n);
    expect(supply).toBeGreaterThan(228n * ETH);
    expect(supply).toBe(await read("ShapeVault", vault, "totalSupply"));
    expect(await proved(vault, inMapping(network.account.address, TOKEN_BASE))).toBe(supply);
  });

  it("keeps both staked and wrapped ETH in mappings, and the pool's numbers in the slots of its version", async () => {
    const { vault, weth, staking } = world;
    expect(await proved(weth, inMapping(vault, 3n))).toBe(6n * ETH);
    const stakedWei = async (version: 3 | 4): Promise<bigint> => {
      const shares = await proved(staking, inMapping(vault, 0n));
      const total = await proved(staking, STAKING_SLOTS.shares);
      const [bufferedSlot, clSlot] = STAKING_SLOTS[version];
      const [buffered, cl] = [await proved(staking, bufferedSlot), await proved(staking, clSlot)];
      const internalWei =
        version === 3
          ? low(buffered) + low(cl) + 32n * ETH * (high(buffered) - high(cl))
          : low(buffered) + high(buffered) + low(cl) + high(cl);
      return (shares * internalWei) / (low(total) - high(total));
    };
    const report = (...numbers: readonly bigint[]) =>
      send(call(contractArtifact("ShapeStaking").abi, staking, "report", numbers));
    await report(2n * ETH, 5n, 100n * ETH + 3n, 3n);
    expect(high(await proved(staking, STAKING_SLOTS.shares))).toBe(11n);
    expect(await proved(staking, STAKING_SLOTS.version)).toBe(3n);
    const before = await stakedWei(3);
    // Of 7 ETH that were staked, 1 waits in the queue: six sevenths of 2 + 100 + 64 ETH.
    expect(before / ETH).toBe(142n);
    expect(before).toBe(await read("ShapeStaking", staking, "balanceOf", [vault]));

    await send(call(contractArtifact("ShapeStaking").abi, staking, "finalizeUpgrade", []));
    expect(await proved(staking, STAKING_SLOTS.version)).toBe(4n);
    expect(await stakedWei(4)).toBe(before);
    await report(1n * ETH, 2n * ETH, 3n * ETH, 4n * ETH + 5n);
    expect(await stakedWei(4)).toBe(await read("ShapeStaking", staking, "balanceOf", [vault]));
    expect((await stakedWei(4)) / 10n ** 17n).toBe(85n);
  });

  it("counts its validators in slot 1 of the oracle, as many as are ACTIVE", async () => {
    const { oracle, protocol, modules } = world;
    expect(await proved(oracle, 1n)).toBe(3n);
    expect(await proved(oracle, 0n)).toBe((1n << 160n) | hexToBigInt(network.account.address));
    let active = 0;
    for (const { name } of modules) {
      const counted = await proved(protocol, inMapping(name, PROTOCOL_BASE + 6n));
      const pending = await proved(protocol, inMapping(name, PROTOCOL_BASE + 2n));
      const next = await proved(protocol, inMapping(name, PROTOCOL_BASE + 3n));
      active += Number(high(counted) - (pending - next));
    }
    expect(active).toBe(3);
  });

  it("keeps a validator in three words and its key in two chunks", async () => {
    const { protocol, modules } = world;
    const [{ name, module, pod }] = modules as [PufferWorld["modules"][0]];
    const statusAt = async (index: bigint) => (await proved(protocol, pairBase(name, index) + 1n)) >> 160n;
    // 0 ACTIVE, 1 exited, 2 ACTIVE, 3 skipped, 4 pending, 5 never there.
    expect(await Promise.all([0n, 1n, 2n, 3n, 4n, 5n].map(statusAt))).toEqual([3n, 0n, 3n, 2n, 1n, 0n]);
    const base = pairBase(name, 2n);
    expect(await proved(protocol, base)).toBe((ETH << 160n) | hexToBigInt(PUFFER_NODE));
    expect(await proved(protocol, base + 1n)).toBe((3n << 160n) | hexToBigInt(module));
    expect(await proved(protocol, base + 2n)).toBe(2n * 48n + 1n);
    const chunk = hashOf(word(base + 2n));
    const key = interopPublicKey(2);
    expect(word(await proved(protocol, chunk))).toBe(slice(key, 0, 32));
    expect(word(await proved(protocol, chunk + 1n))).toBe(pad(slice(key, 32), { size: 32, dir: "right" }));

    expect(await proved(protocol, inMapping(name, PROTOCOL_BASE + 5n))).toBe(hexToBigInt(module));
    expect(await read("ShapeModule", module, "getEigenPod")).toBe(pod);
    const salt = pad(module, { size: 32 });
    const { podManager, podInitCodeHash } = world;
    expect(getCreate2Address({ from: podManager, salt, bytecodeHash: podInitCodeHash })).toBe(pod);
  });

  it("gives revenue time by three numbers of one slot", async () => {
    const { depositor } = world;
    const kept = await proved(depositor, DEPOSITOR_BASE);
    const { timestamp } = await reader.getBlock();
    const [last, window] = [kept & ((1n << 48n) - 1n), (kept >> 48n) & ((1n << 104n) - 1n)];
    expect([window, kept >> 152n]).toEqual([86_400n, ETH]);
    const left = window - (timestamp - last);
    expect(left).toBeGreaterThan(0n);
    const pendingWei = (ETH * left + window - 1n) / window;
    expect(pendingWei).toBe(await read("ShapeDepositor", depositor, "getPendingDistributionAmount"));
  });

  it("lets the vault's own answer be rebuilt from slots, to the wei", async () => {
    const { vault, oracle, weth, staking, depositor } = world;
    const { number, timestamp } = await reader.getBlock();
    const balanceWei = await reader.getBalance({ address: vault, blockNumber: number });
    const kept = await proved(depositor, DEPOSITOR_BASE);
    const [last, window, amount] = [kept & 0xffffffffffffn, 86_400n, kept >> 152n];
    const pendingWei = (amount * (window - (timestamp - last)) + window - 1n) / window;
    const total = await proved(staking, STAKING_SLOTS.shares);
    const [buffered, cl] = [
      await proved(staking, STAKING_SLOTS[4][0]),
      await proved(staking, STAKING_SLOTS[4][1]),
    ];
    const stakedWei =
      ((await proved(staking, inMapping(vault, 0n))) *
        (low(buffered) + high(buffered) + low(cl) + high(cl))) /
      (low(total) - high(total));
    const rebuiltWei =
      balanceWei +
      stakedWei +
      (await proved(vault, VAULT_BASE)) +
      (await proved(weth, inMapping(vault, 3n))) +
      32n * ETH * (await proved(oracle, 1n)) +
      (await proved(vault, VAULT_BASE + 13n)) -
      (await proved(vault, VAULT_BASE + 12n)) -
      pendingWei;
    expect(rebuiltWei).toBe(await read("ShapeVault", vault, "totalAssets"));
  });

  it("says of each new module what discovery reads", async () => {
    const { protocol, modules } = world;
    const logs = await reader.getLogs({ address: protocol, fromBlock: 0n });
    const created = logs.filter(
      ({ topics }) => topics[0] === "0x8ad2a9260a8e9a01d1ccd66b3875bcbdf8c4d0c552bc51a7d2125d4146e1d2d6",
    );
    expect(created.map(({ topics, data }) => [topics[1], data])).toEqual(
      modules.map(({ name, module, pod }) => [
        name,
        encodeAbiParameters(
          [{ type: "address" }, { type: "bytes32" }],
          [module, concat(["0x010000000000000000000000", pod]).toLowerCase() as Hex],
        ),
      ]),
    );
  });

  const RECORDED = join(REPOSITORY_ROOT, "../shared/realdata/puffer/mainnet.json");
  it.skipIf(!existsSync(RECORDED))("has the places of the deployed contracts", () => {
    const { slots, examples } = JSON.parse(readFileSync(RECORDED, "utf8")) as {
      slots: Record<string, Hex>;
      examples: Record<string, Hex>;
    };
    const vault: Address = "0xD9A442856C234a39a81a089C06451EBAa4306a72";
    const name = stringToHex("PUFFER_MODULE_0", { size: 32 });
    const listed: Record<string, bigint> = {
      "eip1967.implementation": IMPLEMENTATION_SLOT,
      "vault.base": VAULT_BASE,
      "vault.totalRewardDepositAmount": VAULT_BASE + 12n,
      "vault.totalRewardMintAmount": VAULT_BASE + 13n,
      "vault.erc20.totalSupply": TOKEN_BASE + 2n,
      "protocol.base": PROTOCOL_BASE,
      "oracle.activeValidators": 1n,
      "revenueDepositor.base (a literal, NOT erc7201 of its name)": DEPOSITOR_BASE,
      "weth.balanceOf[vault]": inMapping(vault, 3n),
      "steth.shares[vault]": inMapping(vault, 0n),
      "steth.contractVersion": STAKING_SLOTS.version,
      "steth.totalAndExternalShares (low: total)": STAKING_SLOTS.shares,
      "steth v3 bufferedEtherAndDepositedValidators (low: buffered)": STAKING_SLOTS[3][0],
      "steth v3 clBalanceAndClValidators (low: balance)": STAKING_SLOTS[3][1],
      "steth v4 bufferedEtherAndDepositedPostReport (low: buffered)": STAKING_SLOTS[4][0],
      "steth v4 clValidatorsBalanceAndClPendingBalance (low: validators)": STAKING_SLOTS[4][1],
    };
    for (const [label, slot] of Object.entries(listed)) expect(slots[label], label).toBe(word(slot));
    expect(examples["validators[PUFFER_MODULE_0][0]"]).toBe(word(pairBase(name, 0n)));
    expect(examples["its public key, first data slot"]).toBe(word(hashOf(word(pairBase(name, 0n) + 2n))));
  });
});
