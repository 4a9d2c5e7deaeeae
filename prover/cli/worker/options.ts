/**
 * `worker` and its options.
 * @module
 */
import { Command, InvalidArgumentError, Option } from "commander";
import { PAGE_SIZE_NAMES } from "../../plan/page-sizes.ts";
import { addMetricsOptions } from "../options/metrics-options.ts";
import { parsePositive, parseSeconds } from "../options/option-values.ts";
import { addProvingOptions } from "../options/proving-options.ts";
import type { Terminal } from "../output/terminal.ts";
import type { WorkerCommandOptions } from "./run.ts";

export function workerCommand(terminal: Terminal): Command {
  const command = new Command("worker")
    .description("prove pages for another machine, from a queue on Redis")
    .addOption(queueOption().makeOptionMandatory())
    .addOption(
      new Option("--size <name>", "size of the circuit whose pages are proved")
        .choices(PAGE_SIZE_NAMES)
        .default("small"),
    )
    .option("--manifest <file>", "trusted key manifest, which must list the key used");
  addProvingOptions(command)
    .option(
      "--name <name>",
      "name of this worker for the coordinator (default: host name and process id)",
      parseName,
    )
    .option("--rate <n/min>", "maximum pages per minute of all workers with this option together", parseRate)
    .option("--max-pages <n>", "stop after this number of pages", parsePositive)
    .option(
      "--lock-seconds <n>",
      "time without contact after which a page goes to another worker",
      parseSeconds,
      30,
    )
    .option(
      "--grace-seconds <n>",
      "on SIGTERM or Ctrl-C: time to finish a page before it is returned to the queue",
      parseSeconds,
      20,
    );
  return addMetricsOptions(command)
    .option("--json", "print one JSON object when it stops")
    .addHelpText(
      "after",
      `
A worker needs the keys of the size, \`pufeth-por setup\`, and no beacon node, chain or registry: a page brings what is
proved. Only workers with the same key as the coordinator get its pages. The worker is not trusted: the coordinator
verifies every proof. What is on the queue is public data; still, let nobody else write to Redis.

It runs until it is told to stop. The first SIGTERM or Ctrl-C lets it finish what it has begun, for --grace-seconds;
then, or at the second, pages go back to the queue and another worker takes them. The address may come from
PUFETH_POR_QUEUE, where a list of processes does not show its password.

Examples:
  pufeth-por worker --queue redis://127.0.0.1:6379 --size standard
  PUFETH_POR_QUEUE=rediss://worker:PASSWORD@redis.example:6380 pufeth-por worker --threads 4 --metrics-port 9464
  pufeth-por prove --queue redis://127.0.0.1:6379 --size standard …       # the coordinator`,
    )
    .action(async (options: WorkerCommandOptions) => {
      const { runWorker } = await import("./run.ts");
      await runWorker(options, terminal);
    });
}

/** Not checked here: the error message would contain the value, and with it a password. */
export function queueOption(): Option {
  return new Option("--queue <url>", "Redis that holds the queue of pages, redis:// or rediss://");
}

/** Used in Redis' CLIENT LIST and in messages. */
function parseName(text: string): string {
  if (!/^[A-Za-z0-9._@-]{1,64}$/.test(text)) {
    throw new InvalidArgumentError("It must be 1 to 64 letters, digits, dots, hyphens, underscores or @.");
  }
  return text;
}

function parseRate(text: string): number {
  const [, pages] = text.match(/^([1-9][0-9]{0,5})\/min$/) ?? [];
  if (pages === undefined) throw new InvalidArgumentError("It must be pages a minute, e.g. 30/min.");
  return Number(pages);
}
