import assert from "node:assert/strict";
import { atLeastOne } from "../helpers/atLeastOne";
import { recordEnvironment, recordProgram } from "../helpers/program";
import { environments, stackConfig } from "../helpers/stackConfig";
import type { RecordedResource } from "../../recording/recordedResource";
import { label, type Recording } from "../helpers/recording";
import { textOf } from "../../recording/values";

/** What is lost for good when it is deleted. */
const stateful = ["aws:cloudwatch/logGroup:LogGroup", "aws:kms/key:Key", "awsx:ec2:Vpc", "eks:index:Cluster"];

/** Types of which people know each by its name. */
const foundByName = [
  "kubernetes:helm.sh/v3:Release",
  "aws:route53/record:Record",
  "aws:cloudwatch/metricAlarm:MetricAlarm",
];

/** Inputs that hold a physical name, which a replacement could not share with what it replaces. */
const nameInputs = ["name", "namePrefix", "nodeGroupName", "functionName", "bucket"];

describe("every resource", () => {
  const recordings = new Map<string, Recording>();

  before(async () => {
    for (const environment of environments) recordings.set(environment, await recordEnvironment(environment));
  });

  function* resourcesOf(...names: readonly string[]): Generator<[RecordedResource, Recording]> {
    for (const environment of names) {
      const recording = recordings.get(environment);
      assert.ok(recording);
      for (const resource of recording.resources) yield [resource, recording];
    }
  }

  it("has an explicit provider", () => {
    for (const [resource, recording] of resourcesOf(...environments)) recording.hasExplicitProvider(resource);
  });

  it("is protected in prod when it holds state, and free to go in dev", () => {
    const isStateful = ({ type }: RecordedResource) => stateful.includes(type);
    const there = new Set([...resourcesOf("prod")].map(([{ type }]) => type));
    for (const type of stateful) assert.ok(there.has(type), `${type} is not in prod`);
    for (const [resource, recording] of resourcesOf("prod")) if (isStateful(resource)) recording.protectedIn(resource);
    for (const [resource] of resourcesOf("dev")) assert.ok(!resource.protect, `${label(resource)} is protected`);
  });

  it("names no version that moves by itself", () => {
    for (const [resource] of resourcesOf(...environments)) {
      assert.doesNotMatch(JSON.stringify(resource.inputs), /latest|recommended|mostRecent":true/i, label(resource));
    }
  });

  it("has a generated physical name, but for what is found by name: cluster, log groups, alarms, repositories, DNS records, Helm releases", () => {
    const named = [...resourcesOf(...environments)]
      .filter(([{ custom, remote, inputs }]) => (custom || remote) && nameInputs.some((key) => key in inputs))
      .filter(([{ type }]) => !foundByName.includes(type))
      .map(([resource]) => label(resource));
    assert.deepEqual([...new Set(named)].sort(), [
      "aws:cloudwatch/logGroup:LogGroup::amazon-cloudwatch-observability-performance",
      "aws:cloudwatch/logGroup:LogGroup::cluster-logs",
      "aws:ecr/repository:Repository::registry-charts/shop",
      "aws:ecr/repository:Repository::registry-shop/api",
      "eks:index:Cluster::cluster",
    ]);
  });

  it("tells the engine that it is complete when it is a component of ours", () => {
    const components = [...resourcesOf(...environments)].filter(([{ type }]) => type.startsWith("eks-platform:"));
    for (const [component, recording] of atLeastOne(components)) {
      assert.ok(recording.outputsOf(component), label(component));
    }
  });

  it("is registered in the first preview already, when nothing of the account is known", async () => {
    const labels = (recording: Recording | undefined) => recording?.resources.map(label).sort();
    for (const environment of ["prod", "every-kind", "fargate"]) {
      const preview = await recordProgram(environment, { preview: true });
      assert.deepEqual(labels(preview), labels(recordings.get(environment)));
    }
  });
});

describe("a role", () => {
  it("has what one service needs, and no other role has: the CNI's permissions are no node's", async () => {
    const rolesOfCni = new Set<unknown>();
    const rolesOfNodes: unknown[] = [];
    for (const environment of environments) {
      const attachments = (await recordEnvironment(environment)).all(
        "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
      );
      const withPolicy = (policy: string) =>
        attachments
          .filter(({ inputs }) => textOf(inputs.policyArn).endsWith(`/${policy}`))
          .map(({ inputs }) => inputs.role);
      for (const role of withPolicy("AmazonEKS_CNI_Policy")) rolesOfCni.add(role);
      assert.deepEqual(withPolicy("AmazonEKSClusterPolicy"), ["cluster-role"]);
      const roles = ["AmazonEKSWorkerNodePolicy", "AmazonEKSFargatePodExecutionRolePolicy"].flatMap(withPolicy);
      assert.equal(new Set(roles).size, roles.length);
      rolesOfNodes.push(...roles);
    }
    assert.deepEqual([...rolesOfCni], ["vpc-cni-role"]);
    assert.notEqual(rolesOfNodes.length, 0);
  });
});

describe("a role that a service takes on", () => {
  /** Services that say whom they work for, by the condition that a trust policy then has. EC2 says nothing to its instances' roles. */
  const conditions: Readonly<Record<string, readonly string[]>> = {
    "eks.amazonaws.com": ["aws:SourceAccount", "aws:SourceArn"],
    "eks-fargate-pods.amazonaws.com": ["aws:SourceArn"],
    "pods.eks.amazonaws.com": [
      "aws:RequestTag/eks-cluster-arn",
      "aws:RequestTag/kubernetes-namespace",
      "aws:RequestTag/kubernetes-service-account",
    ],
    "vpc-flow-logs.amazonaws.com": ["aws:SourceAccount", "aws:SourceArn"],
    "ec2.amazonaws.com": [],
    "oidc.eks": ["oidc.eks:aud", "oidc.eks:sub"],
    "token.actions.githubusercontent.com": [
      "token.actions.githubusercontent.com:aud",
      "token.actions.githubusercontent.com:sub",
    ],
  };

  /** The issuer of a cluster's service accounts. */
  const ofCluster = /^oidc\.eks\.[a-z0-9-]+\.amazonaws\.com\/id\/[0-9A-F]+/;

  it("is for this account's own resources, wherever the service says whom it works for", async () => {
    for (const environment of environments) {
      for (const role of (await recordEnvironment(environment)).all("aws:iam/role:Role")) {
        const { Statement } = JSON.parse(textOf(role.inputs.assumeRolePolicy)) as {
          Statement: readonly {
            Principal: { Service: string } | { Federated: string };
            Condition?: Record<string, Record<string, string>>;
          }[];
        };
        for (const { Principal, Condition = {} } of Statement) {
          const keys = Object.values(Condition)
            .flatMap((block) => Object.keys(block))
            .map((key) => key.replace(ofCluster, "oidc.eks"));
          const who =
            "Service" in Principal
              ? Principal.Service
              : Principal.Federated.replace(/^.*:oidc-provider\//, "").replace(ofCluster, "oidc.eks");
          assert.deepEqual(keys.sort(), conditions[who], label(role));
        }
      }
    }
  });
});

describe("the account", () => {
  it("is the one of the stack file, or the preview fails; everything in it says where it comes from", async () => {
    const { inputs } = (await recordEnvironment("dev")).get("pulumi:providers:aws");
    assert.equal(inputs.region, "eu-west-1");
    assert.equal(inputs.allowedAccountIds, '["111111111111"]');
    assert.deepEqual(JSON.parse(textOf(inputs.defaultTags)), {
      tags: { owner: "platform-team", costCenter: "4711", "eks-platform:environment": "dev" },
    });
  });
});

describe("node groups", () => {
  it("are the same ones in whatever order the stack file lists them", async () => {
    const config = stackConfig("dev");
    const [group] = JSON.parse(config["eks-platform:dataPlane"] ?? "[]") as [Record<string, unknown>];
    const groups = [group, { ...group, name: "batch" }];
    const labelsFor = async (dataPlane: readonly unknown[]) => {
      const changed = { ...config, "eks-platform:dataPlane": JSON.stringify(dataPlane) };
      return (await recordProgram("dev", { config: changed })).resources.map(label).sort();
    };
    assert.deepEqual(await labelsFor(groups), await labelsFor(groups.toReversed()));
  });
});

describe("the kubeconfig", () => {
  it("is a secret, and names no profile of the machine it was made on", async () => {
    process.env.AWS_PROFILE = "someone";
    try {
      const { outputs } = await recordProgram("dev");
      const { $secret } = outputs.kubeconfig as { readonly $secret: string };
      assert.doesNotMatch($secret, /someone|AWS_PROFILE/);
    } finally {
      delete process.env.AWS_PROFILE;
    }
  });
});
