/**
 * What the proof of a deployed protocol costs, command by command, each in a process of its own.
 * @module
 */

import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { PageSize } from "../../../prover/plan/page-sizes.ts";
import { buildAuditor } from "../../auditor/build-auditor.ts";
import { launchBrowser } from "../../auditor/launch-browser.ts";
import { BUNDLE_PATH, serveAuditor } from "../../auditor/serve-auditor.ts";
import { REPOSITORY_ROOT } from "../../circuits/repository-root.ts";
import { watchProcess } from "../watch-process.ts";
import { makeDeploymentBundle, type SimulatedGroth16 } from "./make-deployment-bundle.ts";
import { type ProofNode, startProofNode } from "./proof-node.ts";
import { type SyntheticDeployment, syntheticDeployment } from "./synthetic-deployment.ts";

export const STEPS = ["discover", "bundle", "verify", "browser"] as const;
export type Step = (typeof STEPS)[number];

export interface Wanted {
  readonly folder: string;
  readonly active: number;
  readonly runLength: number;
  readonly size: PageSize;
  readonly steps: readonly Step[];
  readonly groth16: SimulatedGroth16;
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
  const { folder, active, runLength, size, steps, groth16 } = wanted;
  const name = `${active}x${runLength}`;
  const bundle = join(folder, `bundle-${name}-${size}`);
  const costs: StepCost[] = [];
  if (steps.includes("discover") || steps.includes("bundle")) {
    const world = await syntheticDeployment({ folder, active, runLength });
    const node = await startProofNode(world);
    try {
      if (steps.includes("discover")) {
        costs.push(await discover(world, node, join(folder, `discovered-${name}`)));
      }
      if (steps.includes("bundle")) {
        await rm(bundle, { recursive: true, force: true });
        await makeDeploymentBundle({ world, rpcUrl: node.url, size, out: bundle, groth16 });
      }
    } finally {
      await node.close();
    }
  }
  if (steps.includes("verify")) costs.push(await verifyHere(bundle));
  if (steps.includes("browser")) costs.push(await verifyInBrowser(bundle));
  return costs;
}

async function discover(world: SyntheticDeployment, node: ProofNode, out: string): Promise<StepCost> {
  const { stateFile, headerFile } = world;
  const state = ["--state", stateFile, "--header", headerFile, "--fork", "fulu", "--rpc", node.url];
  const { stdout: _, ...cost } = await watchProcess(
    [process.execPath, COMMAND, "discover", "--network", "mainnet", ...state, "--out", out, "--json"],
    REPOSITORY_ROOT,
  );
  return {
    step: "discover",
    ...cost,
    more: { ...node.counted(), ...sizesOf([join(out, "evidence.json")]) },
  };
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
