/**
 * Mutually exclusive options, declared once for each command: commander rejects both from one source, and a value from
 * a weaker source (file, environment) is overridden by a stronger one (environment, flag).
 * @module
 */
import type { Command, Option } from "commander";

/** @param pairs  Long flags: each key excludes the others. */
export function exclusive(command: Command, pairs: Readonly<Record<string, readonly string[]>>): Command {
  const named = (flag: string): Option => {
    const option = command.options.find(({ long }) => long === flag);
    if (option === undefined) throw new Error(`${command.name()} has no option ${flag}`);
    return option;
  };
  for (const [flag, others] of Object.entries(pairs)) {
    named(flag).conflicts(others.map((other) => named(other).attributeName()));
  }
  return command;
}

/** commander keeps what `Option.conflicts` was given, and leaves it out of its types. */
export function excludedBy(option: Option): readonly string[] {
  return (option as Option & { readonly conflictsWith: readonly string[] }).conflictsWith;
}
