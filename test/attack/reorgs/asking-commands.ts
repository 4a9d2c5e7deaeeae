/** The commands that are asked at two branches, in the order in which a spurt needs them. @module */
import { keyOf } from "../../support/test-network.ts";
import { commandLine, proving, watching } from "./ask-once.ts";
import type { AskingCommand } from "./asked-everywhere.ts";
import type { Branches } from "./two-branches.ts";

type Of = (name: string, asks: "rpc" | "both", ...args: string[]) => AskingCommand;

const ofOracle =
  ([{ protocol, network }]: Branches): Of =>
  (name, asks, ...args) =>
    commandLine({ name, oracle: protocol.oracle, env: keyOf(network), asks, args });

/** Before anybody has opened the spurt. */
export function commandsBeforeOpening(branches: Branches): AskingCommand[] {
  const of = ofOracle(branches);
  return [
    of("status", "rpc"),
    of("open", "both", "--dry-run"),
    of("register", "both", "--dry-run"),
    of("consolidations", "both", "--dry-run"),
  ];
}

/** Once it is open on both. @param bundle  of the first branch. */
export function commandsOfOpenSpurt(branches: Branches, bundle: string): AskingCommand[] {
  const [{ protocol, network }] = branches;
  const { oracle } = protocol;
  const of = ofOracle(branches);
  return [
    of("status", "rpc"),
    of("open", "both", "--dry-run"),
    of("plan", "both", "--spurt", "1", "--size", "test"),
    of("plan", "both", "--slot", "head", "--size", "test"),
    of("eject", "both", "--spurt", "1"),
    proving("prove --spurt 1", (chain, state) => ({
      state,
      oracle: { chain, oracle, spurt: { number: 1n } },
    })),
    proving("prove --slot head", (chain, state) => ({ state, oracle: { chain, oracle } }), "head"),
    watching(oracle, network.account.privateKey),
    examining(of("doctor", "both", "--size", "test")),
    of("submit", "rpc", bundle, "--dry-run"),
    of("submit", "rpc", bundle, "--whole", "--dry-run"),
    of("finalize", "rpc", bundle, "--dry-run"),
    auditing(of("audit", "both", bundle)),
  ];
}

/** Once somebody has reported less on both than there is. @param bundle  of the first branch. */
export function commandsOfPoorReport(branches: Branches, bundle: string): AskingCommand[] {
  return [{ ...ofOracle(branches)("finalize", "rpc", bundle, "--dry-run"), name: "improve --dry-run" }];
}

/** Once it has its report on both. @param bundle  of the first branch. */
export function commandsOfFinishedSpurt(branches: Branches, bundle: string): AskingCommand[] {
  const [{ protocol }] = branches;
  const of = ofOracle(branches);
  return [
    of("status", "rpc"),
    of("finalize", "rpc", bundle, "--dry-run"),
    auditing(of("audit", "both", bundle)),
    commandLine({
      name: "rewards build",
      oracle: protocol.oracle,
      asks: "both",
      args: ["--spurt", "1", "--from-slot", "0"],
      writes: true,
    }),
  ];
}

/** What could be checked is as it is by one of the branches, every claim by the same. */
function auditing(command: AskingCommand): AskingCommand {
  return {
    ...command,
    agrees(result, alone) {
      const claims = checkedClaims(result);
      return alone.map(checkedClaims).some((expected) => claims.every((claim) => expected.includes(claim)));
    },
  };
}

function checkedClaims(result: string): string[] {
  type Claims = readonly { readonly status: string }[];
  const { claims = [] } = JSON.parse(result) as { readonly claims?: Claims };
  return claims
    .filter(({ status }) => status === "ok" || status === "differs")
    .map((claim) => JSON.stringify(claim));
}

/**
 * Each check stands for itself, and asks by itself. Of what it finds only what nodes have said counts: memory and room change
 * from run to run.
 */
function examining(command: AskingCommand): AskingCommand {
  return {
    ...command,
    async run(nodes) {
      const { exitCode, result } = await command.run(nodes);
      const { findings, ...rest } = JSON.parse(result) as {
        readonly findings: readonly { readonly check: string }[];
      };
      const ofNodes = findings.filter(({ check }) => /^(rpc|beacon|oracle) /.test(check));
      return { exitCode, result: JSON.stringify({ ...rest, findings: ofNodes }) };
    },
    agrees(result, alone) {
      const expected = alone.flatMap(findingsOf);
      return findingsOf(result).every(
        (finding) => expected.includes(finding) || finding.includes('"level":"fail"'),
      );
    },
  };
}

function findingsOf(result: string): string[] {
  return (JSON.parse(result) as { readonly findings: readonly unknown[] }).findings.map((finding) =>
    JSON.stringify(finding),
  );
}
