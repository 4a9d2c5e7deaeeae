/**
 * zod compiles its schemas with `new Function` where it may. The policy forbids it, and even the question whether it is
 * allowed would be reported as a violation. Imported before anything that has schemas.
 * @module
 */
import { config } from "zod";

config({ jitless: true });
