import assert from "node:assert/strict";
import type { types } from "@pulumi/kubernetes";
import { recordApp } from "./recordApp";
import type { Recording } from "../helpers/recording";

const settings = {
  web: { image: "registry.example.com/nginx:1", scale: { min: 2, max: 6, cpu: 70 } },
  api: { image: "registry.example.com/podinfo:6", objects: "arn:aws:s3:::pictures/*" },
  store: { image: "registry.example.com/redis:7", size: "10Gi" },
  payments: "payments.example.com",
};

describe("the app shop", () => {
  let recording: Recording;
  before(async () => {
    ({ recording } = await recordApp("shop", settings));
  });

  it("migrates its store before the API starts, and its API is there before the front end", () => {
    recording.happensBefore("apps/v1:StatefulSet::shop-store", "batch/v1:Job::shop-migrate");
    recording.happensBefore("batch/v1:Job::shop-migrate", "apps/v1:Deployment::shop-api");
  });

  it("gives the API a role before its pods start, and nobody else", () => {
    const association = recording.get("aws:eks/podIdentityAssociation:PodIdentityAssociation");
    assert.deepEqual([association.inputs.namespace, association.inputs.serviceAccount], ["shop", "api"]);
    recording.happensBefore(association, "apps/v1:Deployment::shop-api");
  });

  it("keeps the store's volumes, and lets them grow where Kubernetes lets no template change", () => {
    const set = recording.get("kubernetes:apps/v1:StatefulSet");
    const { spec } = set.inputs as unknown as types.output.apps.v1.StatefulSet;
    assert.deepEqual(spec.persistentVolumeClaimRetentionPolicy, { whenDeleted: "Retain", whenScaled: "Retain" });
    assert.deepEqual(set.ignoreChanges, ["spec.volumeClaimTemplates"]);
    const patch = recording.get("kubernetes:core/v1:PersistentVolumeClaimPatch").inputs;
    assert.equal((patch.metadata as { name: string }).name, "data-store-0");
    assert.deepEqual(patch.spec, { resources: { requests: { storage: "10Gi" } } });
  });

  it("names the payment service inside the cluster", () => {
    const service = recording.get("kubernetes:core/v1:Service", "shop-payments");
    assert.deepEqual(service.inputs.spec, { type: "ExternalName", externalName: "payments.example.com" });
  });
});
