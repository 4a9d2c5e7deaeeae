/**
 * Names of signals from circom's .sym file: `label,wire,component,name` a line, wire −1 where --O1 replaced the signal
 * by an equal one or a constant.
 * @module
 */
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";

export interface Signal {
  /** Without `main.`. */
  readonly name: string;
  /** undefined: no wire is its own. */
  readonly wire: number | undefined;
}

/** In the order of labels: inputs and outputs of main first. */
export async function* readSignals(symPath: string): AsyncGenerator<Signal> {
  for await (const line of createInterface({ input: createReadStream(symPath) })) {
    const [, wire, , name] = line.split(",");
    if (name === undefined) continue;
    yield { name: name.replace(/^main\./, ""), wire: Number(wire) < 0 ? undefined : Number(wire) };
  }
}
