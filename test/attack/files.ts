/**
 * `npm run attack:files [-- --cases N] [--seed N] [--kind NAME]`: changes every kind of file that strangers write, and
 * requires that each is refused with a typed error or accepted as what it is. `--kind answers-…` does so with what nodes answer to
 * a command. A process with a limit of memory reads them; one that says nothing for a minute hangs.
 * @module
 */
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { AttackMessage, AttackOrder } from "./files/attack-process.ts";
import { ATTACKED, ATTACKED_FILES } from "./files/attacked-files.ts";
import type { Outcome } from "./files/run-case.ts";

const SILENCE_MS = 60_000;
/** Before the first case, where keys may have to be made. */
const PREPARING_MS = 600_000;
const MEMORY_MB = 512;

const { values } = parseArgs({
  options: {
    cases: { type: "string", default: "10000" },
    seed: { type: "string", default: "1" },
    kind: { type: "string", multiple: true, default: Object.keys(ATTACKED_FILES) },
  },
});
const cases = Number(values.cases);
const seed = Number(values.seed);
const unknown = values.kind.find((kind) => !(kind in ATTACKED));
if (!(cases > 0) || !Number.isSafeInteger(seed) || unknown !== undefined) {
  console.error(`Kinds are ${Object.keys(ATTACKED).join(", ")}; --cases and --seed are numbers.`);
  process.exit(2);
}

let faults = 0;
for (const kind of values.kind) {
  const counts = await attack({ kind, seed, firstCase: 0, cases });
  faults += counts.fault;
  console.log(
    `${kind}: ${cases} cases, ${counts.refused} refused, ${counts.accepted} accepted, ${counts.fault} faults`,
  );
  const codes = Object.entries(counts.codes).sort(([, a], [, b]) => b - a);
  for (const [code, count] of codes) console.log(`${String(count).padStart(8)}  ${code}`);
}
process.exit(faults === 0 ? 0 : 1);

interface Counts extends Record<Outcome["kind"], number> {
  readonly codes: Record<string, number>;
}

/** Goes on after a case that killed or stopped the process. */
async function attack(order: AttackOrder): Promise<Counts> {
  const counts: Counts = { accepted: 0, refused: 0, fault: 0, codes: {} };
  const end = order.firstCase + order.cases;
  for (let next = order.firstCase; next < end; )
    next = await attackFrom({ ...order, firstCase: next, cases: end - next }, counts);
  return counts;
}

/** @returns the case to go on with. */
function attackFrom(order: AttackOrder, counts: Counts): Promise<number> {
  const { kind, seed, firstCase } = order;
  const reader = fork(
    fileURLToPath(new URL("./files/attack-process.ts", import.meta.url)),
    [JSON.stringify(order)],
    {
      execArgv: ["--import", "tsx", `--max-old-space-size=${MEMORY_MB}`],
    },
  );
  let at = firstCase;
  const note = (outcome: Outcome, written: string) => {
    counts[outcome.kind]++;
    if (outcome.kind === "refused") counts.codes[outcome.code] = (counts.codes[outcome.code] ?? 0) + 1;
    if (outcome.kind === "fault")
      console.log(`FAULT ${kind} --seed ${seed}, case ${at}: ${outcome.reason}\n  ${written}`);
  };
  return new Promise((resolve) => {
    let why: string | undefined;
    const silenceOf = (ms: number) =>
      setTimeout(() => {
        why = `it hangs: nothing for ${ms / 1000} s`;
        reader.kill("SIGKILL");
      }, ms);
    let silence = silenceOf(PREPARING_MS);
    reader.on("message", (message: AttackMessage) => {
      clearTimeout(silence);
      silence = silenceOf(SILENCE_MS);
      if ("begun" in message) at = message.begun;
      else note(message.outcome, message.written);
    });
    reader.on("exit", (code, signal) => {
      clearTimeout(silence);
      if (code !== 0) note({ kind: "fault", reason: why ?? `the process ended with ${code ?? signal}` }, "");
      resolve(at + 1);
    });
  });
}
