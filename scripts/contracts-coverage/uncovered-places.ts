/**
 * The places that a coverage report lists as never run.
 * @module
 */

const LINE = "DA";
const BRANCH = "BRDA";
const FUNCTION = "FNDA";

/**
 * @param report  LCOV tracefile (https://github.com/linux-test-project/lcov/blob/master/man/geninfo.1, "FILES").
 * @param folder  that the reported files lie in.
 * @returns one line of text for each line, branch and function.
 * @throws when the report has no line of that folder: then nothing at all was measured.
 */
export function uncoveredPlaces(report: string, folder: string): string[] {
  const uncovered: string[] = [];
  let file = "";
  let measured = 0;
  for (const record of report.split("\n")) {
    const [kind, values = ""] = record.trim().split(/:(.*)/);
    if (kind === "SF") file = values;
    if (!file.startsWith(folder)) continue;
    const fields = values.split(",");
    if (kind === LINE) measured++;
    // The first field is a line but for functions, which have their count there; a branch that has no run has "-".
    if (kind === LINE && fields[1] === "0") uncovered.push(`${file}:${fields[0]}: line`);
    if (kind === BRANCH && (fields[3] === "0" || fields[3] === "-"))
      uncovered.push(`${file}:${fields[0]}: branch`);
    if (kind === FUNCTION && fields[0] === "0") uncovered.push(`${file}: function ${fields[1]}`);
  }
  if (measured === 0) throw new Error(`The coverage report has no line of ${folder}.`);
  return uncovered;
}
