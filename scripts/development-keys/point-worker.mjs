// Node runs no TypeScript in a worker by itself: tsx is registered first, whoever the parent is (tsx, vitest).
import { register } from "tsx/esm/api";

register();
await import("./point-worker.ts");
