import { appNames } from "../../apps/specs";
import { addonNames } from "../../components/addons/specs";
import { isFolder } from "../../components/helm/chart.spec";
import { listed } from "../../components/spec/lists";
import { inProduction } from "./production";
import { rule } from "./rule";

const releasesNeedOthersOfTheList = rule(["charts"], ({ charts: { releases } }, refuse) => {
  for (const [name, { needs }] of Object.entries(releases)) {
    needs.forEach((needed, index) => {
      const place = ["charts", "releases", name, "needs", index] as const;
      if (!releases[needed]) {
        refuse(place, `must be one of ${listed(Object.keys(releases), "or")}: charts.releases has no other`);
      } else if (reaches(needed, name)) {
        refuse(place, `must be left out: ${needed} needs ${name} in turn, and neither could be the first`);
      }
    });
  }

  function reaches(from: string, to: string, seen = new Set<string>()): boolean {
    if (from === to) return true;
    if (seen.has(from)) return false;
    seen.add(from);
    return (releases[from]?.needs ?? []).some((needed) => reaches(needed, to, seen));
  }
});

const namesAreFree = rule(["charts"], ({ charts: { releases } }, refuse) => {
  const names: readonly string[] = [...addonNames, ...appNames];
  for (const [name, { namespace = name }] of Object.entries(releases)) {
    if (names.includes(name)) {
      refuse(["charts", "releases", name], "must have another name: an add-on or an app has this one");
    } else if ((appNames as readonly string[]).includes(namespace)) {
      refuse(["charts", "releases", name, "namespace"], `must be another: it is that of the app ${namespace}`);
    }
  }
});

const contentIsPinned = inProduction(["charts"], ({ charts: { releases } }, refuse) => {
  for (const [name, { source, digest }] of Object.entries(releases)) {
    if (isFolder(source) || digest !== undefined) continue;
    refuse(
      ["charts", "releases", name, "digest"],
      "is required: a version can be published again with another content; npm run charts -- pull prints it",
    );
  }
});

export const chartRules = [releasesNeedOthersOfTheList, namesAreFree, contentIsPinned];
