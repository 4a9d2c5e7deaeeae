/**
 * Whatever happens to what is sent, nothing is done twice, and what is left undone a second run does. The chain is a miniature in
 * which everything that is sent twice is mined twice (miniature-chain.ts).
 */
import type { ServerResponse } from "node:http";
import type { Hex } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { afterEach, describe, expect, it } from "vitest";
import { type ChainClient, createChainClient } from "../../../prover/chain/client/chain-client.ts";
import { createSender, type SendStep } from "../../../prover/chain/client/send-transaction.ts";
import { PATIENCE_MS } from "../../support/patience.ts";
import { type FakeRpc, NO_ANSWER, RpcFault, startFakeRpc } from "./fake-rpc.ts";
import { abi, CONTRACT, MiniatureChain, type MiniatureTransaction, stepCall } from "./miniature-chain.ts";

const ACCOUNT = privateKeyToAccount(`0x${"11".repeat(32)}`);
const FROM = ACCOUNT.address.toLowerCase() as Hex;
const STEPS = [1n, 2n];
/** Looks in a wait that is in vain; none of them waits for the clock. */
const LOOKS = 8;

const servers: FakeRpc[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

interface Moment {
  readonly method: string;
  readonly params: readonly unknown[];
  /** Given to the node now: what it takes. */
  readonly sent: MiniatureTransaction | undefined;
  readonly response: ServerResponse;
}
/** What happens when a node is asked, instead of or before its answer. */
type Happening = (moment: Moment) => unknown;

const MINED_AS_ASKED: Happening = () => undefined;

/** A node that mines whenever it is asked for a receipt or a count. */
async function clientOf(
  mini: MiniatureChain,
  happening: Happening,
  isMining: (method: string) => boolean = (method) => method === "eth_getTransactionReceipt",
): Promise<ChainClient> {
  // Signatures are read before the answer, which is made at once.
  const signed = new Map<Hex, MiniatureTransaction>();
  const methods = [...Object.keys(mini.answers), "eth_sendRawTransaction"];
  const answers = methods.map((method) => [
    method,
    (params: readonly unknown[], response: ServerResponse) => {
      const sent = method === "eth_sendRawTransaction" ? signed.get(params[0] as Hex) : undefined;
      if (sent !== undefined) mini.given.push(sent);
      const instead = happening({ method, params, sent, response });
      if (instead !== undefined) return instead;
      if (sent !== undefined) {
        mini.take(sent);
        return sent.hash;
      }
      if (isMining(method) && mini.pool.length > 0) mini.mine();
      return mini.answers[method]!(params, response);
    },
  ]);
  const server = await startFakeRpc(Object.fromEntries(answers));
  servers.push(server);
  return createChainClient({
    url: server.url,
    timeoutMs: PATIENCE_MS,
    pollingMs: 1,
    around: (fetch) => async (input, init) => {
      const { method, params } = JSON.parse(String(init?.body)) as { method: string; params: [Hex] };
      if (method === "eth_sendRawTransaction") signed.set(params[0], await mini.read(params[0]));
      return fetch(input, init);
    },
  });
}

/** A command as all are: what is there is not sent. */
async function command(chain: ChainClient, onStep: (step: SendStep) => void = () => {}): Promise<Hex[]> {
  const sender = await createSender(chain, { account: ACCOUNT, receiptTimeoutMs: LOOKS });
  const hashes: Hex[] = [];
  for (const n of STEPS) {
    const isDone = await chain.viem.readContract({
      address: CONTRACT,
      abi,
      functionName: "isDone",
      args: [n],
    });
    if (!isDone) hashes.push((await sender.send(stepCall(n), onStep)).sent!.transactionHash);
  }
  return hashes;
}

const failureOf = (ended: Promise<unknown>) =>
  ended.then(
    () => undefined,
    (error: unknown) => error,
  );

/** Runs it again where nothing happens: each step is done, once. */
async function runAgain(mini: MiniatureChain): Promise<void> {
  // What waits is mined while it is waited for.
  let asked = 0;
  const mining = (method: string) => {
    if (method === "eth_getTransactionCount") asked += 1;
    return asked > 3 || method === "eth_getTransactionReceipt";
  };
  await command(await clientOf(mini, MINED_AS_ASKED, mining));
  mini.mine();
  expect(mini.steps()).toEqual(STEPS);
}

/** The `n`-th transaction that is given to the node. */
const at = (n: number, what: (sent: MiniatureTransaction, moment: Moment) => unknown): Happening => {
  let given = 0;
  return (moment) => {
    if (moment.sent === undefined) return undefined;
    given += 1;
    return given === n ? what(moment.sent, moment) : undefined;
  };
};
const NTH = [1, 2];

describe("a run that is killed", () => {
  const MOMENTS = ["eth_sendRawTransaction", "eth_getTransactionReceipt"];
  it("before or after any transaction or question for a receipt: the next one does what is left", async () => {
    let kills = 0;
    for (let moment = 1; ; moment++) {
      const mini = new MiniatureChain();
      let events = 0;
      let die = () => {};
      const died = new Promise<boolean>((resolve) => {
        die = () => resolve(false);
      });
      const killed: Happening = ({ method, sent }) => {
        if (!MOMENTS.includes(method)) return undefined;
        events += 2;
        if (events < moment) return undefined;
        if (events === moment) sent === undefined ? mini.mine() : mini.take(sent);
        die();
        return NO_ANSWER;
      };
      const first = command(await clientOf(mini, killed)).then(() => true);
      first.catch(() => {});
      if (await Promise.race([first, died])) break;
      kills += 1;
      await runAgain(mini);
      expect(mini.given.length).toBeLessThanOrEqual(STEPS.length + 1);
    }
    expect(kills).toBe(4 * STEPS.length);
  });

  it("and its transaction is not known to the node that answers next: the second cannot be mined beside it", async () => {
    for (const fee of [undefined, "0x8000"]) {
      const mini = new MiniatureChain();
      await failureOf(
        command(
          await clientOf(
            mini,
            at(1, (sent) => {
              mini.take(sent);
              throw new RpcFault(-32603, "the balancer has lost the node");
            }),
            () => false,
          ),
        ),
      );
      // The first counts come from a node without it, and the price may be another one by now.
      let counts = 0;
      const other: Happening = ({ method, params, response }) => {
        if (method === "eth_getTransactionCount" && params[1] === "pending") {
          counts += 1;
          if (counts <= 2) return mini.answers.eth_getTransactionCount!([params[0], "latest"], response);
        }
        return method === "eth_maxPriorityFeePerGas" ? fee : undefined;
      };
      await command(await clientOf(mini, other));
      expect(mini.steps()).toEqual(STEPS);
      expect(new Set(mini.given.map(({ nonce }) => nonce)).size).toBe(STEPS.length);
    }
  });
});

describe.each(NTH)("transaction %i", (n) => {
  it("dropped by the node: it is said, and the next run sends it under its number", async () => {
    const mini = new MiniatureChain();
    let dropped: MiniatureTransaction | undefined;
    const drops = at(n, (sent) => {
      dropped = sent;
      return sent.hash;
    });
    expect(await failureOf(command(await clientOf(mini, drops)))).toMatchObject({
      code: "RECEIPT_TIMEOUT",
      exitCode: 3,
      transactionHash: dropped!.hash,
    });
    // Some node had kept it, and it comes back.
    const chain = await clientOf(
      mini,
      at(1, () => void (n % 2 === 0 && mini.take(dropped!))),
    );
    await failureOf(command(chain));
    await runAgain(mini);
  });

  it("sped up by the account's wallet: it counts, by the hash that was mined", async () => {
    const mini = new MiniatureChain();
    const hash: Hex = `0x${"5e".repeat(32)}`;
    const faster = at(n, (sent) => {
      mini.take({ ...sent, hash, maxFee: 2n * sent.maxFee });
      return sent.hash;
    });
    const hashes = await command(await clientOf(mini, faster));
    expect(hashes[n - 1]).toBe(hash);
    expect(mini.steps()).toEqual(STEPS);
  });

  it("cancelled by the account's wallet: it does not count, and is said", async () => {
    const mini = new MiniatureChain();
    const hash: Hex = `0x${"ca".repeat(32)}`;
    const cancelled = at(n, (sent) => {
      mini.take({ ...sent, to: FROM, input: "0x", hash });
      return sent.hash;
    });
    expect(await failureOf(command(await clientOf(mini, cancelled)))).toMatchObject({
      code: "TRANSACTION_REPLACED",
      exitCode: 3,
      replacement: hash,
      nonce: n - 1,
      hints: [expect.stringMatching(/Run again/)],
    });
    expect(mini.steps()).toHaveLength(n - 1);
    await runAgain(mini);
  });

  it("mined, and reverted", async () => {
    const mini = new MiniatureChain();
    const chain = await clientOf(
      mini,
      at(n, (sent) => {
        sent.reverts = true;
      }),
    );
    expect(await failureOf(command(chain))).toMatchObject({ code: "TRANSACTION_REVERTED", exitCode: 1 });
    await runAgain(mini);
  });

  it("in a block that is taken back, and waits again: it is waited for", async () => {
    const mini = new MiniatureChain();
    const isMining = (method: string) => method.startsWith("eth_get") && mini.pool.length > 0;
    let isLeft = true;
    const chain = await clientOf(mini, MINED_AS_ASKED, isMining);
    const after = (step: SendStep) => {
      if (step.kind !== "simulating" || mini.steps().length !== n - 1 || n === 1 || !isLeft) return;
      isLeft = false;
      mini.reorganize(false);
    };
    await command(chain, after);
    expect(mini.steps()).toEqual(STEPS);
    expect(mini.given).toHaveLength(STEPS.length);
  });

  it("in a block that is taken back, and forgotten: it is said before anything else is sent", async () => {
    const mini = new MiniatureChain();
    const chain = await clientOf(mini, MINED_AS_ASKED);
    const failure = await failureOf(
      command(chain, ({ kind }) => {
        if (kind === "simulating" && mini.given.length === n) mini.reorganize(true);
      }),
    );
    if (n < STEPS.length) {
      expect(failure).toMatchObject({ code: "TRANSACTION_REMOVED", exitCode: 3, blockNumber: String(n) });
      expect(mini.given).toHaveLength(n);
    } else {
      mini.reorganize(true);
    }
    await runAgain(mini);
  });

  it("sent twice by something in between: the second answer is no failure", async () => {
    for (const isMined of [false, true]) {
      const mini = new MiniatureChain();
      const twice = at(n, (sent) => {
        mini.take(sent);
        if (isMined) mini.mine();
      });
      // By its hash not every node knows what waits.
      const isHidden = ({ method }: Moment) => method === "eth_getTransactionByHash" && !isMined;
      await command(await clientOf(mini, (moment) => (isHidden(moment) ? null : twice(moment))));
      expect(mini.steps()).toEqual(STEPS);
    }
  });

  it.each<[string, Happening]>([
    ["a cut connection", ({ response }) => response.destroy() && NO_ANSWER],
    ["no hash", () => "<html>"],
    ["the hash of another one", () => `0x${"0".repeat(64)}`],
  ])("answered with %s, taken or not: its own hash is waited for, or said", async (_, answer) => {
    for (const isTaken of [false, true]) {
      const mini = new MiniatureChain();
      let hash: Hex | undefined;
      const chain = await clientOf(
        mini,
        at(n, (sent, moment) => {
          hash = sent.hash;
          if (isTaken) mini.take(sent);
          return answer(moment);
        }),
      );
      const failure = (await failureOf(command(chain))) as { transactionHash: Hex } | undefined;
      if (failure !== undefined) expect(failure.transactionHash).toBe(hash);
      else expect(isTaken).toBe(true);
      await runAgain(mini);
    }
  });

  it.each([
    ["nonce too low: next nonce 9, tx nonce 8", "Another transaction of this account"],
    ["replacement transaction underpriced", "Another transaction of this account"],
    ["replacement gas too low, got tip 1, min: 2", "Another transaction of this account"],
    ["max fee per gas less than block base fee: maxFeePerGas: 1, baseFee: 2", "price of gas"],
    ["transaction underpriced: gas tip cap 1, minimum needed 2", "price of gas"],
    ["FeeTooLow, EffectivePriorityFeePerGas too low", "price of gas"],
    ["insufficient funds for gas * price + value", "too little ETH"],
  ])("refused with %s", async (text, hint) => {
    const mini = new MiniatureChain();
    const refused = at(n, () => {
      throw new RpcFault(-32000, text);
    });
    expect(await failureOf(command(await clientOf(mini, refused)))).toMatchObject({
      code: "EXECUTION_RPC_REFUSED",
      exitCode: 3,
      hints: [expect.stringContaining(hint)],
    });
    await runAgain(mini);
  });

  it("not sent where the account has sent something else meanwhile", async () => {
    for (const isMined of [false, true]) {
      const mini = new MiniatureChain();
      const chain = await clientOf(mini, MINED_AS_ASKED);
      let isLeft = true;
      const own = ({ kind }: SendStep) => {
        if (kind !== "simulating" || mini.given.length !== n - 1 || !isLeft) return;
        isLeft = false;
        mini.take({ hash: "0x77", from: FROM, to: FROM, nonce: n - 1, input: "0x", maxFee: 9n });
        if (isMined) mini.mine();
      };
      expect(await failureOf(command(chain, own))).toMatchObject({
        code: "ACCOUNT_USED_MEANWHILE",
        exitCode: 3,
        expectedNonce: n - 1,
        nonce: n,
      });
      expect(mini.given).toHaveLength(n - 1);
      await runAgain(mini);
    }
  });
});

it("nodes behind one address, of which some lack the last blocks: at most the run ends, and a second one completes it", async () => {
  for (let seed = 1; seed <= 24; seed++) {
    const mini = new MiniatureChain();
    let state = seed;
    // Source: Park and Miller's generator.
    mini.lag = () => {
      state = (state * 48_271) % 0x7fffffff;
      return state % 3 === 0 && mini.blocks.length > 2 ? 1 + (state % 2) : 0;
    };
    const failure = await failureOf(command(await clientOf(mini, MINED_AS_ASKED)));
    if (failure !== undefined) expect(failure).toMatchObject({ exitCode: 3 });
    mini.lag = () => 0;
    await runAgain(mini);
  }
});
