/** What the options about beacon nodes mean. @module */

import { Command } from "commander";
import { describe, expect, it } from "vitest";
import { beaconAccessOf, defaultCacheFolder } from "../../../prover/cli/options/beacon-access.ts";
import { addBeaconOptions, type RawBeaconOptions } from "../../../prover/cli/options/beacon-options.ts";
import { sayDownload } from "../../../prover/cli/output/show-stages.ts";

const GIB = 2 ** 30;

function parse(...args: string[]): RawBeaconOptions {
  const command = new Command().exitOverride().configureOutput({ writeErr: () => {} });
  addBeaconOptions(command, { required: true, readsParts: true });
  return command.parse(args, { from: "user" }).opts();
}

describe("options about beacon nodes", () => {
  it("keep several nodes in their order", () => {
    const { beaconUrls } = beaconAccessOf(parse("--beacon", "http://b", "--beacon", "https://a/key"), {});
    expect(beaconUrls).toEqual(["http://b", "https://a/key"]);
  });

  it("have defaults", () => {
    const access = beaconAccessOf(parse("--beacon", "http://b"), { XDG_CACHE_HOME: "/x" });
    expect(access).toMatchObject({ stateRoute: "auto", inactivityTimeoutMs: 180_000 });
    expect(access.cache).toMatchObject({ folder: "/x/pufeth-por/states", maxBytes: 4 * GIB });
  });

  it("name route, time-out and cache", () => {
    const access = beaconAccessOf(
      parse(
        "--beacon",
        "http://b",
        "--state-source",
        "proofs",
        "--beacon-timeout",
        "20",
        "--cache",
        "/var/states",
        "--cache-size",
        "0.5",
      ),
      { XDG_CACHE_HOME: "/x" },
    );
    expect(access).toMatchObject({ stateRoute: "proofs", inactivityTimeoutMs: 20_000 });
    expect(access.cache).toMatchObject({ folder: "/var/states", maxBytes: GIB / 2 });
    expect(beaconAccessOf(parse("--beacon", "http://b", "--no-cache"), {}).cache).toBeUndefined();
  });

  it.each([
    [["--beacon", "ftp://b"]],
    [[]],
    [["--beacon", "http://b", "--beacon", "b"]],
    [["--beacon", "http://b", "--state-source", "rpc"]],
    [["--beacon", "http://b", "--beacon-timeout", "0"]],
    [["--beacon", "http://b", "--cache-size", "0"]],
    [["--beacon", "http://b", "--cache-size", "4GB"]],
  ])("refuse %j", (args) => {
    expect(() => parse(...args)).toThrow();
  });

  it("say how far a download is, now and then", () => {
    const said: string[] = [];
    const { onProgress } = sayDownload((text) => void said.push(text));
    for (let mebibytes = 0; mebibytes <= 170; mebibytes++) onProgress(mebibytes * 2 ** 20);
    onProgress(60 * 2 ** 20);
    expect(said).toEqual([50, 100, 150, 60].map((mebibytes) => `${mebibytes} MiB received`));
  });
});

describe("the default folder of the cache", () => {
  it.each([
    [{ XDG_CACHE_HOME: "/x" }, "/x/pufeth-por/states"],
    [{ XDG_CACHE_HOME: "relative" }, expect.stringMatching(/^\/.*\/\.cache\/pufeth-por\/states$/)],
    [{}, expect.stringMatching(/^\/.*\/\.cache\/pufeth-por\/states$/)],
  ])("%j", (env, folder) => {
    expect(defaultCacheFolder(env)).toEqual(folder);
  });
});
