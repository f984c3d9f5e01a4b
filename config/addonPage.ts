import { readdirSync } from "node:fs";
import { join } from "node:path";
import { addonNames, addonSpec, type AddonName } from "../components/addons/specs";
import type { Place } from "../components/spec/feature";
import { listed } from "../components/spec/lists";
import { parseStackFile } from "./stackFile";
import { table, withWritten } from "./writtenPage";

const project = join(__dirname, "..");

/** The page of all add-ons; what stands between its two comments is written from the specs and the stack files. */
export const addonPagePath = join(project, "docs", "addons.md");

/** The page with what the specs say now. */
export const addonPage = (page: string): string => withWritten(page, [overview(), ...addonNames.map(section)]);

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
  const { requiredOn = [], needs = [], after = [], conflicts = [], kinds = [], guards = [] } = others;
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
    Kinds: codes(kinds),
    "Webhooks on": codes(guards),
    Calls: codes(calls),
  };
  const items = Object.entries(lines).filter(([, text]) => text !== "");
  return [`## ${name}`, description, items.map(([what, text]) => `- ${what}: ${text}`).join("\n")].join("\n\n");
}

const codes = (names: readonly string[]) => listed(names.map((name) => `\`${name}\``));
