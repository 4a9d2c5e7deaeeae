/**
 * The log of a command, besides its result: lines for people or, with `--log-format json`, one pino event per line.
 * Secrets are removed.
 * @module
 */
import { type Level, type Logger, pino } from "pino";
import { redactText } from "../../redact.ts";
import { processTerminal, type Terminal } from "../output/terminal.ts";

export const LOG_FORMATS = ["text", "json"] as const;
export const LOG_LEVELS = ["debug", "info", "warn", "error", "silent"] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Numbers and texts with their unit in the name, e.g. `seconds`. */
export type LogFields = Readonly<Record<string, unknown>>;

export interface Log {
  readonly format: LogFormat;
  /** Whether this level is logged. */
  tells(level: Level): boolean;
  /**
   * @param event   Stable, kebab case, e.g. `stage-done`: for programs. The text format omits it and the fields.
   * @param message For a person, one line.
   */
  debug(event: string, message: string, fields?: LogFields): void;
  info(event: string, message: string, fields?: LogFields): void;
  warn(event: string, message: string, fields?: LogFields): void;
  error(event: string, message: string, fields?: LogFields): void;
  /** Removes possible secrets, for output that does not go through the log. */
  redact(text: string): string;
  /** The same for every text in a value. */
  redactDeep<T>(value: T): T;
}

export interface LogSettings {
  readonly format: LogFormat;
  readonly level: LogLevel;
  readonly terminal: Terminal;
  /** The running command, included in every event. */
  readonly command?: string | undefined;
  /** Addresses of services, of which only the origin is logged. */
  readonly endpoints?: readonly string[];
  /** Texts that are never logged. */
  readonly secrets?: readonly string[];
}

/** Prefix in the text format, also used by commands. */
const WARNING = "warning: ";

let current = createLog({ format: "text", level: "info", terminal: processTerminal });

/** The log of this process. */
export function log(): Log {
  return current;
}

export function useLog(settings: LogSettings): void {
  current = createLog(settings);
}

export function createLog({ format, level, terminal, command, endpoints, secrets }: LogSettings): Log {
  const redact = (text: string) => redactText(text, endpoints, secrets);
  const tells = (asked: Level) => LOG_LEVELS.indexOf(asked as LogLevel) >= LOG_LEVELS.indexOf(level);
  const write = format === "json" ? jsonWriter(level, terminal, command) : textWriter(terminal);
  const at =
    (own: Level) =>
    (event: string, message: string, fields: LogFields = {}): void => {
      if (tells(own)) write(own, redact(message), { event, ...(redactDeep(fields, redact) as LogFields) });
    };
  return {
    format,
    tells,
    redact,
    redactDeep: <T>(value: T) => redactDeep(value, redact) as T,
    debug: at("debug"),
    info: at("info"),
    warn: at("warn"),
    error: at("error"),
  };
}

type Write = (level: Level, message: string, fields: LogFields) => void;

function jsonWriter(level: LogLevel, terminal: Terminal, command: string | undefined): Write {
  const logger: Logger = pino(
    {
      level,
      base: command === undefined ? {} : { command },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write: (line) => terminal.err(line.trimEnd()) },
  );
  return (own, message, fields) => logger[own](fields, message);
}

/** Text format: informational lines have no prefix. */
function textWriter(terminal: Terminal): Write {
  const prefix: Partial<Record<Level, string>> = { debug: "debug: ", warn: WARNING, error: "error: " };
  return (level, message) => terminal.err(`${prefix[level] ?? ""}${message}`);
}

/** The terminal for commands: its stderr lines go through the log, so they become events with --log-format json. */
export function throughLog({ out }: Terminal): Terminal {
  return {
    out,
    err: (line) =>
      line.startsWith(WARNING)
        ? current.warn("said", line.slice(WARNING.length))
        : current.info("said", line),
  };
}

function redactDeep(value: unknown, redact: (text: string) => string): unknown {
  if (typeof value === "string") return redact(value);
  if (typeof value === "bigint") return String(value);
  if (Array.isArray(value)) return value.map((item) => redactDeep(item, redact));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, redactDeep(item, redact)]));
}
