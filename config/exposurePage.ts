import { join } from "node:path";
import { controllerNames } from "../components/exposure/controllers.spec";
import { isWithin, limits, optionName, type Limit } from "../components/exposure/limits.spec";
import { listed } from "../components/spec/lists";
import { table, withWritten } from "./writtenPage";

/** The page of exposure; what stands between its two comments is written from the limits of the controllers. */
export const exposurePagePath = join(__dirname, "..", "docs", "exposure.md");

/** The page with what the limits say now. */
export const exposurePage = (page: string): string => withWritten(page, [options(), reasons()]);

function options(): string {
  const names = limits.map(optionName);
  const first = limits.filter((limit, index) => names.indexOf(optionName(limit)) === index);
  return table([
    ["option", ...controllerNames],
    ...first.map((limit) => [`\`${optionName(limit)}\``, ...cells(limit)]),
  ]);
}

const cells = (option: Limit): string[] =>
  controllerNames.map((name) => {
    const found = limits.find(
      (limit) =>
        limit.controllers.includes(name) && (optionName(limit) === optionName(option) || isWithin(option, limit)),
    );
    return found ? (found.except ?? "no") : "yes";
  });

const reasons = (): string =>
  limits.map((limit) => `- \`${optionName(limit)}\` with ${listed(limit.controllers)}: ${limit.reason}.`).join("\n");
