/** A command that sends, in a process of its own, behind a proxy. @module */
import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Devnet } from "../../../scripts/devnet/start-devnet.ts";
import { BIN } from "../../cli/run-bin.ts";
import { keyOf } from "../../support/test-network.ts";
import { type ProxyOptions, startCuttingProxy, type Taken } from "./cutting-proxy.ts";

export interface Ended {
  readonly isKilled: boolean;
  readonly exitCode: number | null;
  /** All that it has printed. */
  readonly text: string;
}

/** Killed at the moment; without one it runs to its end. */
export async function runOnce(
  network: Devnet,
  taken: Taken,
  args: readonly string[],
  options: ProxyOptions = {},
): Promise<Ended> {
  const proxy = await startCuttingProxy(network, taken, options);
  try {
    const through = args.map((word) => (word === network.rpcUrl ? proxy.url : word));
    const child = spawn(process.execPath, [BIN, ...through, "--json"], {
      env: { ...process.env, ...keyOf(network) },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let text = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (more: string) => {
        text += more;
      });
    }
    const closed = once(child, "close");
    void proxy.cut.then(() => child.kill("SIGKILL"));
    await closed;
    return { isKilled: child.signalCode === "SIGKILL", exitCode: child.exitCode, text };
  } finally {
    await proxy.close();
  }
}
