/**
 * Mutants of a Solidity source: each refusal taken out once, each operator replaced once.
 * @module
 */

export interface ContractMutant {
  /** Line, from 1, and what was changed there. */
  readonly name: string;
  /** The same by the text of the line, which stays when lines move. */
  readonly place: string;
  readonly source: string;
}

/** What replaces what. Each is surrounded by spaces in formatted code, so that no part of a longer one is meant. */
const OPERATORS: readonly (readonly [string, string])[] = [
  ["+", "-"],
  ["-", "+"],
  ["*", "/"],
  ["/", "*"],
  ["%", "/"],
  ["+=", "-="],
  ["-=", "+="],
  ["<", "<="],
  ["<=", "<"],
  [">", ">="],
  [">=", ">"],
  ["==", "!="],
  ["!=", "=="],
  ["&&", "||"],
  ["||", "&&"],
  ["<<", ">>"],
  [">>", "<<"],
];

/** Modifiers that refuse. */
const GUARD = /\b(?:onlyOwner|onlyPublisher|whileInUse|onlyRole\([A-Z_]+\))/g;

/** @param source  formatted by `forge fmt`. */
export function contractMutants(source: string): ContractMutant[] {
  const code = withoutComments(source);
  const mutants: ContractMutant[] = [];
  const replace = (from: number, to: number, text: string, what: string) => {
    const line = code.slice(0, from).split("\n").length;
    const place = `${source.split("\n")[line - 1]!.trim()} ${what}`;
    mutants.push({
      name: `${line}: ${what}`,
      place,
      source: source.slice(0, from) + text + source.slice(to),
    });
  };
  for (const { index, 0: found } of code.matchAll(/\brevert (\w|\.)+\([^;]*\);/g)) {
    replace(index, index + found.length, "{}", `without ${found.split("(")[0]}`);
  }
  for (const { index, 0: found } of code.matchAll(GUARD)) {
    // A modifier's own declaration is none of its uses.
    if (code.slice(0, index).endsWith("modifier ")) continue;
    replace(index, index + found.length, "", `without ${found}`);
  }
  for (const { index, 0: found } of code.matchAll(/\b(?!function|modifier)_require\w*\([^;{]*\);/g)) {
    replace(index, index + found.length, "", `without ${found.split("(")[0]}`);
  }
  for (const { index, 0: found } of code.matchAll(/(\+\+|--)(?=\w)/g)) {
    // Loops that do not end are noticed by nothing but time.
    if (/\bfor \([^)]*$/.test(code.slice(0, index))) continue;
    replace(index, index + 2, found === "++" ? "--" : "++", `${found} replaced`);
  }
  for (const [operator, other] of OPERATORS) {
    for (let at = code.indexOf(` ${operator} `); at >= 0; at = code.indexOf(` ${operator} `, at + 1)) {
      replace(at + 1, at + 1 + operator.length, other, `${operator} is ${other}`);
    }
  }
  return mutants;
}

/** The same places: comments, imports and texts become spaces. */
function withoutComments(source: string): string {
  return source.replace(/\/\/[^\n]*|\/\*[\s\S]*?\*\/|^import [^;]*;|"[^"\n]*"/gm, (found) =>
    found.replace(/[^\n]/g, " "),
  );
}
