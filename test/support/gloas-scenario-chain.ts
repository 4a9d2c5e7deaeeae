/**
 * The synthetic Gloas block of ../shared/realdata as a chain: all contracts in an EVM of this process, EIP-4788 as the
 * block after it leaves it, and a node on loopback that answers for both: views from that EVM, the execution block and
 * its account proofs from the scenario. The registry's entries are appended without branches: their public keys are not
 * those of the state.
 * @module
 */
import { type Address, type Hex, stringToHex, zeroAddress } from "viem";
import { BEACON_ROOTS_ADDRESS } from "../../prover/chain/constants.ts";
import type { Policy } from "../../prover/chain/execution/execution-proof.ts";
import { forkLayoutOf } from "../../prover/state/fork-layout.ts";
import { contractArtifact } from "../../scripts/contracts/forge.ts";
import { createInProcessChain, type InProcessChain } from "../../scripts/contracts/in-process-chain.ts";
import { poseidonContract } from "../../scripts/contracts/poseidon-contract.ts";
import { call, deployment } from "../../scripts/contracts/sender.ts";
import { executionGenesis, type GenesisAccount } from "../../scripts/devnet/execution-genesis.ts";
import { quantity } from "../../scripts/devnet/execution-payload.ts";
import { readBody, sendJson, startServer } from "../state/loopback-server.ts";
import {
  type GloasScenario,
  scenarioChain,
  scenarioProvisions,
  scenarioReserves,
  scenarioSources,
} from "./gloas-scenario.ts";

const WEEK_SECONDS = 604_800n;
const SLOTS_PER_EPOCH = 32n;
/** Slots of the ring buffer of EIP-4788: its times, then its roots. */
const RING = 8_191n;
const NO_CAP = 2n ** 128n - 1n;
/** A rate has 18 decimals. */
const RATE_SCALE = 10n ** 18n;
/** Not Sepolia's: a verifier with development keys refuses public networks. */
const CHAIN_ID = 32_382;

export interface ScenarioNetwork {
  readonly chain: InProcessChain;
  /** One for each policy, over the same registry. */
  readonly oracles: Readonly<Record<Policy, Address>>;
  readonly rpcUrl: string;
  /** When the block after the spurt's last one came, seconds: the key into EIP-4788. */
  readonly nextTimestamp: bigint;
  close(): Promise<void>;
}

/** Spurt 1 ends with the scenario's block. @param verifierName  from `setUpTestCircuit`. */
export async function startScenarioNetwork(
  scenario: GloasScenario,
  verifierName: string,
): Promise<ScenarioNetwork> {
  const { genesis_time, seconds_per_slot, blocks } = scenario;
  const timeOf = (slot: number) => BigInt(genesis_time + slot * seconds_per_slot);
  const { slot } = blocks[0].header;
  const start = timeOf(slot) - WEEK_SECONDS;
  let now = start;
  const chain = await createInProcessChain({
    chainId: CHAIN_ID,
    genesisTime: genesis_time,
    accounts: standingAccounts(scenario),
    timeOfStep: () => now,
  });
  const oracles = await deployScenario(scenario, chain, { verifierName, start });
  const nextTimestamp = timeOf(slot + 1);
  now = nextTimestamp + 3600n;
  const node = await startNode(scenario, chain);
  return { chain, oracles, rpcUrl: node.url, nextTimestamp, close: node.close };
}

/** EIP-4788 with its roots, and pods, which must have code. */
function standingAccounts({ genesis_time, eip4788, accounts }: GloasScenario): Record<Hex, GenesisAccount> {
  const { alloc } = executionGenesis({ chainId: CHAIN_ID, genesisTime: genesis_time }) as {
    alloc: Record<Hex, GenesisAccount>;
  };
  const word = (value: bigint): Hex => `0x${value.toString(16).padStart(64, "0")}`;
  const storage = Object.entries(eip4788).flatMap(([time, root]) => {
    const place = BigInt(time) % RING;
    return [
      [word(place), word(BigInt(time))],
      [word(place + RING), root],
    ];
  });
  const pods = accounts.pods.map((pod) => [pod, { balance: "0x0", nonce: "0x1", code: "0x00" }]);
  return {
    ...Object.fromEntries(pods),
    [BEACON_ROOTS_ADDRESS]: { ...alloc[BEACON_ROOTS_ADDRESS], storage: Object.fromEntries(storage) },
  };
}

interface Deployment {
  readonly verifierName: string;
  /** Of the first spurt, seconds. */
  readonly start: bigint;
}

async function deployScenario(
  scenario: GloasScenario,
  { sender }: InProcessChain,
  { verifierName, start }: Deployment,
): Promise<ScenarioNetwork["oracles"]> {
  const { accounts } = scenario;
  const deploy = async (name: string, args: readonly unknown[] = []) =>
    (await sender.sendAll([deployment(contractArtifact(name), args)]))[0]!;
  const [poseidon] = await sender.sendAll([deployment(poseidonContract())]);
  const growthSpurts = await deploy("GrowthSpurts", [sender.address, start, NO_CAP, NO_CAP]);
  const genesisTime = BigInt(scenario.genesis_time);
  const secondsPerSlot = BigInt(scenario.seconds_per_slot);
  const forkTime = genesisTime + BigInt(scenario.gloas_fork_epoch) * SLOTS_PER_EPOCH * secondsPerSlot;
  const beaconRoots = await deploy("BeaconRoots", [
    growthSpurts,
    BigInt(scenario.first_summary_period),
    genesisTime,
    secondsPerSlot,
    [forkLayoutOf("fulu", genesisTime), forkLayoutOf("gloas", forkTime)],
  ]);
  const registry = await deploy("OpenRegistry", [sender.address, sender.address, poseidon, beaconRoots]);
  const { abi } = contractArtifact("OpenRegistry");
  const provisions = scenarioProvisions(scenario);
  const registered = provisions.filter(({ index }) => index !== null);
  await sender.sendAll([
    ...accounts.pods.map((pod) => call(abi, registry, "addPod", [pod])),
    ...provisions.map(({ pubkey, principalGwei }) =>
      call(abi, registry, "provision", [pubkey, principalGwei]),
    ),
    ...registered.map(({ index }, k) => call(abi, registry, "append", [BigInt(k + 1), BigInt(index!)])),
    call(abi, registry, "seal", [BigInt(provisions.length)]),
  ]);
  const verifier = await deploy(verifierName);
  const [pool] = scenarioSources(scenario);
  const source = (name: string, kind: number, account: Address, slot: number) => ({
    name: stringToHex(name, { size: 32 }),
    kind,
    account,
    slot: BigInt(slot),
  });
  const [{ expected }] = scenario.blocks;
  const oracleOf = async (policy: number, ownedWei: bigint) => {
    const consolidations = await deploy("Consolidations", [registry, zeroAddress]);
    const blockAssets = await deploy("BlockAssets", [
      consolidations,
      [source(pool!.name, 0, pool!.address, 0)],
      [source("owed", 1, accounts.token, accounts.owed_slot)],
      accounts.token,
      BigInt(accounts.supply_slot),
    ]);
    return deploy("ReservesOracle", [
      {
        verifier,
        registry,
        beaconRoots,
        blockAssets,
        policy,
        bounds: { maxRisePpm: 10_000, maxFallPpm: 10_000, reviewPeriod: 172_800n, maxAge: 777_600n },
        referenceRate: (ownedWei * RATE_SCALE) / BigInt(expected.supply_wei!),
        admin: sender.address,
      },
    ]);
  };
  return {
    principal: await oracleOf(0, scenarioReserves(scenario).principalReservesWei),
    raw: await oracleOf(1, BigInt(expected.owned_raw_wei!)),
  };
}

interface Call {
  readonly id: number;
  readonly method: string;
  readonly params: readonly unknown[];
}

function startNode(scenario: GloasScenario, chain: InProcessChain) {
  const recorded = scenarioChain(scenario).viem as unknown as {
    request(call: Pick<Call, "method" | "params">): Promise<unknown>;
  };
  const answer = async ({ method, params }: Call): Promise<unknown> => {
    if (method === "eth_chainId") return quantity(BigInt(CHAIN_ID));
    if (method === "eth_blockNumber") return scenario.blocks[0].execution.block.number;
    if (method !== "eth_call") return recorded.request({ method, params });
    const [{ to, data }] = params as [{ to: Address; data: Hex }];
    return chain.read(to, data);
  };
  // One call after another: they share one EVM.
  let before: Promise<unknown> = Promise.resolve();
  return startServer(async (request, response) => {
    const asked = JSON.parse(await readBody(request)) as Call;
    before = before
      .then(() => answer(asked))
      .then(
        (result) => sendJson(response, { jsonrpc: "2.0", id: asked.id, result }),
        (error: Error) =>
          sendJson(response, { jsonrpc: "2.0", id: asked.id, error: { code: 3, message: error.message } }),
      );
  });
}
