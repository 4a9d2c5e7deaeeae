/** The fork that mainnet had first with this layout of states; the next one: exhaustive/whole-spurt-fulu.test.ts. */
import { describeWholeSpurt } from "../whole-spurt.ts";

describeWholeSpurt("electra");
