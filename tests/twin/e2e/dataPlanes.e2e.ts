import assert from "node:assert/strict";
import { join } from "node:path";
import type { Changes } from "../../config/stackText";
import { type Condition, Rehearsal, type Step } from "./rehearsal";

interface Nodes {
  readonly items: readonly {
    readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
    readonly status: { readonly nodeInfo: { readonly kubeletVersion: string }; readonly conditions: Condition[] };
  }[];
}

interface Pods {
  readonly items: readonly { readonly spec: { readonly nodeName?: string } }[];
}

/** One of the example stack files that brings a kind of data plane. */
interface Case {
  readonly stack: string;
  /** How many nodes there are of each kind, Fargate's and Auto Mode's as pods asked for them. */
  readonly nodes: Readonly<Record<string, number>>;
  /** A kind of node on which the app runs. */
  readonly appRunsOn: string;
  /** A change to a group, and what it does. */
  readonly change: Changes;
  readonly steps: readonly Step[];
}

const cases: readonly Case[] = [
  {
    stack: "self-managed",
    nodes: { "self-managed": 4 },
    appRunsOn: "self-managed",
    change: { "dataPlane.0.labels": { team: "platform" } },
    steps: [
      { op: "update", resource: "aws:ec2/launchTemplate:LaunchTemplate::system-launchTemplate" },
      { op: "update", resource: "aws:autoscaling/group:Group::system" },
    ],
  },
  {
    stack: "bottlerocket",
    nodes: { managed: 3 },
    appRunsOn: "managed",
    change: { "dataPlane.0.scaling.max": 4 },
    steps: ["a", "b", "c"].map((zone) => ({ op: "update", resource: `aws:eks/nodeGroup:NodeGroup::system-${zone}` })),
  },
  {
    stack: "fargate",
    nodes: { fargate: 4 },
    appRunsOn: "fargate",
    change: { "dataPlane.1.selectors": [{ namespace: "hello" }, { namespace: "jobs-*" }] },
    steps: ["create-replacement", "replace", "delete-replaced"].map((op) => ({
      op,
      resource: "aws:eks/fargateProfile:FargateProfile::apps",
    })),
  },
  {
    stack: "auto",
    nodes: { auto: 1 },
    appRunsOn: "auto",
    change: { "dataPlane.0.nodePools": ["general-purpose"] },
    steps: [{ op: "update", resource: "aws:eks/cluster:Cluster::cluster-eksCluster" }],
  },
  {
    stack: "every-kind",
    nodes: { managed: 2, "self-managed": 1, fargate: 2, auto: 0 },
    appRunsOn: "fargate",
    change: { "dataPlane.0.instanceTypes": ["m7i.xlarge"] },
    steps: ["create-replacement", "replace", "delete-replaced"].map((op) => ({
      op,
      resource: "aws:eks/nodeGroup:NodeGroup::system",
    })),
  },
];

describe("a data plane on the twin", () => {
  for (const { stack, nodes, appRunsOn, change, steps } of cases) {
    describe(`of ${stack}`, () => {
      const rehearsal = new Rehearsal(`e2e-${stack}`, join(__dirname, "../../stacks", `Pulumi.${stack}.yaml`));
      before(async () => {
        rehearsal.write();
        await rehearsal.up();
      });
      after(() => rehearsal.discard());

      it("comes up with its app Available, on nodes of its kind", async () => {
        const { status } = await rehearsal.get<{ status: { conditions: Condition[] } }>(
          "deployment",
          "hello",
          "--namespace=hello",
        );
        assert.equal(status.conditions.find(({ type }) => type === "Available")?.status, "True");
        const { items } = await rehearsal.get<Nodes>("nodes");
        assert.ok(items.every(isReady), "every node is Ready");
        const counts = Object.fromEntries(
          Object.keys(nodes).map((kind) => [
            kind,
            items.filter(({ metadata }) => kindOf(metadata.labels) === kind).length,
          ]),
        );
        assert.deepEqual(counts, nodes);
        const pods = await rehearsal.get<Pods>("pods", "--namespace=hello");
        for (const { spec } of pods.items) {
          const node = items.find(({ metadata }) => metadata.name === spec.nodeName);
          assert.equal(kindOf(node?.metadata.labels ?? {}), appRunsOn);
        }
      });

      it("plans nothing when nothing changed", () => rehearsal.assertUnchanged());

      it("does what is documented when a group changes", async () => {
        rehearsal.write(change);
        assert.deepEqual(await rehearsal.plannedSteps(), steps);
        await rehearsal.up();
        await rehearsal.assertUnchanged();
        const { items } = await rehearsal.get<Nodes>("nodes");
        assert.ok(items.every(isReady), "every node is Ready");
      });

      it("is destroyed without a trace", async () => {
        const { output } = await rehearsal.succeed("destroy", "--yes", "--skip-preview");
        assert.match(output, /Nothing is left of/);
      });
    });
  }
});

const isReady = ({ status }: Nodes["items"][number]) =>
  status.conditions.find(({ type }) => type === "Ready")?.status === "True";

/** The kind of group that a node is of, by the labels that AWS gives it. */
function kindOf(labels: Readonly<Record<string, string>>): string {
  const computeType = labels["eks.amazonaws.com/compute-type"];
  if (computeType !== undefined) return computeType;
  return labels["eks.amazonaws.com/nodegroup"] === undefined ? "self-managed" : "managed";
}
