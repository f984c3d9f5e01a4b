import assert from "node:assert/strict";
import fc from "fast-check";
import { diffInputs } from "../../../twin/aws/diff";
import { rulesOf } from "../../../twin/aws/rules";
import type { DiffResult } from "../../../twin/provider/resourceProvider";
import { type Properties, UNKNOWN } from "../../../twin/provider/values";

function diff(
  type: string,
  oldInputs: Properties,
  news: Properties,
  oldOutputs: Properties = oldInputs,
  ignoreChanges: string[] = [],
): DiffResult {
  return diffInputs(rulesOf(type), { oldInputs, oldOutputs, news, ignoreChanges });
}

const CLUSTER = "aws:eks/cluster:Cluster";
const NODE_GROUP = "aws:eks/nodeGroup:NodeGroup";
const SECURITY_GROUP = "aws:ec2/securityGroup:SecurityGroup";
const INGRESS_RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";

describe("the difference between old and new inputs", () => {
  it("names what was added, removed and changed by its path", () => {
    const { changes } = diff(
      NODE_GROUP,
      { scalingConfig: { minSize: 1, maxSize: 2 }, labels: { a: "1", gone: "x" } },
      { scalingConfig: { minSize: 1, maxSize: 3 }, labels: { a: "1", "example.com/new": "y" } },
    );
    assert.deepEqual(changes, {
      "scalingConfig.maxSize": { kind: "update", replace: false },
      "labels.gone": { kind: "delete", replace: false },
      'labels["example.com/new"]': { kind: "add", replace: false },
    });
  });

  it("replaces for a property that AWS cannot change, however deep", () => {
    assert.equal(diff(CLUSTER, { roleArn: "a" }, { roleArn: "b" }).changes.roleArn?.replace, true);
    const nested = diff(
      CLUSTER,
      { kubernetesNetworkConfig: { serviceIpv4Cidr: "172.20.0.0/16", ipFamily: "ipv4" } },
      { kubernetesNetworkConfig: { serviceIpv4Cidr: "10.100.0.0/16", ipFamily: "ipv4" } },
    );
    assert.deepEqual(nested.changes, { "kubernetesNetworkConfig.serviceIpv4Cidr": { kind: "update", replace: true } });
    const inList = diff(
      "aws:ecr/repository:Repository",
      { encryptionConfigurations: [{ encryptionType: "KMS", kmsKey: "a" }] },
      { encryptionConfigurations: [{ encryptionType: "KMS", kmsKey: "b" }] },
    );
    assert.deepEqual(inList.changes, { "encryptionConfigurations[0].kmsKey": { kind: "update", replace: true } });
  });

  it("updates in place what AWS can change: a version, up or down", () => {
    for (const version of ["1.37", "1.35"])
      assert.deepEqual(diff(CLUSTER, { version: "1.36" }, { version }).changes, {
        version: { kind: "update", replace: false },
      });
  });

  it("takes an unknown value for a change", () => {
    assert.deepEqual(diff(CLUSTER, { roleArn: "a", version: "1.36" }, { roleArn: UNKNOWN, version: UNKNOWN }).changes, {
      roleArn: { kind: "update", replace: true },
      version: { kind: "update", replace: false },
    });
  });

  it("deletes first when the program gave the name, and not when the provider made it up", () => {
    const olds = { name: "web", description: "old" };
    const news = { name: "web", description: "new" };
    assert.equal(diff(SECURITY_GROUP, olds, news).deleteBeforeReplace, true);
    assert.equal(
      diff(SECURITY_GROUP, { ...olds, __defaults: ["name"] }, { ...news, __defaults: ["name"] }).deleteBeforeReplace,
      false,
    );
    assert.equal(
      diff(CLUSTER, { name: "demo", roleArn: "a" }, { name: "demo", roleArn: "b" }).deleteBeforeReplace,
      true,
    );
    assert.equal(
      diff(CLUSTER, { name: "demo", version: "1.35" }, { name: "demo", version: "1.36" }).deleteBeforeReplace,
      false,
    );
    assert.equal(
      diff("aws:iam/rolePolicyAttachment:RolePolicyAttachment", { role: "a" }, { role: "b" }).deleteBeforeReplace,
      true,
    );
  });

  it("compares a first value with what AWS chose when there was none", () => {
    const olds = { accessConfig: { authenticationMode: "API" } };
    const actual = { accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: false } };
    const flag = (value: boolean) => ({
      accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: value },
    });
    assert.deepEqual(diff(CLUSTER, olds, flag(false), actual).changes, {});
    assert.equal(
      diff(CLUSTER, olds, flag(true), actual).changes["accessConfig.bootstrapClusterCreatorAdminPermissions"]?.replace,
      true,
    );
  });

  it("leaves what AWS chose when an input is no longer given", () => {
    assert.deepEqual(diff(CLUSTER, { version: "1.36" }, {}).changes, {});
    assert.deepEqual(diff(CLUSTER, { enabledClusterLogTypes: ["api"] }, {}).changes, {
      enabledClusterLogTypes: { kind: "delete", replace: false },
    });
  });

  it("replaces only for the transitions that the rules name", () => {
    const key = { encryptionConfig: { provider: { keyArn: "k" }, resources: ["secrets"] } };
    assert.equal(diff(CLUSTER, {}, key).changes.encryptionConfig?.replace, false);
    assert.equal(diff(CLUSTER, key, {}).changes.encryptionConfig?.replace, true);
    assert.equal(
      diff(INGRESS_RULE, { cidrIpv4: "10.0.0.0/8" }, { cidrIpv4: "10.0.0.0/16" }).changes.cidrIpv4?.replace,
      false,
    );
    assert.equal(
      diff(INGRESS_RULE, { cidrIpv4: "10.0.0.0/8" }, { referencedSecurityGroupId: "sg-1" }).changes.cidrIpv4?.replace,
      true,
    );
    const template = (version: string) => ({ launchTemplate: { id: "lt-1", version } });
    assert.deepEqual(diff(NODE_GROUP, template("1"), template("2")).changes, {
      "launchTemplate.version": { kind: "update", replace: false },
    });
    assert.equal(diff(NODE_GROUP, template("1"), {}).changes.launchTemplate?.replace, true);
    assert.equal(diff(NODE_GROUP, {}, template("1"), {}).changes.launchTemplate?.replace, true);
  });

  it("does not mind the order of sets, the layout of JSON, or text for a number", () => {
    assert.deepEqual(diff(NODE_GROUP, { subnetIds: ["a", "b"] }, { subnetIds: ["b", "a"] }).changes, {});
    assert.deepEqual(Object.keys(diff(NODE_GROUP, { subnetIds: ["a", "b"] }, { subnetIds: ["b", "c"] }).changes), [
      "subnetIds[0]",
      "subnetIds[1]",
    ]);
    assert.notDeepEqual(diff(NODE_GROUP, { instanceTypes: ["a", "b"] }, { instanceTypes: ["b", "a"] }).changes, {});
    assert.deepEqual(
      diff("aws:iam/rolePolicy:RolePolicy", { policy: '{"a":1,"b":2}' }, { policy: '{\n "b": 2, "a": 1 }' }).changes,
      {},
    );
    assert.deepEqual(diff(NODE_GROUP, { diskSize: 20 }, { diskSize: "20" }).changes, {});
  });

  it("respects ignoreChanges", () => {
    const sizes = (desiredSize: number) => ({ scalingConfig: { minSize: 1, maxSize: 9, desiredSize } });
    assert.deepEqual(diff(NODE_GROUP, sizes(1), sizes(4), sizes(1), ["scalingConfig.desiredSize"]).changes, {});
    assert.deepEqual(diff(NODE_GROUP, sizes(1), sizes(4), sizes(1), ["scalingConfig"]).changes, {});
  });

  it("finds none between equal inputs, whatever they are", () => {
    const { properties } = fc.letrec((tie) => ({
      properties: fc.dictionary(fc.string({ minLength: 1, maxLength: 6 }), tie("value"), {
        maxKeys: 5,
        noNullPrototype: true,
      }),
      value: fc.oneof(
        { depthSize: "small" },
        fc.string(),
        fc.integer(),
        fc.boolean(),
        fc.array(tie("value"), { maxLength: 4 }),
        tie("properties"),
      ),
    }));
    fc.assert(
      fc.property(properties, (generated) => {
        const inputs = generated as Properties;
        assert.deepEqual(diff(CLUSTER, inputs, structuredClone(inputs)).changes, {});
      }),
    );
  });
});
