/**
 * Runs one command line and returns its exit code.
 * @module
 */
import { CommanderError } from "commander";
import { PRIVATE_KEY_VARIABLE } from "../chain/constants.ts";
import type { ExitCode } from "../errors.ts";
import { secretsOfHeader } from "../secrets.ts";
import { createProgram } from "./create-program.ts";
import { type LogFormat, type LogLevel, log, throughLog, useLog } from "./log/log.ts";
import { UsageError } from "./options/usage-error.ts";
import { reportFailure } from "./output/report-failure.ts";
import { StandardOutputError } from "./output/standard-output-error.ts";
import { processTerminal, type Terminal } from "./output/terminal.ts";
import {
  type AppliedSettings,
  endpointsOf,
  headersOfRun,
  unknownVariables,
  useSettings,
} from "./settings/use-settings.ts";

export interface CliRun {
  /** 0 done, or what `ExitCode` says. */
  readonly ended: Promise<0 | ExitCode>;
  /** Reports what nobody caught, and says with which code to leave. */
  fail(error: unknown): ExitCode;
}

/**
 * @param args Without node and script.
 * @returns 0 done, or what `ExitCode` says.
 */
export function runCli(
  args: readonly string[],
  terminal: Terminal = processTerminal,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<0 | ExitCode> {
  return startCli(args, terminal, environment).ended;
}

/** @param args Without node and script. */
export function startCli(
  args: readonly string[],
  terminal: Terminal = processTerminal,
  environment: NodeJS.ProcessEnv = process.env,
): CliRun {
  useLog({ format: "text", level: "info", terminal });
  const program = createProgram(throughLog(terminal), environment);
  const applied = useSettings(program, environment, {
    onProgram: (settings) => startLog(settings, environment, terminal),
    onCommand(settings) {
      startLog(settings, environment, terminal);
      tellSettings(settings, environment);
    },
  });
  const fail = (error: unknown) => {
    const name = applied.command?.name();
    return reportFailure(
      error instanceof CommanderError ? usageErrorOf(error, applied) : error,
      {
        // Also from the raw arguments: if they are wrong there are no parsed options.
        json:
          !(error instanceof StandardOutputError) &&
          (args.includes("--json") || applied.command?.getOptionValue("json") === true),
        debug:
          args.includes("--debug") || program.getOptionValue("debug") === true || Boolean(environment.DEBUG),
        ...(name === "verify" ? { jsonFields: { valid: false } } : {}),
      },
      terminal,
    );
  };
  const run = async () => {
    try {
      await program.parseAsync(args, { from: "user" });
      return 0;
    } catch (error) {
      return error instanceof CommanderError && error.exitCode === 0 ? 0 : fail(error);
    }
  };
  return { ended: run(), fail };
}

/** Called first with the program's options, then with the command's, whose addresses may contain keys. */
function startLog(applied: AppliedSettings, environment: NodeJS.ProcessEnv, terminal: Terminal): void {
  const { program, command } = applied;
  const { logFormat, logLevel } = program.opts<{ logFormat: LogFormat; logLevel: LogLevel }>();
  useLog({
    format: logFormat,
    level: logLevel,
    terminal,
    command: command?.name(),
    endpoints: endpointsOf(applied),
    secrets: [...privateKeyOf(environment), ...headersOfRun(applied).flatMap(secretsOfHeader)],
  });
}

/** A shorter text is no key, and could be a word. */
const SHORTEST_KEY = 16;

function privateKeyOf(environment: NodeJS.ProcessEnv): string[] {
  const key = (environment[PRIVATE_KEY_VARIABLE] ?? "").trim().replace(/^0x/, "");
  return key.length < SHORTEST_KEY ? [] : [key];
}

/** Before the command begins. */
function tellSettings({ program, settings }: AppliedSettings, environment: NodeJS.ProcessEnv): void {
  const file = settings?.config?.file;
  if (file !== undefined) log().debug("config-file", `settings of ${file}`, { file });
  for (const variable of unknownVariables(program, environment, [PRIVATE_KEY_VARIABLE])) {
    log().warn("variable-unknown", `The environment variable ${variable} is not a setting of any command.`, {
      variable,
    });
  }
}

function usageErrorOf(error: CommanderError, { program, command = program }: AppliedSettings): UsageError {
  if (error.code !== "commander.help") return new UsageError(error.message.replace(/^error: /, ""), error);
  const names = command.commands.map((one) => one.name());
  const list = [names.slice(0, -1).join(", "), names.at(-1)].filter(Boolean).join(" or ");
  const what = command === program ? "No command" : `No step of ${command.name()}`;
  return new UsageError(`${what} is given: ${list}.`, error);
}
