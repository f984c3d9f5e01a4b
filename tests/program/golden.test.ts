import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { recordEnvironment } from "../helpers/program";
import type { RecordedResource } from "../helpers/recordedResource";
import { label } from "../helpers/recording";
import { shortName } from "../helpers/values";

const update = process.env.UPDATE_GOLDEN === "1";

describe("the resources of an environment", () => {
  for (const environment of ["dev", "prod", "every-kind", "fargate"]) {
    it(`are those in golden/${environment}.yaml (npm run golden writes it; review the difference)`, async () => {
      const { resources, outputs } = await recordEnvironment(environment);
      const text = stringify(
        { resources: Object.fromEntries(resources.slice(1).map(entry).sort(byKey)), outputs },
        { lineWidth: 0, sortMapEntries: true },
      );
      const file = join(__dirname, "golden", `${environment}.yaml`);
      if (update) writeFileSync(file, text);
      assert.equal(text, readFileSync(file, "utf8"));
    });
  }
});

/** Dependencies are left out: tests/program/order.test.ts says which matter, and the rest follows from the inputs. */
function entry(resource: RecordedResource): [string, object] {
  const { inputs, protect, deleteBeforeReplace, ignoreChanges, provider, providers, transforms, parent } = resource;
  const details = {
    parent: parent && !parent.includes("pulumi:pulumi:Stack::") && shortName(parent),
    provider: provider && shortName(provider),
    providers: Object.values(providers).map(shortName),
    protect,
    deleteBeforeReplace,
    ignoreChanges,
    transforms,
    inputs: { ...inputs, ...(typeof inputs.userData === "string" && { userData: decoded(inputs.userData) }) },
  };
  return [label(resource), Object.fromEntries(Object.entries(details).filter(([, value]) => says(value)))];
}

/** User data as a reviewer can read it. */
const decoded = (base64: string) => Buffer.from(base64, "base64").toString();

const says = (value: unknown) =>
  typeof value === "object" && value !== null ? Object.keys(value).length > 0 : Boolean(value);

const byKey = ([a]: [string, object], [b]: [string, object]) => (a < b ? -1 : 1);
