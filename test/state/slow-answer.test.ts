/** A beacon node that sends a byte now and then is waited for only so long, but where a state comes. */
import type { ServerResponse } from "node:http";
import { expect, it } from "vitest";
import { NoAnswerError } from "../../prover/doctor/errors.ts";
import { serviceAddress } from "../../prover/service/service-address.ts";
import { patientFetch } from "../../prover/state/patient-fetch.ts";
import { withOwnClock } from "../support/own-clock.ts";
import { startServer } from "./loopback-server.ts";

const SILENCE_MS = 1000;

/** Sends a byte, and the next one each time that one was read, 0.9 of the limit for silence later. */
async function readBytes(count: number, whole: { timeoutMs: number } | undefined): Promise<number> {
  let connection: ServerResponse | undefined;
  const server = await startServer((_, response) => {
    connection = response;
    response.writeHead(200).write("x");
  });
  const reading = withOwnClock(async (pass) => {
    const fault = (text: string) => () => new NoAnswerError(text);
    const ask = patientFetch({
      address: serviceAddress(server.url),
      failures: { silent: fault("silent"), broken: fault("broken"), endless: fault("endless") },
      inactivityTimeoutMs: SILENCE_MS,
      maxBytes: 1000,
      ...(whole === undefined ? {} : { whole: { ...whole, slow: fault("slow") } }),
      onBytes: (received) => {
        if (received === count) return void connection?.end();
        pass(0.9 * SILENCE_MS);
        connection?.write("x");
      },
    });
    return (await (await ask(server.url)).text()).length;
  });
  return reading.finally(() => server.close());
}

it("is not an answer, where the whole time is limited", async () => {
  await expect(readBytes(100, { timeoutMs: 5 * SILENCE_MS })).rejects.toThrow("slow");
});

it("is an answer where it is all there in time, or may take any time", async () => {
  expect(await readBytes(4, { timeoutMs: 5 * SILENCE_MS })).toBe(4);
  expect(await readBytes(100, undefined)).toBe(100);
});
