/** What commands ask of an execution node. Nothing but the bundle's own calls may come of an answer. @module */
import { verifyBundle } from "../../../../../prover/bundle/verify-bundle.ts";
import { type ChainClient, createChainClient } from "../../../../../prover/chain/client/chain-client.ts";
import { finalizeSpurt } from "../../../../../prover/spurt/finalize-spurt.ts";
import type { BundleSubmitOptions } from "../../../../../prover/spurt/prepare-submission.ts";
import { readStatus } from "../../../../../prover/spurt/read-status.ts";
import { submitPages } from "../../../../../prover/spurt/submit-pages.ts";
import { syntheticBundle } from "../../../../bundle/synthetic-bundle.ts";
import { startFakeRpc } from "../../../../chain/client/fake-rpc.ts";
import { type FakeChain, fakeChain, ORACLE, partNames, SPURT } from "../../../../spurt/fake-chain.ts";
import { openSpurt } from "../../../../spurt/submit-setup.ts";
import { PATIENCE_MS } from "../../../../support/patience.ts";
import { toyGroth16 } from "../../../../support/toy-groth16.ts";
import type { AttackedFile } from "../../target.ts";
import { answersAttack } from "./answers-attack.ts";

/** For what the changed answers let nobody see. */
const SHORT_MS = 500;

const textOf = (value: unknown) => JSON.stringify(value, (_, v) => (typeof v === "bigint" ? `${v}` : v));

/** `finalize` sends them before it where they do not fit beside it. */
const WITH_PARTS = ["submit", "finalize"];

interface Command {
  prepare?(chain: FakeChain): void;
  run(options: BundleSubmitOptions & { readonly chain: ChainClient }): Promise<unknown>;
}

async function attackOn(
  kind: string,
  commandOf: (bundle: Awaited<ReturnType<typeof verifyBundle>>) => Command,
) {
  const bundle = await verifyBundle(await syntheticBundle(await toyGroth16()));
  const command = commandOf(bundle);
  /** What is sent without a lie: each page and each part, by itself. */
  let honest: Set<string> | undefined;
  return answersAttack({
    kind,
    async start() {
      const chain = fakeChain(bundle);
      command.prepare?.(chain);
      const rpc = await startFakeRpc(chain.answers);
      return {
        url: rpc.url,
        async run(url) {
          const client = createChainClient({ url, timeoutMs: PATIENCE_MS, pollingMs: 1 });
          const [end] = await Promise.allSettled([
            command.run({ chain: client, oracle: ORACLE, receiptTimeoutMs: SHORT_MS }),
          ]);
          const sent = new Set(chain.mined.flatMap(piecesOf));
          honest ??= sent;
          const foreign = [...sent].find((piece) => !honest!.has(piece));
          // Worse than any refusal.
          if (foreign !== undefined) return `it sent ${foreign.slice(0, 500)}`;
          if (end.status === "rejected") throw end.reason;
          return undefined;
        },
        close: () => rpc.close(),
      };
    },
  });
}

/** How many come in one transaction depends on the gas that the node names. */
function piecesOf({ functionName, args }: FakeChain["mined"][number]): string[] {
  if (WITH_PARTS.includes(functionName)) return partNames(args[1], args[2]);
  return args.flatMap((arg) => {
    const { pages } = (arg ?? {}) as { readonly pages?: readonly unknown[] };
    return (pages ?? [arg]).map((piece) => `${pages === undefined ? functionName : "page"} ${textOf(piece)}`);
  });
}

export const statusAnswers = (): Promise<AttackedFile> =>
  attackOn("answers-status", () => ({ run: (options) => readStatus({ ...options, spurt: SPURT }) }));

export const submitAnswers = (): Promise<AttackedFile> =>
  attackOn("answers-submit", (bundle) => ({
    prepare: openSpurt,
    run: (options) => submitPages(bundle, options),
  }));

export const finalizeAnswers = (): Promise<AttackedFile> =>
  attackOn("answers-finalize", (bundle) => ({
    prepare(chain) {
      openSpurt(chain);
      chain.progress.count = chain.progress.requiredCount;
    },
    run: (options) => finalizeSpurt(bundle, options),
  }));
