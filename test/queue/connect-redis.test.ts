/** Against a real redis-server: what is told of an address and of a connection, and that a password never is. @module */
import { inspect } from "node:util";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { connectRedis, type RedisConnection, redisName } from "../../prover/queue/connect-redis.ts";
import { QueueAddressError, QueueLostError, QueueUnreachableError } from "../../prover/queue/errors.ts";
import { freePort } from "../../scripts/devnet/free-port.ts";
import { type RedisServer, startRedis } from "./redis-server.ts";

const PASSWORD = "s3cret-Passw0rd";

/** Everything that a log, a stack trace or an inspector could show of an error, its causes included. */
const everythingOf = (error: unknown) => inspect(error, { depth: 10, showHidden: true });

describe("redisName", () => {
  it.each([
    ["redis://127.0.0.1:6379", "redis://127.0.0.1:6379"],
    ["redis://redis.example/", "redis://redis.example"],
    [`rediss://worker:${PASSWORD}@redis.example:6380/2`, "rediss://redis.example:6380/2"],
    [`redis://:${PASSWORD}@[::1]:6379`, "redis://[::1]:6379"],
    [`redis://redis.example:6379/0?password=${PASSWORD}`, "redis://redis.example:6379/0"],
  ])("of %s tells %s", (url, name) => {
    expect(redisName(url)).toBe(name);
  });

  it.each([
    `http://:${PASSWORD}@127.0.0.1:6379`,
    `redis//:${PASSWORD}@127.0.0.1`,
    `redis://:${PASSWORD}/x@127.0.0.1:6379`,
    `redis://:${PASSWORD}#x@127.0.0.1:6379`,
    `redis://127.0.0.1:6379/${PASSWORD}`,
    "",
  ])("refuses %s without repeating it, exit code 2", (url) => {
    let error: unknown;
    try {
      redisName(url);
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(QueueAddressError);
    expect(error).toMatchObject({ code: "QUEUE_ADDRESS", exitCode: 2 });
    expect(everythingOf(error)).not.toContain(PASSWORD);
  });
});

describe("connectRedis", () => {
  let server: RedisServer;
  const open: RedisConnection[] = [];
  beforeAll(async () => {
    server = await startRedis({ password: PASSWORD });
  });
  afterEach(() => {
    for (const connection of open.splice(0)) connection.close();
  });
  afterAll(() => server.kill());

  const said: string[] = [];
  const connect = async (url: string, giveUpAfterMs = 60_000) => {
    const connection = await connectRedis(url, { say: (text) => void said.push(text), giveUpAfterMs });
    open.push(connection);
    return connection;
  };
  const withPassword = (password: string) => `redis://:${password}@127.0.0.1:${server.port}`;

  it("connects with the password and tells host and port alone", async () => {
    const { client, name } = await connect(withPassword(PASSWORD));
    expect(await client.ping()).toBe("PONG");
    expect(name).toBe(`redis://127.0.0.1:${server.port}`);
  });

  const closedPort = freePort();
  it.each([
    ["nobody listens", async () => `redis://:${PASSWORD}@127.0.0.1:${await closedPort}`, /ECONNREFUSED/],
    ["the password is wrong", async () => withPassword(`${PASSWORD}x`), /WRONGPASS|invalid/i],
    ["a password is missing", async () => server.url, /NOAUTH/],
    ["the database does not exist", async () => `${withPassword(PASSWORD)}/99`, /DB index/],
  ])("where %s, names the place and the reason, no password, exit code 3", async (_, urlOf, reason) => {
    const url = await urlOf();
    const error = await connect(url).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(QueueUnreachableError);
    expect(error).toMatchObject({
      code: "QUEUE_UNREACHABLE",
      exitCode: 3,
      message: expect.stringMatching(reason),
    });
    expect((error as Error).message).toContain(redisName(url));
    expect(everythingOf(error)).not.toContain(PASSWORD);
  });

  it("waits for a Redis that comes back, gives up one that stays away, and says each once", async () => {
    const short = await startRedis();
    said.length = 0;
    const patient = await connect(short.url);
    const hasty = await connect(short.url, 700);
    await short.kill();
    await expect.poll(() => hasty.health.lost.aborted, { timeout: 120_000 }).toBe(true);
    expect(hasty.health.lost.reason).toBeInstanceOf(QueueLostError);
    expect(hasty.health.lost.reason).toMatchObject({
      code: "QUEUE_LOST",
      message: expect.stringContaining(short.url),
    });
    hasty.close();
    const timesSaid = (what: string) =>
      said.filter((text) => text === `Redis at ${short.url} ${what}`).length;
    const soon = { timeout: 120_000 };
    const again = await startRedis({ port: short.port });
    expect(await patient.client.ping()).toBe("PONG");
    // A PONG comes before the write by which it counts as back.
    await expect.poll(() => timesSaid("is back."), soon).toBe(1);
    expect(patient.health.lost.aborted).toBe(false);
    await again.kill();
    await expect.poll(() => timesSaid("is unreachable; reconnecting."), soon).toBe(3);
  });
});
