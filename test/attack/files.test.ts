/**
 * A sample of `npm run attack:files`: whatever is changed in a file of a stranger, it is refused with a typed error or
 * accepted as what it is.
 */
import { describe, expect, it } from "vitest";
import { BadInputError } from "../../prover/errors.ts";
import { ATTACKED_FILES } from "./files/attacked-files.ts";
import { caseRandom } from "./files/random.ts";
import { type Outcome, runCase } from "./files/run-case.ts";

const SEED = 2;
const CASES = 80;
/** Of what takes long, and of what is seldom accepted. */
const OTHER_CASES: Readonly<Record<string, number>> = { bundle: 25, state: 8, "rewards-tree": 150 };

describe("files of strangers", () => {
  it.each(Object.entries(ATTACKED_FILES))("%s: no fault in the sample", async (kind, attack) => {
    const attacked = await attack();
    const outcomes: Outcome["kind"][] = [];
    for (let number = 0; number < (OTHER_CASES[kind] ?? CASES); number++) {
      const outcome = await runCase(attacked.mutate(caseRandom(SEED, number)));
      if (outcome.kind === "fault") expect.fail(`case ${number}: ${outcome.reason}`);
      outcomes.push(outcome.kind);
    }
    // A reader that refuses everything, or nothing, is not attacked.
    expect(new Set(outcomes)).toEqual(new Set(["accepted", "refused"]));
  });
});

class Refused extends BadInputError {
  readonly code = "REFUSED";
}

/** What the attack would say about readers with a fault. */
describe("the attack finds a reader that", () => {
  const faultOf = async (read: () => Promise<string | undefined>) => {
    const outcome = await runCase({ read, describe: () => "" });
    return outcome.kind === "fault" ? outcome.reason : outcome.kind;
  };

  it("refuses without a type", async () => {
    expect(await faultOf(() => Promise.reject(new RangeError("too deep")))).toContain("too deep");
    expect(await faultOf(() => Promise.reject(new Refused("a bad file")))).toBe("refused");
  });

  it("accepts what it must not", async () => {
    expect(await faultOf(async () => "another total")).toBe("another total");
    expect(await faultOf(async () => undefined)).toBe("accepted");
  });

  it("repeats a whole file in its message", async () => {
    expect(await faultOf(() => Promise.reject(new Refused("9".repeat(10_000))))).toContain(
      "10000 characters",
    );
  });

  it("changes what all objects have", async () => {
    const pollute = async () => {
      Object.assign(Object.prototype, { polluted: true });
      return undefined;
    };
    expect(await faultOf(pollute)).toContain("polluted");
    Reflect.deleteProperty(Object.prototype, "polluted");
  });
});

it("a message has no control characters of a file", () => {
  expect(new Refused("a file named \u001b[2J\u202e").message).toBe("a file named \\u001b[2J\\u202e");
});
