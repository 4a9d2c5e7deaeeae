/**
 * What the proof of a deployed protocol costs, command by command, each in a process of its own.
 * @module
 */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { PageSize } from "../../../prover/plan/page-sizes.ts";
import { buildAuditor } from "../../auditor/build-auditor.ts";
import { launchBrowser } from "../../auditor/launch-browser.ts";
import { BUNDLE_PATH, serveAuditor } from "../../auditor/serve-auditor.ts";
import { REPOSITORY_ROOT } from "../../circuits/repository-root.ts";
import { watchProcess } from "../watch-process.ts";
import { startProofNode } from "./proof-node.ts";
import { syntheticDeployment } from "./synthetic-deployment.ts";

export const STEPS = ["discover", "prove", "verify", "browser"] as const;
export type Step = (typeof STEPS)[number];

export interface Wanted {
  readonly folder: string;
  readonly active: number;
  readonly runLength: number;
  readonly size: PageSize;
  readonly steps: readonly Step[];
}

/** Plain JSON. */
export interface StepCost {
  readonly step: Step;
  readonly wallSeconds: number;
  /** Of all processes; null where the browser's are not counted. */
  readonly cpuSeconds: number | null;
  readonly peakBytes: number | null;
  readonly more: Readonly<Record<string, number | string>>;
}

const COMMAND = join(REPOSITORY_ROOT, "prover/pufeth-por.mjs");
/** Far more than the goal of half a minute: a slow page is a result, too. */
const BROWSER_LIMIT_MS = 300_000;

export async function measureDeployment(wanted: Wanted): Promise<StepCost[]> {
  const { folder, active, runLength, steps } = wanted;
  const name = `${active}x${runLength}`;
  const bundle = join(folder, `bundle-${name}`);
  const costs: StepCost[] = [];
  if (steps.includes("discover") || steps.includes("prove")) {
    costs.push(...(await discoverAndProve(wanted, bundle, join(folder, `discovered-${name}`))));
  }
  if (steps.includes("verify")) costs.push(await verifyHere(bundle));
  if (steps.includes("browser")) costs.push(await verifyInBrowser(bundle));
  return costs;
}

async function discoverAndProve(
  { folder, active, runLength, size, steps }: Wanted,
  bundle: string,
  discovered: string,
): Promise<StepCost[]> {
  const world = await syntheticDeployment({ folder, active, runLength });
  const node = await startProofNode(world);
  const { stateFile, headerFile } = world;
  const sources = ["--state", stateFile, "--header", headerFile, "--fork", "fulu", "--rpc", node.url];
  const run = (command: string, ...args: readonly string[]) =>
    watchProcess(
      [process.execPath, COMMAND, command, "--network", "mainnet", ...sources, ...args, "--json"],
      REPOSITORY_ROOT,
    );
  const costs: StepCost[] = [];
  try {
    if (steps.includes("discover")) {
      const { stdout: _, ...cost } = await run("discover", "--out", discovered);
      const evidence = join(discovered, "evidence.json");
      costs.push({ step: "discover", ...cost, more: { ...node.counted(), ...sizesOf([evidence]) } });
    }
    if (steps.includes("prove")) {
      // What an earlier run has proved is kept: a run may be cut where it takes too long.
      const { stdout, ...cost } = await run("prove", "--size", size, "--out", bundle, "--resume");
      const { pages } = JSON.parse(stdout) as { readonly pages: number };
      costs.push({ step: "prove", ...cost, more: { size, pages, ...sizesOf(filesIn(bundle)) } });
    }
  } finally {
    await node.close();
  }
  return costs;
}

async function verifyHere(bundle: string): Promise<StepCost> {
  const { stdout, ...cost } = await watchProcess(
    [process.execPath, COMMAND, "verify", bundle, "--network", "mainnet", "--json"],
    REPOSITORY_ROOT,
  );
  const { pages } = JSON.parse(stdout) as { readonly pages: number };
  return { step: "verify", ...cost, more: { pages, ...sizesOf(filesIn(bundle)) } };
}

async function verifyInBrowser(bundle: string): Promise<StepCost> {
  const server = await serveAuditor(await buildAuditor(), bundle);
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    const begun = performance.now();
    await page.goto(`${server.url}?bundle=${BUNDLE_PATH.slice(1)}`);
    const ended = page.locator(".report .verdict:not([data-state=pending]):not(:has(progress))");
    await ended.waitFor({ timeout: BROWSER_LIMIT_MS });
    const wallSeconds = (performance.now() - begun) / 1_000;
    const verdict = (await ended.getAttribute("data-state")) ?? "none";
    return { step: "browser", wallSeconds, cpuSeconds: null, peakBytes: null, more: { verdict } };
  } finally {
    await browser.close();
    await server.close();
  }
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function sizesOf(files: readonly string[]): Record<string, number> {
  const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
  const gzipped = files.reduce((sum, file) => sum + gzipSync(readFileSync(file)).length, 0);
  const deployment = files.find((file) => file.endsWith("deployment.json"));
  return {
    bytes,
    gzipped,
    ...(deployment !== undefined && existsSync(deployment)
      ? { deploymentBytes: statSync(deployment).size }
      : {}),
  };
}
