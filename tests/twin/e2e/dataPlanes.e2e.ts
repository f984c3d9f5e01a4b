import assert from "node:assert/strict";
import { findStackFile } from "../../../config/findStackFile";
import type { Changes } from "../../config/stackText";
import { atLeastOne } from "../../helpers/atLeastOne";
import { type Condition, Rehearsal, type Step } from "./rehearsal";
import { succeed } from "./twin";

interface Nodes {
  readonly items: readonly {
    readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
    readonly status: { readonly nodeInfo: { readonly kubeletVersion: string }; readonly conditions: Condition[] };
  }[];
}

interface ServiceAccounts {
  readonly items: readonly {
    readonly metadata: {
      readonly name: string;
      readonly namespace: string;
      readonly annotations?: Readonly<Record<string, string>>;
    };
  }[];
}

interface Pods {
  readonly items: readonly { readonly spec: { readonly nodeName?: string } }[];
}

/** What a pod asks of its node. */
interface Probe {
  readonly namespace?: string;
  readonly nodeSelector?: Readonly<Record<string, string>>;
  readonly tolerations?: readonly object[];
}

/** One of the example stack files that brings a kind of data plane. */
interface Case {
  readonly stack: string;
  /** How many nodes there are of each kind; how many Auto Mode makes depends on when it sees which pod. */
  readonly nodes: Readonly<Record<string, number>>;
  /** A kind of node on which the app runs. */
  readonly appRunsOn: string;
  /** Service accounts whose pods get roles by their token; all others have theirs by Pod Identity. */
  readonly irsa?: readonly string[];
  /** Pods that ask for a kind of node each. */
  readonly probes?: Readonly<Record<string, Probe>>;
  /** A change to a group, and what it does. */
  readonly change: Changes;
  readonly steps: readonly Step[];
}

/** A pod that the strictest namespace takes. */
const probe = {
  securityContext: { runAsNonRoot: true, runAsUser: 65534, seccompProfile: { type: "RuntimeDefault" } },
  containers: [
    {
      name: "probe",
      image: "registry.k8s.io/pause:3.10",
      resources: { requests: { cpu: "100m", memory: "64Mi" } },
      securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
    },
  ],
};

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
    nodes: { fargate: 10 },
    appRunsOn: "fargate",
    irsa: ["external-dns/external-dns", "kube-system/aws-load-balancer-controller"],
    change: { "dataPlane.1.selectors": [{ namespace: "hello" }, { namespace: "jobs-*" }] },
    steps: [{ op: "replace", resource: "aws:eks/fargateProfile:FargateProfile::apps" }],
  },
  {
    stack: "auto",
    nodes: { managed: 0, "self-managed": 0, fargate: 0 },
    appRunsOn: "auto",
    change: { "dataPlane.0.nodePools": ["general-purpose"] },
    steps: [{ op: "update", resource: "aws:eks/cluster:Cluster::cluster-eksCluster" }],
  },
  {
    stack: "karpenter",
    nodes: { managed: 2, "self-managed": 0 },
    appRunsOn: "karpenter",
    probes: {
      karpenter: {
        nodeSelector: { "kubernetes.io/arch": "arm64", "karpenter.sh/capacity-type": "spot" },
        tolerations: [{ key: "workload", operator: "Equal", value: "batch", effect: "NoSchedule" }],
      },
    },
    change: { "addons.karpenter.nodePools.general": { consolidateAfter: "5m" } },
    steps: [{ op: "update", resource: "kubernetes:karpenter.sh/v1:NodePool::karpenter-pool-general" }],
  },
  {
    stack: "every-kind",
    nodes: { managed: 2, "self-managed": 1, fargate: 2, auto: 1 },
    appRunsOn: "fargate",
    probes: {
      managed: { nodeSelector: { "eks.amazonaws.com/capacityType": "ON_DEMAND" } },
      "self-managed": {
        nodeSelector: { "node.kubernetes.io/instance-type": "m7i.xlarge" },
        tolerations: [{ key: "dedicated", operator: "Equal", value: "storage", effect: "NoSchedule" }],
      },
      fargate: { namespace: "hello" },
      auto: { nodeSelector: { "eks.amazonaws.com/compute-type": "auto" } },
    },
    change: { "dataPlane.0.instanceTypes": ["m7i.xlarge"] },
    steps: [
      { op: "update", resource: "aws:ec2/launchTemplate:LaunchTemplate::system" }, // more pods a node
      { op: "replace", resource: "aws:eks/nodeGroup:NodeGroup::system" },
    ],
  },
];

describe("a data plane on the twin", () => {
  for (const { stack, nodes, appRunsOn, irsa = [], probes = {}, change, steps } of cases) {
    describe(`of ${stack}`, () => {
      const rehearsal = new Rehearsal(`e2e-${stack}`, findStackFile(stack));
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
        assert.ok(atLeastOne(items).every(isReady), "every node is Ready");
        const counts = Object.fromEntries(
          Object.keys(nodes).map((kind) => [
            kind,
            items.filter(({ metadata }) => kindOf(metadata.labels) === kind).length,
          ]),
        );
        assert.deepEqual(counts, nodes);
        const pods = await rehearsal.get<Pods>("pods", "--namespace=hello");
        for (const { spec } of atLeastOne(pods.items)) {
          const node = items.find(({ metadata }) => metadata.name === spec.nodeName);
          assert.equal(kindOf(node?.metadata.labels ?? {}), appRunsOn);
        }
      });

      it("gives roles by tokens of service accounts to pods on Fargate alone", async () => {
        const { items } = await rehearsal.get<ServiceAccounts>("serviceaccounts", "--all-namespaces");
        const accounts = items.flatMap(({ metadata: { name, namespace, annotations } }) =>
          annotations?.["eks.amazonaws.com/role-arn"] === undefined ? [] : [`${namespace}/${name}`],
        );
        assert.deepEqual(accounts.sort(), irsa);
      });

      it("plans nothing when nothing changed", () => rehearsal.assertUnchanged());

      for (const [kind, { namespace = "default", ...spec }] of Object.entries(probes)) {
        it(`runs a pod that asks for ${kind}`, async () => {
          const name = `probe-${kind}`;
          const pod = { apiVersion: "v1", kind: "Pod", metadata: { name, namespace }, spec: { ...probe, ...spec } };
          await succeed("kubectl", rehearsal.name, "create", "-f", rehearsal.file(`${name}.json`, JSON.stringify(pod)));
          const named = [`pod/${name}`, `--namespace=${namespace}`] as const;
          await succeed("kubectl", rehearsal.name, "wait", ...named, "--for=condition=Ready", "--timeout=120s");
          const { spec: running } = await rehearsal.get<Pods["items"][number]>(...named);
          const node = await rehearsal.get<Nodes["items"][number]>("node", running.nodeName ?? "");
          assert.equal(kindOf(node.metadata.labels), kind);
          await succeed("kubectl", rehearsal.name, "delete", ...named);
        });
      }

      it("does what is documented when a group changes", async () => {
        rehearsal.write(change);
        assert.deepEqual(byResource(await rehearsal.plannedSteps()), byResource(steps));
        await rehearsal.up();
        await rehearsal.assertUnchanged();
        const { items } = await rehearsal.get<Nodes>("nodes");
        assert.ok(atLeastOne(items).every(isReady), "every node is Ready");
      });

      it("is destroyed without a trace", async () => {
        const { output } = await rehearsal.succeed("destroy", "--yes", "--skip-preview");
        assert.match(output, /Nothing is left of/);
      });
    });
  }
});

const byResource = (steps: readonly Step[]): Step[] => [...steps].sort((a, b) => a.resource.localeCompare(b.resource));

const isReady = ({ status }: Nodes["items"][number]) =>
  status.conditions.find(({ type }) => type === "Ready")?.status === "True";

/** The kind of group that a node is of, by the labels that AWS gives it. */
function kindOf(labels: Readonly<Record<string, string>>): string {
  const computeType = labels["eks.amazonaws.com/compute-type"];
  if (computeType !== undefined) return computeType;
  if (labels["karpenter.sh/nodepool"] !== undefined) return "karpenter";
  return labels["eks.amazonaws.com/nodegroup"] === undefined ? "self-managed" : "managed";
}
