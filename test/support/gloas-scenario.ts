/**
 * The synthetic Gloas block of ../shared/realdata: a state with an EMPTY parent and sixteen withdrawals carried over, the
 * accounts at the execution block that it names, a registry over six levels of the balances, and deposits that wait. It
 * goes through every stage of `prove`; the proofs are those of the toy circuit.
 * @module
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { makeBundle, type PageParts } from "../../prover/bundle/make-bundle.ts";
import { pageBalances } from "../../prover/bundle/page-balances.ts";
import type { Bundle } from "../../prover/bundle/schema.ts";
import type { ChainClient } from "../../prover/chain/client/chain-client.ts";
import { type SourceSpec, startWei } from "../../prover/chain/execution/execution-proof.ts";
import { fetchExecutionProof } from "../../prover/chain/execution/fetch-execution-proof.ts";
import type { RegistryProvision } from "../../prover/chain/views/read-registry.ts";
import { type Hex, toHex } from "../../prover/hex.ts";
import { planPages } from "../../prover/plan/plan-pages.ts";
import { toPublicSignals } from "../../prover/plan/public-inputs.ts";
import { executionAnchorOf } from "../../prover/state/execution-anchor-of.ts";
import { expectedWithdrawalsOf } from "../../prover/state/expected-withdrawals.ts";
import { forkOfState } from "../../prover/state/fork-of-state.ts";
import { linkBranch } from "../../prover/state/links.ts";
import { listTopOf } from "../../prover/state/list-tree.ts";
import { depositsProofOf } from "../../prover/state/pending-deposits.ts";
import type { VerifiedState } from "../../prover/state/verified-state.ts";
import { verifyState } from "../../prover/state/verify-state.ts";
import { WEI_PER_GWEI } from "../../prover/units.ts";
import { readJson, realPath } from "../state/real-states.ts";
import type { ToyGroth16 } from "./toy-groth16.ts";

export const SCENARIO_FOLDER = "gloas/synthetic";
const LIMITS = { slots: 24, lanes: 8 };
const OWED_NAME = "owed";

/** As it stands in `scenario.json`. */
export interface GloasScenario {
  readonly genesis_time: number;
  readonly seconds_per_slot: number;
  readonly first_summary_period: number;
  readonly gloas_fork_epoch: number;
  readonly eip4788: Readonly<Record<string, Hex>>;
  readonly accounts: {
    readonly pool: Hex;
    readonly pods: readonly Hex[];
    readonly token: Hex;
    readonly supply_slot: number;
    readonly owed_slot: number;
  };
  readonly blocks: readonly [ScenarioBlock];
}

interface ScenarioBlock {
  readonly block_root: Hex;
  readonly header: Readonly<Record<"slot" | "proposer_index", number>> &
    Readonly<Record<"parent_root" | "state_root" | "body_root", Hex>>;
  readonly registry: readonly { readonly index: number; readonly principal_gwei: string }[];
  readonly payload_expected_withdrawals: {
    readonly list: readonly { readonly address: Hex; readonly amount: string }[];
  };
  readonly provisions_waiting: readonly { readonly pubkey: Hex; readonly amount: string }[];
  readonly execution: {
    readonly block: Readonly<Record<string, Hex>>;
    readonly proofs: {
      readonly pool: AccountAnswer;
      readonly pods: readonly AccountAnswer[];
      readonly token: AccountAnswer;
    };
  };
  readonly expected: Readonly<Record<string, string>>;
}

interface AccountAnswer {
  readonly address: Hex;
  readonly balance: Hex;
  readonly storageProof: readonly { readonly key: Hex }[];
}

export function readScenario(): GloasScenario {
  return readJson(realPath(`${SCENARIO_FOLDER}/scenario.json`));
}

export async function scenarioState({ blocks: [{ header }] }: GloasScenario): Promise<VerifiedState> {
  const stateBytes = readFileSync(realPath(`${SCENARIO_FOLDER}/scenario-state-B.ssz`));
  return verifyState({
    stateBytes,
    fork: forkOfState(stateBytes),
    header: {
      slot: header.slot,
      proposerIndex: header.proposer_index,
      parentRoot: header.parent_root,
      stateRoot: header.state_root,
      bodyRoot: header.body_root,
    },
  });
}

/** Public keys and principals in the order of their numbers: those registered, then those that wait. */
export function scenarioProvisions({ blocks: [{ registry, provisions_waiting }] }: GloasScenario) {
  return [
    ...registry.map(({ index, principal_gwei }) => ({
      pubkey: toHex(new Uint8Array(createHash("sha384").update(`validator ${index}`).digest())),
      principalGwei: BigInt(principal_gwei),
      index,
    })),
    ...provisions_waiting.map(({ pubkey, amount }) => ({
      pubkey,
      principalGwei: BigInt(amount),
      index: null,
    })),
  ];
}

/**
 * By the policy `principal`, from the values of the code that made the block: what is staked counts up to the principal.
 * Nothing of it came back to the pool.
 */
export function scenarioReserves(scenario: GloasScenario) {
  const { accounts, blocks } = scenario;
  const [{ expected, execution, payload_expected_withdrawals }] = blocks;
  const wei = (name: string) => BigInt(expected[name]!);
  const sum = (values: readonly bigint[]) => values.reduce((total, value) => total + value, 0n);
  const toPods = payload_expected_withdrawals.list.filter(({ address }) => accounts.pods.includes(address));
  const podsWei =
    sum(execution.proofs.pods.map(({ balance }) => BigInt(balance))) +
    sum(toPods.map(({ amount }) => BigInt(amount))) * WEI_PER_GWEI;
  const provided = scenarioProvisions(scenario).map(({ principalGwei }) => principalGwei);
  const outstandingWei = sum(provided) * WEI_PER_GWEI;
  const stakedWei = wei("principal_wei") + wei("pending_deposits_wei") + podsWei;
  const aboveWei = stakedWei > outstandingWei ? stakedWei - outstandingWei : 0n;
  return { outstandingWei, principalReservesWei: wei("owned_principal_wei") - aboveWei };
}

export function scenarioSources({ accounts }: GloasScenario): SourceSpec[] {
  return [
    { name: "pool", kind: "balance", address: accounts.pool, slot: null },
    ...accounts.pods.map(
      (address, k): SourceSpec => ({ name: `pod ${k + 1}`, kind: "pod", address, slot: null }),
    ),
  ];
}

/** A node that knows the execution block of the scenario and its accounts, and no other. */
export function scenarioChain({ blocks: [{ execution }] }: GloasScenario): ChainClient {
  const { block, proofs } = execution;
  const accounts = [proofs.pool, ...proofs.pods, proofs.token];
  const request = async ({ method, params }: { method: string; params: unknown[] }) => {
    if (method === "eth_getBlockByHash") return params[0] === block.hash ? block : null;
    if (method === "eth_getBlockByNumber")
      return [block.number, "latest"].includes(params[0] as string) ? block : null;
    const [address, slots, at] = params as [Hex, Hex[], Hex | { readonly blockHash: Hex }];
    const isOfBlock = typeof at === "object" ? at.blockHash === block.hash : at === block.number;
    if (method !== "eth_getProof" || !isOfBlock) throw new Error(`${method} of ${JSON.stringify(at)}`);
    const answer = accounts.find((account) => account.address.toLowerCase() === address.toLowerCase())!;
    const storageProof = slots.map((slot) =>
      answer.storageProof.find(({ key }) => BigInt(key) === BigInt(slot)),
    );
    return { ...answer, storageProof };
  };
  return {
    name: "scenario",
    viem: { request },
    ask: (_: string, answer: Promise<unknown>) => answer,
  } as unknown as ChainClient;
}

export async function scenarioBundle(
  scenario: GloasScenario,
  toy: ToyGroth16,
  policy: "principal" | "raw" = "principal",
): Promise<Bundle> {
  const state = await scenarioState(scenario);
  const { accounts } = scenario;
  const chain = scenarioChain(scenario);
  const provisions = scenarioProvisions(scenario).map(
    ({ pubkey, principalGwei, index }, k): RegistryProvision => ({
      number: BigInt(k + 1),
      pubkeyRoot: pubkeyRootOf(pubkey),
      principalGwei,
      validatorIndex: index,
      provisionedAt: 0n,
      settledAt: 0n,
      status: index === null ? "provisioned" : "registered",
    }),
  );
  const anchor = await executionAnchorOf(chain, state);
  const { timestamp } = anchor;
  const execution = await fetchExecutionProof({
    chain,
    anchor,
    sources: scenarioSources(scenario),
    liabilities: [
      { name: OWED_NAME, kind: "slot", address: accounts.token, slot: BigInt(accounts.owed_slot) },
    ],
    token: accounts.token,
    supplySlot: BigInt(accounts.supply_slot),
    policy,
    deposits: depositsProofOf(state, { provisions, pods: accounts.pods, timestamp }),
    withdrawals: expectedWithdrawalsOf(state),
    consolidations: null,
  });
  const registry = scenario.blocks[0].registry.map(({ index, principal_gwei }) => ({
    index,
    principalGwei: BigInt(principal_gwei),
  }));
  const plan = await planPages(registry, state, LIMITS, startWei(execution));
  const pages: PageParts[] = [];
  for (const page of plan.pages) {
    const publicSignals = toPublicSignals(page.publicInputs);
    pages.push({
      link: { ...page.link, ...linkBranch(state, page.link) },
      balances: pageBalances(state, page),
      publicSignals,
      proof: await toy.prove(publicSignals),
    });
  }
  return makeBundle({
    state,
    balancesTop: listTopOf(state, "balances"),
    circuit: { size: "test", ...LIMITS, sourceHash: toy.circuitSourceHash },
    key: { kind: "development", id: "development", verificationKey: toy.verificationKey },
    registry,
    pages,
    startWei: startWei(execution),
    startCount: 0,
    execution,
  });
}

function pubkeyRootOf(pubkey: Hex): Hex {
  const padded = Buffer.concat([Buffer.from(pubkey.slice(2), "hex"), Buffer.alloc(16)]);
  return toHex(new Uint8Array(createHash("sha256").update(padded).digest()));
}
