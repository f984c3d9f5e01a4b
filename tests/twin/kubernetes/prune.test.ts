import assert from "node:assert/strict";
import { handedOver } from "../../../twin/kubernetes/managedFields";
import { pruneToInputs } from "../../../twin/kubernetes/prune";
import type { Properties } from "../../../twin/provider/values";

describe("inputs of a live object", () => {
  const item = (key: string, value: string) =>
    [`k:{"name":"${key}"}`, { ".": {}, "f:name": {}, "f:value": { value } }] as const;
  const managedFields = [
    {
      manager: "pulumi-kubernetes-1",
      operation: "Apply",
      fieldsV1: {
        "f:spec": { "f:replicas": {}, "f:env": Object.fromEntries([item("A", "1"), item("B", "2")]), "f:subjects": {} },
      },
    },
    {
      manager: "someone",
      operation: "Update",
      fieldsV1: { "f:spec": { "f:env": Object.fromEntries([item("C", "3")]) } },
    },
  ];
  const live = (spec: Properties) => ({
    apiVersion: "v1",
    kind: "Gadget",
    metadata: { name: "a", uid: "1", managedFields },
    spec,
    status: { a: 1 },
  });
  const inputs = (spec: Properties) => ({ apiVersion: "v1", kind: "Gadget", metadata: { name: "a" }, spec });

  it("are as they were where only the server and others have added something", () => {
    const given = inputs({
      replicas: 1,
      env: [
        { name: "B", value: "2" },
        { name: "A", value: "1" },
      ],
      labels: {},
      args: ["a"],
    });
    const env = [
      { name: "C", value: "3" },
      { name: "A", value: "1", more: true },
      { name: "B", value: "2" },
    ];
    assert.deepEqual(pruneToInputs(live({ replicas: 1, env, args: ["a"], strategy: "x" }), given), given);
  });

  it("show what has changed, and what is gone", () => {
    const given = inputs({
      replicas: 1,
      env: [
        { name: "A", value: "1" },
        { name: "B", value: "2" },
      ],
      paused: true,
    });
    const pruned = pruneToInputs(live({ replicas: 5, env: [{ name: "B", value: "x" }] }), given);
    assert.deepEqual(pruned["spec"], { replicas: 5, env: [{ name: "B", value: "x" }] });
  });

  it("show what was added to a list that is owned as a whole", () => {
    const subjects = [{ name: "alice" }, { name: "mallory" }];
    assert.deepEqual(pruneToInputs(live({ subjects }), inputs({ subjects: [{ name: "alice" }] }))["spec"], {
      subjects,
    });
  });

  it("keep the form of a quantity", () => {
    const pod = (cpu: string) => inputs({ resources: { requests: { cpu } } });
    assert.deepEqual(pruneToInputs(live({ resources: { requests: { cpu: "500m" } } }), pod("0.5")), pod("0.5"));
    assert.deepEqual(pruneToInputs(live({ resources: { requests: { cpu: "600m" } } }), pod("0.5")), pod("600m"));
  });

  it("find what was written as stringData in data", () => {
    const secret = (rest: Properties) => ({ apiVersion: "v1", kind: "Secret", metadata: { name: "a" }, ...rest });
    const stored = secret({ data: { a: Buffer.from("new").toString("base64"), c: "" } });
    const pruned = pruneToInputs(stored, secret({ stringData: { a: "old", b: "gone", c: "" } }));
    assert.deepEqual(pruned["stringData"], { a: "new", c: "" });
  });
});

describe("fields of an object that was created or changed without apply", () => {
  const entry = (manager: string, operation: string, fields: Properties, subresource?: string) => ({
    manager,
    operation,
    apiVersion: "v1",
    fieldsType: "FieldsV1",
    fieldsV1: fields,
    ...(subresource && { subresource }),
  });

  it("go to the resource's manager, and nobody else's do", () => {
    const object = {
      metadata: {
        managedFields: [
          entry("pulumi-kubernetes", "Update", { "f:spec": { "f:a": {} } }),
          entry("kubectl-client-side-apply", "Update", { "f:spec": { "f:x": {} } }),
          entry("kube-controller-manager", "Update", { "f:status": {} }, "status"),
        ],
      },
    };
    const [others, status, own] = handedOver(object, "pulumi-kubernetes-1");
    assert.equal(others?.["manager"], "kubectl-client-side-apply");
    assert.equal(status?.["subresource"], "status");
    assert.deepEqual(own, entry("pulumi-kubernetes-1", "Apply", { "f:spec": { "f:a": {} } }));
  });

  it("are added to those that it has", () => {
    const object = {
      metadata: {
        managedFields: [
          entry("mine", "Apply", { "f:spec": { "f:a": {} } }),
          entry("kubectl", "Update", { "f:spec": { "f:b": {} } }),
          entry("kubectl", "Update", { "f:spec": { "f:replicas": {} } }, "scale"),
        ],
      },
    };
    const [scale, own, ...rest] = handedOver(object, "mine");
    assert.equal(scale?.["subresource"], "scale");
    assert.deepEqual(own?.["fieldsV1"], { "f:spec": { "f:a": {}, "f:b": {} } });
    assert.deepEqual(rest, []);
  });
});
