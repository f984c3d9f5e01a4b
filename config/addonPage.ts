import { readdirSync } from "node:fs";
import { join } from "node:path";
import { addonNames, addonSpec, type AddonName } from "../components/addons/specs";
import type { Place } from "../components/spec/feature";
import { listed } from "../components/spec/lists";
import { parseStackFile } from "./stackFile";

const project = join(__dirname, "..");

/** The page of all add-ons; what stands between its two comments is written from the specs and the stack files. */
export const addonPagePath = join(project, "docs", "addons.md");

const begin = "<!-- npm run docs writes from here -->";
const end = "<!-- to here -->";

/** The page with what the specs say now. */
export function addonPage(page: string): string {
  const [before, after] = [page.split(begin, 1)[0] ?? "", page.split(end)[1]];
  if (after === undefined) throw new Error(`docs/addons.md must have the lines ${begin} and ${end}`);
  return [`${before}${begin}`, overview(), ...addonNames.map(section), `${end}${after}`].join("\n\n");
}

const placeNames: Readonly<Record<Place, string>> = { ec2: "EC2", fargate: "Fargate", auto: "Auto Mode" };

const placesOf = (places: readonly Place[]) => places.map((place) => placeNames[place]).join(", ");

function overview(): string {
  const environments = readdirSync(project).flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? []);
  const pins = environments.sort().map((environment) => {
    return parseStackFile(join(project, `Pulumi.${environment}.yaml`)).versions.addons;
  });
  return table([
    ["add-on", "runs on", ...environments],
    ...addonNames.map((name) => [name, placesOf(addonSpec(name).runsOn), ...pins.map(({ [name]: pin }) => pin ?? "")]),
  ]);
}

function section(name: AddonName): string {
  const { description, source, permissions, cost, builtInto = [], calls = [], ...others } = addonSpec(name);
  const { requiredOn = [], needs = [], after = [], conflicts = [] } = others;
  const lines = {
    Source:
      source.kind === "eksAddon" ? `EKS add-on \`${source.name}\`` : `chart \`${source.name}\` of ${source.source}`,
    Permissions: permissions ?? "none",
    Cost: cost ?? "its pods alone",
    "Required on": placesOf(requiredOn),
    "Built into": placesOf(builtInto),
    Needs: codes(needs),
    After: after.length > 0 ? `${codes(after)}, where it is there` : "",
    "Not beside": codes(conflicts),
    Calls: codes(calls),
  };
  const items = Object.entries(lines).filter(([, text]) => text !== "");
  return [`## ${name}`, description, items.map(([what, text]) => `- ${what}: ${text}`).join("\n")].join("\n\n");
}

const codes = (names: readonly string[]) => listed(names.map((name) => `\`${name}\``));

/** As Prettier writes it. */
function table(rows: readonly (readonly string[])[]): string {
  const [head = [], ...body] = rows;
  const widths = head.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) => `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...body.map(line)].join("\n");
}
