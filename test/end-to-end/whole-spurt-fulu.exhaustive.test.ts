/** What whole-spurt.test.ts shows, on the other fork that the network can run. */
import { describeWholeSpurt } from "./whole-spurt.ts";

describeWholeSpurt("fulu");
