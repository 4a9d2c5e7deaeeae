/**
 * The protocol of the tests stands in the genesis of their networks. Here it is deployed as anyone would, by transactions
 * on a network, and what stands there afterwards is the same: code, storage, balances and nonces.
 */
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Hex } from "../../../prover/hex.ts";
import { deployProtocol, type Protocol } from "../../../scripts/contracts/deploy-protocol.ts";
import { createInProcessChain, type InProcessChain } from "../../../scripts/contracts/in-process-chain.ts";
import { createSender } from "../../../scripts/contracts/sender.ts";
import { jsonRpc } from "../../../scripts/devnet/json-rpc.ts";
import { type Devnet, networkOf, startDevnet } from "../../../scripts/devnet/start-devnet.ts";
import { setUpTestCircuit, testPlan } from "../../support/test-network.ts";
import { TEST_PROVISIONS, testGenesis } from "../../support/test-protocol.ts";

interface AccountProof {
  readonly balance: Hex;
  readonly nonce: Hex;
  readonly codeHash: Hex;
  readonly storageHash: Hex;
}

const genesis = testGenesis();
const target = networkOf({});
let inProcess: InProcessChain;
let predeployed: Devnet;
let deployed: Devnet;
let protocols: readonly Protocol[];

beforeAll(async () => {
  // Later than the blocks that the deployment takes on the network.
  const plan = { ...testPlan(await setUpTestCircuit(), TEST_PROVISIONS), spurtEndSlot: 64 };
  deployed = await startDevnet(genesis);
  const blocks = deployed.runOnDemand();
  const sender = createSender(deployed);
  const byTransactions = await deployProtocol(sender, target, plan);
  await blocks.stop();

  // The registry keeps when something was announced: at the times of the blocks in which it was.
  inProcess = await createInProcessChain({
    ...target,
    accounts: genesis.executionAccounts ?? {},
    timeOfStep: (step) => sender.minedAt()[step]!,
  });
  protocols = [byTransactions, await deployProtocol(inProcess.sender, target, plan)];
  predeployed = await startDevnet({ ...genesis, executionAccounts: inProcess.accounts() });
});
afterAll(async () => {
  await deployed?.stop();
  await predeployed?.stop();
});

const accountOn = async ({ rpcUrl }: Devnet, address: string) => {
  const proof = await jsonRpc<AccountProof>(rpcUrl, "eth_getProof", [address, [], "latest"]);
  const { balance, nonce, codeHash, storageHash } = proof;
  return { balance, nonce, codeHash, storageHash };
};

it("addresses are the same", () => {
  const [byTransactions, inGenesis] = protocols;
  expect(inGenesis).toEqual(byTransactions);
});

it("every contract has the same code, storage, nonce and balance", async () => {
  const contracts = Object.entries(inProcess.accounts()).filter(([, { code }]) => code !== undefined);
  // Poseidon, schedule, token, rewards, two pools, verifier, beacon roots, registry, oracle and what it makes; two pods.
  expect(contracts.length).toBeGreaterThanOrEqual(12);
  const pods = new Set<string>(protocols[0]!.pods);
  for (const [address] of contracts) {
    const { balance, ...account } = await accountOn(predeployed, address);
    const expected = await accountOn(deployed, address);
    expect({ address, ...account }).toMatchObject({ address, codeHash: expected.codeHash });
    expect({ address, ...account, balance }).toEqual({
      address,
      ...expected,
      // Validators have paid out to the pods meanwhile.
      ...(pods.has(address) ? { balance } : {}),
    });
  }
});

it("the next transaction of the deployer has the same nonce", async () => {
  const nonceOn = async (network: Devnet) => (await accountOn(network, network.account.address)).nonce;
  expect(await nonceOn(predeployed)).toBe(await nonceOn(deployed));
});
