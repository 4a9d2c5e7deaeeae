/**
 * zod compiles its schemas with `new Function` if allowed. The policy forbids it, and even testing for it would be
 * reported as a violation. Must be imported before any module with schemas.
 * @module
 */
import { config } from "zod";

config({ jitless: true });
