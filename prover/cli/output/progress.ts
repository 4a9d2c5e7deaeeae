/**
 * Progress of the stages of a command on stderr: animated lines on a terminal, plain lines elsewhere, nothing with
 * `--json`; with `--log-format json` always log events.
 * @module
 */
import { performance } from "node:perf_hooks";
import {
  Listr,
  ListrLogger,
  type ListrRenderer,
  ListrTaskEventType,
  type ListrTaskObject,
  ListrTaskState,
  PRESET_TIMER,
  ProcessOutput,
} from "listr2";
import { INTERNAL_FAULT, ProverError } from "../../errors.ts";
import { log } from "../log/log.ts";

export interface StageTime {
  readonly title: string;
  readonly seconds: number;
}

export interface Progress {
  /** Runs one stage under a title; `say` shows its progress. Errors pass through unchanged. */
  stage<T>(title: string, run: (say: (text: string) => void) => Promise<T> | T): Promise<T>;
  /** Finished stages, in order. */
  readonly times: readonly StageTime[];
}

/** @param silent  No progress for programs. Log events are still written. */
export function createProgress({ silent }: { silent: boolean }): Progress {
  const times: StageTime[] = [];
  const inEvents = log().format === "json";
  const isQuiet = silent || !log().tells("info");
  if (!isQuiet && !inEvents && process.stderr.isTTY) showCursorAgainOnSignal();
  return {
    times,
    async stage(title, run) {
      const start = performance.now();
      const seconds = () => (performance.now() - start) / 1000;
      const result = inEvents
        ? await stageInEvents(title, run, seconds)
        : await stageInLines(title, run, isQuiet);
      times.push({ title, seconds: seconds() });
      return result;
    },
  };
}

type Run<T> = (say: (text: string) => void) => Promise<T> | T;

async function stageInEvents<T>(title: string, run: Run<T>, elapsed: () => number): Promise<T> {
  const seconds = () => Number(elapsed().toFixed(3));
  log().info("stage-started", title, { stage: title });
  try {
    const result = await run((text) => log().info("stage-said", `${title}: ${text}`, { stage: title, text }));
    log().info("stage-done", `${title}: done`, { stage: title, seconds: seconds() });
    return result;
  } catch (error) {
    const { code, message, hints } =
      error instanceof ProverError ? error : { code: INTERNAL_FAULT.code, message: String(error), hints: [] };
    const fields = { stage: title, seconds: seconds(), code, hints };
    log().error("stage-failed", `${title}: ${message}`, fields);
    throw error;
  }
}

async function stageInLines<T>(title: string, run: Run<T>, silent: boolean): Promise<T> {
  let result: T | undefined;
  const list = new Listr(
    {
      title,
      task: async (_, task) => {
        result = await run((text) => {
          task.output = log().redact(text);
        });
      },
    },
    {
      silentRendererCondition: silent,
      renderer: "default",
      rendererOptions: {
        logger: stderrLogger(),
        // The command reports the error.
        showErrorMessage: false,
        timer: PRESET_TIMER,
      },
      fallbackRendererCondition: !process.stderr.isTTY,
      fallbackRenderer: PlainRenderer,
      // listr2 would exit with code 127.
      registerSignalListeners: false,
    },
  );
  await list.run();
  return result as T;
}

function stderrLogger(): ListrLogger {
  return new ListrLogger({
    useIcons: false,
    processOutput: new ProcessOutput(process.stderr, process.stderr),
  });
}

/** Animated lines hide the cursor, which must be restored after a signal. */
function showCursorAgainOnSignal(): void {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      process.stderr.write("\x1b[?25h");
      // If there are other handlers, they end the process.
      if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
    });
  }
}

/** One line when a stage begins, one for each progress message, one when it is done. The command reports failures. */
class PlainRenderer implements ListrRenderer {
  static readonly nonTTY = true;
  static readonly rendererOptions: never;
  static readonly rendererTaskOptions: never;
  readonly tasks: ListrTaskObject<unknown, typeof PlainRenderer, typeof PlainRenderer>[];

  constructor(tasks: ListrTaskObject<unknown, typeof PlainRenderer, typeof PlainRenderer>[]) {
    this.tasks = tasks;
  }

  render(): void {
    for (const task of this.tasks) {
      const start = performance.now();
      const seconds = () => ((performance.now() - start) / 1000).toFixed(1);
      task.on(ListrTaskEventType.STATE, (state) => {
        if (state === ListrTaskState.STARTED) printLine(`${task.title} …`);
        if (state === ListrTaskState.COMPLETED) printLine(`${task.title}: done in ${seconds()} s`);
      });
      task.on(ListrTaskEventType.OUTPUT, (text) => printLine(`${task.title}: ${text}`));
    }
  }

  end(): void {}
}

function printLine(line: string): void {
  process.stderr.write(`${line}\n`);
}
