/** Which mutants of a contract are made. @module */
import { expect, it } from "vitest";
import { contractMutants } from "../../scripts/contract-mutants/contract-mutants.ts";

const SOURCE = `import {A} from "./A-B.sol";
/// a - b, revert C(a);
contract Both {
    function add(uint256 a, uint256 b) external onlyOwner returns (uint256 c) {
        if (a < b) revert Smaller(a, b); // a < b
        _requireSmall(a);
        ++count;
        return a + b;
    }

    function _requireSmall(uint256 a) private pure {}
}
`;

it("each refusal is taken out and each operator replaced, one at a time, and nothing in comments and imports", () => {
  const mutants = contractMutants(SOURCE);
  expect(mutants.map(({ name }) => name)).toEqual([
    "5: without revert Smaller",
    "4: without onlyOwner",
    "6: without _requireSmall",
    "7: ++ replaced",
    "8: + is -",
    "5: < is <=",
  ]);
  const [, , , , sum] = mutants;
  expect(sum!.source).toBe(SOURCE.replace("return a + b", "return a - b"));
  expect(new Set(mutants.map(({ source }) => source)).size).toBe(mutants.length);
});
