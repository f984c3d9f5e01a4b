import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { recordEnvironment } from "../helpers/program";
import type { RecordedResource } from "../../recording/recordedResource";
import { label, type Recording } from "../helpers/recording";
import { shortName } from "../../recording/values";

const update = process.env.UPDATE_GOLDEN === "1";

describe("the resources of an environment", () => {
  for (const environment of ["dev", "prod", "every-kind", "fargate", "karpenter"]) {
    it(`are those in golden/${environment}.yaml (npm run golden writes it; review the difference)`, async () => {
      const recording = await recordEnvironment(environment);
      const entries = recording.resources.slice(1).map((resource) => entry(resource, recording));
      const text = stringify(
        { resources: Object.fromEntries(entries.sort(byKey)), outputs: recording.outputs },
        { lineWidth: 0, sortMapEntries: true },
      );
      const file = join(__dirname, "golden", `${environment}.yaml`);
      if (update) writeFileSync(file, text);
      assert.equal(text, readFileSync(file, "utf8"));
    });
  }
});

function entry(resource: RecordedResource, recording: Recording): [string, object] {
  const { inputs, protect, deleteBeforeReplace, ignoreChanges, provider, providers, transforms, parent, aliases } =
    resource;
  const details = {
    parent: parent && !parent.includes("pulumi:pulumi:Stack::") && shortName(parent),
    provider: provider && shortName(provider),
    providers: Object.values(providers).map(shortName),
    protect,
    deleteBeforeReplace,
    ignoreChanges,
    transforms,
    aliases,
    dependsOn: dependencies(resource, recording),
    inputs: { ...inputs, ...(typeof inputs.userData === "string" && { userData: decoded(inputs.userData) }) },
  };
  return [label(resource), Object.fromEntries(Object.entries(details).filter(([, value]) => says(value)))];
}

/** What the resource waits for, by `dependsOn` or for its inputs. A component stands for everything that it has made. */
function dependencies(resource: RecordedResource, recording: Recording): string[] {
  const waited = new Set([...resource.dependencies, ...Object.values(resource.propertyDependencies).flat()]);
  const components = recording.resources.filter(({ type }) => type.startsWith("eks-platform:"));
  for (const { urn } of components) {
    const made = recording.resources.filter(
      (other) => !components.includes(other) && recording.ancestors(other).some((ancestor) => ancestor.urn === urn),
    );
    if (made.length < 2 || !made.every((other) => waited.has(other.urn))) continue;
    for (const other of made) waited.delete(other.urn);
    waited.add(urn);
  }
  const remote = recording.resources.filter((other) => other.remote && waited.has(other.urn));
  const isMadeRemotely = (urn: string) => remote.some(({ type }) => urn.includes(`${type}$`));
  return [...waited]
    .filter((urn) => !isMadeRemotely(urn))
    .map(shortName)
    .sort();
}

/** User data as a reviewer can read it. */
const decoded = (base64: string) => Buffer.from(base64, "base64").toString();

const says = (value: unknown) =>
  typeof value === "object" && value !== null ? Object.keys(value).length > 0 : Boolean(value);

const byKey = ([a]: [string, object], [b]: [string, object]) => (a < b ? -1 : 1);
