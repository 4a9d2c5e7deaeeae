/**
 * Progress of the stages of a command, on stderr: moving lines on a terminal, plain lines elsewhere, nothing when a
 * program reads (`--json`).
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

export interface StageTime {
  readonly title: string;
  readonly seconds: number;
}

export interface Progress {
  /** Runs one stage under a title; `say` shows how far it is. Failures pass through untouched. */
  stage<T>(title: string, run: (say: (text: string) => void) => Promise<T> | T): Promise<T>;
  /** Finished stages, in order. */
  readonly times: readonly StageTime[];
}

export function createProgress({ silent }: { silent: boolean }): Progress {
  const times: StageTime[] = [];
  if (!silent && process.stderr.isTTY) showCursorAgainOnSignal();
  return {
    times,
    async stage(title, run) {
      const start = performance.now();
      let result: Awaited<ReturnType<typeof run>> | undefined;
      const list = new Listr(
        {
          title,
          task: async (_, task) => {
            result = await run((text) => {
              task.output = text;
            });
          },
        },
        {
          silentRendererCondition: silent,
          renderer: "default",
          rendererOptions: {
            logger: stderrLogger(),
            // The error is reported once, by the command.
            showErrorMessage: false,
            timer: PRESET_TIMER,
          },
          fallbackRendererCondition: !process.stderr.isTTY,
          fallbackRenderer: PlainRenderer,
          // It would leave with exit code 127.
          registerSignalListeners: false,
        },
      );
      await list.run();
      times.push({ title, seconds: (performance.now() - start) / 1000 });
      return result as Awaited<ReturnType<typeof run>>;
    },
  };
}

function stderrLogger(): ListrLogger {
  return new ListrLogger({
    useIcons: false,
    processOutput: new ProcessOutput(process.stderr, process.stderr),
  });
}

/** Moving lines hide the cursor; a signal would leave the shell without one. */
function showCursorAgainOnSignal(): void {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      process.stderr.write("\x1b[?25h");
      // Where somebody else handles the signal, it is theirs to end the process.
      if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
    });
  }
}

/** One line when a stage begins, one for each word it says, one when it is done. Failures are the command's. */
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
