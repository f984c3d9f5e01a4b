import assert from "node:assert/strict";
import { addonNames, addonSpec } from "../../../../../components/addons/specs";
import { addonObjects, isWorkload } from "../../../../../twin/aws/eks/addon/objects";
import { newestBuild } from "../../../../../upgrade/addonVersions";
import { recordEnvironment } from "../../../../helpers/program";
import { type Value, textOf } from "../../../../../recording/values";

const objectsOf = (addon: string) => {
  const version = newestBuild(addon, "1.36");
  assert.ok(version !== undefined, `no build of ${addon} is known`);
  return addonObjects(addon, {
    version,
    clusterName: "demo",
    region: "eu-west-1",
    vpcId: "vpc-1",
    clusterDns: "172.20.0.10",
  });
};

describe("what an EKS add-on brings", () => {
  for (const name of addonNames) {
    const { source, pods, kinds = [] } = addonSpec(name);
    if (source.kind !== "eksAddon") continue;
    it(`has the kinds of custom resources that its spec names: ${name}`, () => {
      const definitions = objectsOf(source.name).filter(({ kind }) => kind === "CustomResourceDefinition");
      // <plural>.<group>
      const groups = definitions.map(({ metadata }) => metadata?.name?.replace(/^[^.]+\./, ""));
      assert.deepEqual(new Set(groups), new Set(kinds));
    });

    it(`has pods, filled in, whose labels are those that a Fargate profile is asked for: ${name}`, () => {
      const objects = objectsOf(source.name);
      const workloads = objects.filter(isWorkload);
      assert.ok(workloads.length > 0);
      assert.doesNotMatch(JSON.stringify(objects), /\$\{[A-Z_]+\}/);
      if (!pods) return;
      const found = workloads.filter(({ metadata }) => metadata?.namespace === pods.namespace);
      const labels = found.map(({ spec }) => ({ ...spec?.template.metadata?.labels }));
      for (const [key, value] of Object.entries(pods.labels)) {
        assert.ok(
          labels.some((each) => each[key] === value),
          `${key}: ${value}`,
        );
      }
    });
  }

  it("has the service accounts that get roles", async () => {
    const addons = (await recordEnvironment("every-kind")).all("aws:eks/addon:Addon");
    const given = addons.flatMap(({ inputs }) => {
      const associations = (inputs.podIdentityAssociations ?? []) as unknown as { serviceAccount: Value }[];
      return associations.map(({ serviceAccount }) => [textOf(inputs.addonName), textOf(serviceAccount)] as const);
    });
    assert.ok(given.length > 1);
    for (const [addon, serviceAccount] of given) {
      const accounts = objectsOf(addon).filter(({ kind }) => kind === "ServiceAccount");
      assert.ok(
        accounts.some(({ metadata }) => metadata?.name === serviceAccount),
        `${addon}: ${serviceAccount}`,
      );
    }
  });
});
