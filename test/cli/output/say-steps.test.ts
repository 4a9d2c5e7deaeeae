/** The steps of use cases that send, in the words that people read. @module */
import { expect, it } from "vitest";
import { sayStep } from "../../../prover/cli/output/say-steps.ts";
import type { ChainStep } from "../../../prover/spurt/chain-steps.ts";

const sending = { kind: "sending", call: "submitPages" } as const;

it.each<[ChainStep, string]>([
  [{ kind: "simulating", call: "open" }, "simulating open"],
  [{ kind: "sent", call: "open", transactionHash: "0x12" }, "waiting for 0x12"],
  [{ kind: "finding-block", spurt: 12n }, "finding the last block of spurt 12"],
  [{ kind: "pages", first: 3, last: 5, total: 9, step: sending }, "pages 3 to 5 of 9: sending submitPages"],
  [{ kind: "searching-validators", provisions: 4 }, "searching for 4 provisions in the beacon state"],
  [{ kind: "registering", validators: 2, step: sending }, "2 validators: sending submitPages"],
])("%o", (step, text) => {
  const said: string[] = [];
  sayStep((line) => void said.push(line))(step);
  expect(said).toEqual([text]);
});
