/**
 * Options for headers that a service wants, e.g. a token. What is wrong with one is said without its value, so nothing is
 * refused while commander reads it: its message would repeat the value.
 * @module
 */
import { readFileSync } from "node:fs";
import { InvalidArgumentError, Option } from "commander";
import { BadInputError } from "../../errors.ts";
import type { ServiceHeaders } from "../../service/service-address.ts";
import { withoutBom } from "../../without-bom.ts";

/** Source: RFC 9110 §5.1 (token) and §5.5 (visible characters, spaces between them). */
const HEADER = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\x21-\x7e](?:[\x20-\x7e\t]*[\x21-\x7e])?)[ \t]*$/;

/** @param service  e.g. `beacon`: the option is `--beacon-header`. */
export function headerOption(service: "beacon" | "rpc"): Option {
  const variable = `PUFETH_POR_${service.toUpperCase()}_HEADER`;
  return new Option(
    `--${service}-header <header>`,
    `sent with every request to --${service}, "NAME: VALUE" or @FILE with one a line; repeatable. Lists of processes ` +
      `show what is written here: keep a token in @FILE or ${variable}`,
  ).argParser(collectHeaders);
}

/** @throws HeaderInvalidError */
export function headersOf(service: "beacon" | "rpc", texts: readonly string[] = []): ServiceHeaders {
  return Object.fromEntries(
    texts.map((text, i) => {
      const [, name, value] = HEADER.exec(text) ?? [];
      if (name === undefined || value === undefined)
        throw new HeaderInvalidError(`--${service}-header`, i + 1);
      return [name.toLowerCase(), value];
    }),
  );
}

/** A header that cannot be sent. It is not repeated, because it may be a token. */
export class HeaderInvalidError extends BadInputError {
  readonly code = "HEADER_INVALID";
  constructor(
    readonly option: string,
    /** From 1. */
    readonly position: number,
  ) {
    super(`Header ${position} of ${option} is not NAME: VALUE.`, {
      hints: ["Write it as in HTTP, e.g. Authorization: Bearer TOKEN, in one line of plain characters."],
    });
  }
}

function collectHeaders(text: string, before: readonly string[] = []): string[] {
  if (!text.startsWith("@")) return [...before, text];
  let file: string;
  try {
    file = readFileSync(text.slice(1), "utf8");
  } catch (error) {
    throw new InvalidArgumentError(`The file cannot be read: ${(error as NodeJS.ErrnoException).code}.`);
  }
  const lines = withoutBom(file).split(/\r?\n/);
  return [...before, ...lines.filter((line) => line.trim() !== "")];
}
