/** Answers that differ from what most nodes send, and can be used. @module */
import { afterEach, describe, expect, it } from "vitest";
import { fetchState } from "../../prover/state/fetch-state.ts";
import { syntheticState } from "../../scripts/synthetic-state/synthetic-state.ts";
import { PATIENCE_MS } from "../support/patience.ts";
import { type LoopbackServer, startServer } from "./loopback-server.ts";
import { headerAnswer, headerFields, stateHeaders } from "./real-node.ts";

const { header, stateBytes, state } = await syntheticState([1n], "electra");

let server: LoopbackServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

interface Answers {
  readonly headerBody?: unknown;
  readonly headerType?: string;
  readonly stateHeaders?: Record<string, string>;
}

async function fetched(answers: Answers) {
  const { headerBody = headerAnswer(headerFields(header)), headerType = "application/json" } = answers;
  server = await startServer(({ url = "" }, response) => {
    if (url.startsWith("/eth/v2/debug/"))
      return response.writeHead(200, answers.stateHeaders ?? stateHeaders()).end(stateBytes);
    response.writeHead(200, { "content-type": headerType }).end(JSON.stringify(headerBody));
  });
  const notices: string[] = [];
  const access = { beaconUrls: [server.url], inactivityTimeoutMs: PATIENCE_MS, stateRoute: "debug" } as const;
  const { blockRoot } = await fetchState({
    ...access,
    blockId: "head",
    onNotice: (notice) => void notices.push(notice),
  });
  return { blockRoot, notices };
}

const answer = headerAnswer(headerFields(header));
const { execution_optimistic: _, finalized: __, ...withoutFlags } = answer;

it("an answer that never ends is given up, long before it fills the memory", async () => {
  server = await startServer((_request, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    const spaces = Buffer.alloc(1024 * 1024, " ");
    const more = () => {
      while (!response.destroyed && response.write(spaces));
    };
    response.on("drain", more);
    more();
  });
  const access = { beaconUrls: [server.url], inactivityTimeoutMs: PATIENCE_MS };
  await expect(fetchState({ ...access, blockId: "head" })).rejects.toMatchObject({
    code: "BEACON_NODE_NONSENSE",
    exitCode: 3,
    message: expect.stringMatching(/more than 67108864 bytes/),
  });
});

describe("an answer is used", () => {
  it.each<[string, Answers]>([
    ["of a header without flags", { headerBody: withoutFlags }],
    ["with more fields than needed", { headerBody: { ...answer, extra: 1 } }],
    ["of another case of the media type", { headerType: "Application/JSON; Charset=UTF-8" }],
    [
      "of a state with names and types in another case",
      { stateHeaders: { "Content-Type": "Application/Octet-Stream", "ETH-CONSENSUS-VERSION": "ELECTRA" } },
    ],
  ])("%s", async (_, answers) => {
    expect(await fetched(answers)).toEqual({ blockRoot: state.blockRoot, notices: [] });
  });

  it("that is optimistic, and it is told", async () => {
    const { blockRoot, notices } = await fetched({ headerBody: { ...answer, execution_optimistic: true } });
    expect(blockRoot).toBe(state.blockRoot);
    expect(notices).toEqual([expect.stringMatching(/has not executed the block of slot \d+ \(optimistic\)/)]);
  });
});
