import assert from "node:assert/strict";
import type { V1Secret } from "../../../twin/aws/eks/kubernetes/types";
import { writeSecrets } from "../../../twin/controllers/externalSecrets";
import { FakeCluster } from "../aws/eks/fakeCluster";

const namespace = "shop";
const own = { apiVersion: "external-secrets.io/v1", kind: "ExternalSecret" };

describe("an ExternalSecret", () => {
  const ready = { conditions: [{ type: "Ready", status: "True" }] };
  const operator = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: "operator",
      namespace: "external-secrets",
      labels: { "app.kubernetes.io/name": "external-secrets" },
    },
    status: ready,
  };
  const cluster = new FakeCluster();
  cluster.put({ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
  const secret = (name: string) => cluster.get<V1Secret>({ apiVersion: "v1", kind: "Secret", name, namespace });

  it("waits for the operator, and then has its Secret", async () => {
    cluster.put({
      ...own,
      metadata: { name: "remote", namespace },
      spec: { data: [{ secretKey: "url", remoteRef: { key: "prod/shop", property: "url" } }] },
    });
    await writeSecrets(cluster);
    assert.equal(await secret("remote"), undefined);
    cluster.put(operator);
    await writeSecrets(cluster);
    const { url = "" } = (await secret("remote"))?.data ?? {};
    assert.match(Buffer.from(url, "base64").toString(), /prod\/shop#url/);
  });

  it("gets its password once, and says which generator is missing", async () => {
    const generatorRef = { apiVersion: "generators.external-secrets.io/v1alpha1", kind: "Password", name: "database" };
    const dataFrom = [{ sourceRef: { generatorRef }, rewrite: [{ regexp: { source: "password", target: "key" } }] }];
    cluster.put({ ...own, metadata: { name: "made", namespace }, spec: { dataFrom } });
    await writeSecrets(cluster);
    const { status } = (await cluster.get({ ...own, name: "made", namespace })) as unknown as {
      status: { conditions: { status: string; message: string }[] };
    };
    assert.deepEqual(
      status.conditions.map((condition) => [condition.status, condition.message]),
      [["False", 'could not get Password "database"']],
    );
    cluster.put({ ...generatorRef, metadata: { name: "database", namespace }, spec: { length: 40 } });
    await writeSecrets(cluster);
    const first = (await secret("made"))?.data?.key ?? "";
    assert.equal(Buffer.from(first, "base64").length, 40);
    await writeSecrets(cluster);
    assert.equal((await secret("made"))?.data?.key, first);
  });
});
