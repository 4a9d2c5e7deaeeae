/**
 * Commands that are killed while they send: before the node gets a transaction or a question for a receipt, and before its answer
 * comes. More of them the chain does not see.
 * Run again they do what is left, and nothing twice.
 * @module
 */
import { afterEach, describe, expect, it } from "vitest";
import { createChainClient } from "../../prover/chain/client/chain-client.ts";
import { finalizeSpurt } from "../../prover/spurt/finalize-spurt.ts";
import type { BundleSubmitOptions } from "../../prover/spurt/prepare-submission.ts";
import { submitPages } from "../../prover/spurt/submit-pages.ts";
import { type Answer, type FakeRpc, NO_ANSWER, startFakeRpc } from "../chain/client/fake-rpc.ts";
import { PATIENCE_MS } from "../support/patience.ts";
import { type FakeChain, fakeChain, ORACLE } from "./fake-chain.ts";
import { openSpurt, submitSetup } from "./submit-setup.ts";

const setup = submitSetup();
const servers: FakeRpc[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

type Send = (options: BundleSubmitOptions) => Promise<unknown>;
interface Command {
  readonly send: Send;
  prepare(chain: FakeChain): void;
}

const COMMANDS: Readonly<Record<string, Command>> = {
  submit: {
    send: (options) => submitPages(setup.bundle, { ...options, pagesPerTransaction: 1 }),
    prepare: openSpurt,
  },
  "finalize in parts": {
    send: (options) => finalizeSpurt(setup.bundle, { ...options, partsPerTransaction: 4 }),
    prepare(chain) {
      openSpurt(chain);
      chain.progress.count = chain.progress.requiredCount;
    },
  },
};

/** @param isDead  whether the command that asks is no more. */
async function clientOf(
  answers: Record<string, Answer>,
  isDead: (method: string, isAnswer: boolean) => boolean,
) {
  const dying = Object.entries(answers).map(([method, answer]): [string, Answer] => [
    method,
    (params, response) => {
      if (isDead(method, false)) return NO_ANSWER;
      const result = answer(params, response);
      return isDead(method, true) ? NO_ANSWER : result;
    },
  ]);
  const server = await startFakeRpc(Object.fromEntries(dying));
  servers.push(server);
  return createChainClient({ url: server.url, timeoutMs: PATIENCE_MS, pollingMs: 1 });
}

const MOMENTS = ["eth_sendTransaction", "eth_getTransactionReceipt"];

/** What is sent is mined when its receipt is asked for, or while the next run waits. */
async function killedAt(command: Command, moment: number) {
  const chain = fakeChain(setup.bundle);
  command.prepare(chain);
  let [events, dead] = [0, () => {}];
  const died = new Promise<void>((resolve) => {
    dead = resolve;
  });
  const mineOne = () => chain.pool?.shift()?.();
  chain.pool = [];
  const isDead = (method: string) => {
    if (!MOMENTS.includes(method)) return false;
    events += 1;
    if (events < moment) return false;
    dead();
    return true;
  };
  // A block comes when somebody asks for the receipt.
  const { eth_getTransactionReceipt: receipt, ...others } = chain.answers;
  const slow: Record<string, Answer> = {
    ...others,
    eth_getTransactionReceipt: (params, response) => {
      mineOne();
      return receipt!(params, response);
    },
  };
  const options = { oracle: ORACLE, receiptTimeoutMs: PATIENCE_MS };
  const first = command.send({ ...options, chain: await clientOf(slow, isDead) });
  first.catch(() => {});
  const ended = await Promise.race([first.then(() => true), died.then(() => false)]);
  // It is mined while the next run waits for it: at the third question.
  let asked = 0;
  const count = slow.eth_getTransactionCount!;
  const mining: Record<string, Answer> = {
    ...slow,
    eth_getTransactionCount: (params, response) => {
      asked += 1;
      if (asked > 3) mineOne();
      return count(params, response);
    },
  };
  await command.send({ ...options, chain: await clientOf(mining, () => false) });
  return { chain, ended };
}

describe.each(Object.entries(COMMANDS))("%s", (_, command) => {
  it("killed at any moment sends nothing twice", async () => {
    const whole = await killedAt(command, Number.POSITIVE_INFINITY);
    const wanted = whole.chain.mined.map(({ functionName }) => functionName);
    expect(wanted.length).toBeGreaterThan(1);
    let kills = 0;
    for (let moment = 1; ; moment++) {
      const { chain, ended } = await killedAt(command, moment);
      if (ended) break;
      kills += 1;
      // What is left may fit into fewer.
      expect(chain.sent).toBeLessThanOrEqual(wanted.length);
      expect(chain.mined.length).toBe(chain.sent);
      expect(chain.mined.at(-1)!.functionName).toBe(wanted.at(-1));
      const given = chain.mined.map(({ args }) =>
        JSON.stringify(args, (_, v) => (typeof v === "bigint" ? `${v}` : v)),
      );
      expect(new Set(given).size).toBe(given.length);
    }
    expect(kills).toBeGreaterThanOrEqual(4 * wanted.length);
  });

  it("does not send while an earlier transaction of the account waits, and says which account's", async () => {
    const chain = fakeChain(setup.bundle);
    command.prepare(chain);
    chain.pool = [() => {}];
    chain.sent = 1;
    const client = await clientOf(chain.answers, () => false);
    await expect(command.send({ oracle: ORACLE, chain: client, receiptTimeoutMs: 2 })).rejects.toMatchObject({
      code: "EARLIER_TRANSACTIONS_PENDING",
      exitCode: 3,
      hints: [expect.stringMatching(/run again/)],
    });
    expect(chain.sent).toBe(1);
  });
});
