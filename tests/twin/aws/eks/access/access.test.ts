import assert from "node:assert/strict";
import type { Properties } from "../../../../../twin/provider/values";
import { CALLER } from "../../simulated";
import { ACCESS_ENTRY, ACCESS_POLICY, roleArn, type Stage, stageWithCluster } from "../stage";

const policyArn = (name: string) => `arn:aws:eks::aws:cluster-access-policy/${name}`;

const association = (over: Properties = {}): Properties => ({
  clusterName: "demo",
  principalArn: CALLER,
  policyArn: policyArn("AmazonEKSClusterAdminPolicy"),
  accessScope: { type: "cluster" },
  ...over,
});

const ENTRY = { type: ACCESS_ENTRY, id: `demo:${CALLER}` };

async function stageWithEntry(): Promise<Stage> {
  const stage = await stageWithCluster();
  await stage.create(ACCESS_ENTRY, { clusterName: "demo", principalArn: CALLER });
  return stage;
}

describe("EKS access entry", () => {
  it("tells who issues certificates how the API server knows the principal", async () => {
    const stage = await stageWithEntry();
    const since = stage.knownSince(CALLER);
    assert.deepEqual(stage.identities(), { [CALLER]: { username: CALLER, groups: [], since } });
    await stage.delete(ENTRY);
    assert.deepEqual(stage.identities(), {});
  });

  it("is refused for a principal that has one", async () => {
    const stage = await stageWithEntry();
    await assert.rejects(
      stage.create(ACCESS_ENTRY, { clusterName: "demo", principalArn: CALLER }, "again"),
      /StatusCode: 409.*ResourceInUseException: The specified access entry resource is already in use on this cluster/,
    );
  });

  it("clashes with itself when its type changes", async () => {
    const stage = await stageWithEntry();
    await assert.rejects(
      stage.create(ACCESS_ENTRY, { clusterName: "demo", principalArn: CALLER, type: "EC2_LINUX" }),
      /ResourceInUseException/,
    );
  });
});

describe("EKS access policy association", () => {
  it("binds the principal to the cluster role that allows the same", async () => {
    const stage = await stageWithEntry();
    const bound = await stage.create(ACCESS_POLICY, association());
    assert.equal(bound.id, `demo#${CALLER}#${policyArn("AmazonEKSClusterAdminPolicy")}`);
    assert.equal(stage.cluster.names("ClusterRoleBinding").length, 1);
    await stage.delete(bound);
    assert.deepEqual(stage.cluster.names("ClusterRoleBinding"), []);
  });

  it("binds in the namespaces that there are, and says which are missing", async () => {
    const stage = await stageWithEntry();
    for (const name of ["team-a", "team-b"])
      stage.cluster.put({ apiVersion: "v1", kind: "Namespace", metadata: { name } });
    const accessScope = { type: "namespace", namespaces: ["team-*", "later"] };
    await stage.create(ACCESS_POLICY, association({ policyArn: policyArn("AmazonEKSEditPolicy"), accessScope }));
    assert.equal(stage.cluster.names("RoleBinding").length, 2);
    assert.match(stage.warnings.join(), /no namespace matches later yet/);
  });

  it("is lost when its replacement is created first", async () => {
    const stage = await stageWithEntry();
    const bound = await stage.create(ACCESS_POLICY, association());
    await stage.create(ACCESS_POLICY, association({ accessScope: { type: "namespace", namespaces: ["default"] } }));
    await stage.delete(bound);
    assert.deepEqual(stage.cluster.names("RoleBinding"), []);
    assert.equal(stage.account.get(ACCESS_POLICY, bound.id), undefined);
  });

  it("goes with its entry", async () => {
    const stage = await stageWithEntry();
    await stage.create(ACCESS_POLICY, association());
    await stage.delete(ENTRY);
    assert.deepEqual(stage.cluster.names("ClusterRoleBinding"), []);
    assert.deepEqual(stage.account.list(ACCESS_POLICY), []);
  });

  it("is refused for a policy that the twin does not know, and for a principal without an entry", async () => {
    const stage = await stageWithEntry();
    await assert.rejects(
      stage.create(ACCESS_POLICY, association({ policyArn: policyArn("AmazonEKSRootPolicy") })),
      /does not know the access policy AmazonEKSRootPolicy/,
    );
    await assert.rejects(
      stage.create(ACCESS_POLICY, association({ principalArn: roleArn("nobody") })),
      /ResourceNotFoundException: The specified principalArn could not be found/,
    );
  });
});
