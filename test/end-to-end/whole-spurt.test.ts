/** The fork that mainnet had first with this layout of states; the next one: whole-spurt-fulu.exhaustive.test.ts. */
import { describeWholeSpurt } from "./whole-spurt.ts";

describeWholeSpurt("electra");
