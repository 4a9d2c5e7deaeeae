import { Gauge } from "prom-client";
import { afterEach, describe, expect, it } from "vitest";
import { createMetrics } from "../../prover/metrics/create-metrics.ts";
import { MetricsServerError } from "../../prover/metrics/errors.ts";
import { type MetricsAddress, type MetricsServer, serveMetrics } from "../../prover/metrics/serve-metrics.ts";

/** Lines of the text format (https://prometheus.io/docs/instrumenting/exposition_formats/): name, labels, value. */
const SAMPLE = /^[a-z_:][a-z0-9_:]*(\{[a-z_]+="[^"]*"(,[a-z_]+="[^"]*")*\})? ([-+0-9.e]+|[-+]?Inf|NaN)$/i;

describe("serveMetrics", () => {
  const running: MetricsServer[] = [];
  afterEach(async () => {
    await Promise.all(running.splice(0).map((server) => server.close()));
  });
  const serve = async (address: MetricsAddress) => {
    const server = await serveMetrics(address);
    running.push(server);
    return server;
  };

  it("serves on loopback what was counted, and the metrics of the process, in Prometheus' text format", async () => {
    const metrics = createMetrics();
    metrics.pagesProved.inc({ size: "test" });
    metrics.pagesProved.inc({ size: "test" });
    metrics.pagesFailed.inc({ size: "test", reason: "PAGE_PROOF_INVALID" });
    metrics.pageSeconds.observe({ size: "test" }, 3);
    metrics.pagesActive.inc();
    metrics.lastSuccess.set(1_700_000_000);
    const { url } = await serve({ port: 0, registry: metrics.registry });
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:[0-9]+\/metrics$/);
    const response = await fetch(url);
    expect(response.headers.get("content-type")).toMatch(/^text\/plain; version=0\.0\.4/);
    const lines = (await response.text()).split("\n").filter((line) => line !== "" && !line.startsWith("#"));
    for (const line of lines) expect(line).toMatch(SAMPLE);
    expect(lines).toEqual(
      expect.arrayContaining([
        'pufeth_por_pages_proved_total{size="test"} 2',
        'pufeth_por_pages_failed_total{size="test",reason="PAGE_PROOF_INVALID"} 1',
        'pufeth_por_page_seconds_bucket{le="2",size="test"} 0',
        'pufeth_por_page_seconds_bucket{le="5",size="test"} 1',
        'pufeth_por_page_seconds_count{size="test"} 1',
        "pufeth_por_pages_active 1",
        "pufeth_por_last_success_timestamp_seconds 1700000000",
        expect.stringMatching(/^process_resident_memory_bytes [0-9]+$/),
      ]),
    );
  });

  it("keeps two sets of metrics in one process apart", async () => {
    const [one, other] = [createMetrics(), createMetrics()];
    one.pagesProved.inc({ size: "test" });
    expect(await other.registry.metrics()).not.toContain('pages_proved_total{size="test"}');
  });

  it("answers nothing but GET /metrics", async () => {
    const { url } = await serve({ port: 0, registry: createMetrics().registry });
    expect((await fetch(new URL("/", url))).status).toBe(404);
    expect((await fetch(new URL("/metrics/x", url))).status).toBe(404);
    expect((await fetch(url, { method: "POST" })).status).toBe(405);
    expect((await fetch(`${url}?name[]=x`)).status).toBe(200);
  });

  it("survives a collector that fails, and does not send its reason", async () => {
    const { registry } = createMetrics();
    let failing = true;
    new Gauge({
      name: "faulty",
      help: "fails once",
      registers: [registry],
      collect() {
        if (failing) throw new Error("secret");
      },
    });
    const { url } = await serve({ port: 0, registry });
    const response = await fetch(url);
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain("secret");
    failing = false;
    expect((await fetch(url)).status).toBe(200);
  });

  it("names the address that is taken, exit code 2", async () => {
    const { registry } = createMetrics();
    const { url } = await serve({ port: 0, registry });
    const second = serveMetrics({ port: Number(new URL(url).port), registry });
    await expect(second).rejects.toBeInstanceOf(MetricsServerError);
    await expect(second).rejects.toMatchObject({
      code: "METRICS_SERVER_FAILED",
      exitCode: 2,
      message: expect.stringMatching(/127\.0\.0\.1 port [0-9]+: .*EADDRINUSE/),
    });
  });
});
