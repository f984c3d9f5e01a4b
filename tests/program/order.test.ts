import assert from "node:assert/strict";
import { predecessors } from "../../components/addons/order";
import { addonNames, addonSpec } from "../../components/addons/specs";
import { atLeastOne } from "../helpers/atLeastOne";
import { recordEnvironment } from "../helpers/program";
import { environments } from "../helpers/stackConfig";
import type { RecordedResource } from "../../recording/recordedResource";
import type { Recording } from "../helpers/recording";

const nodeGroupTypes = ["eks:index:ManagedNodeGroup", "eks:index:NodeGroupV2"];
const fargateProfile = "aws:eks/fargateProfile:FargateProfile";
const policyAttachment = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";

const eksAddon = "aws:eks/addon:Addon";
const helmRelease = "kubernetes:helm.sh/v3:Release";
/** The objects of a chart without a release: its custom resource kinds. */
const helmObjects = "kubernetes:helm.sh/v4:Chart";

/** How many pairs of resources each rule has compared. */
const compared = new Map<string, number>();

/** Add-ons whose place in the order has been looked at in some environment. */
const placed = new Set<string>();

/** Group and kind of an object, for example `networking.k8s.io/Ingress`; a group of Kubernetes' own may be short, like `apps`. */
function kindOf({ type }: RecordedResource): { readonly group: string; readonly kind: string } | undefined {
  const [, group, kind] = /^kubernetes:([^/]+)\/[^:]+:(\w+)$/.exec(type) ?? [];
  return group === undefined || kind === undefined ? undefined : { group, kind: `${group}/${kind}` };
}

/** Groups that every API server has, and the one by which Pulumi names its own resources. */
const isBuiltIn = (group: string) =>
  !group.includes(".") || /^(?:(?:\w+|rbac\.authorization)\.k8s\.io|helm\.sh)$/.test(group);

for (const environment of environments) {
  describe(`the order of ${environment}`, () => {
    let recording: Recording;
    let rule: string;

    before(async () => {
      recording = await recordEnvironment(environment);
    });
    beforeEach(function () {
      rule = this.currentTest?.title ?? "";
      compared.set(rule, compared.get(rule) ?? 0);
    });

    const ofTypes = (...types: string[]) => recording.resources.filter(({ type }) => types.includes(type));
    const nodeGroups = () => ofTypes(...nodeGroupTypes);
    const compute = () => ofTypes(...nodeGroupTypes, fargateProfile);
    const addons = (...names: string[]) => ofTypes(eksAddon).filter(({ name }) => names.includes(name));
    const inCluster = () => recording.resources.filter(({ type }) => type.startsWith("kubernetes:"));
    const inDataPlane = (object: RecordedResource) =>
      recording.ancestors(object).some(({ type }) => type === "eks-platform:dataPlane:DataPlane");
    const inAddons = (object: RecordedResource) =>
      recording.ancestors(object).some(({ type }) => type.startsWith("eks-platform:addons:"));
    const inApps = (object: RecordedResource) =>
      recording.ancestors(object).some(({ type }) => type.startsWith("eks-platform:apps:"));

    const inCharts = (object: RecordedResource) =>
      recording.ancestors(object).some(({ type }) => type === "eks-platform:charts:Charts");
    const partsOf = (name: string) =>
      recording.resources.filter(
        (part) =>
          (part.custom || part.remote) &&
          recording.ancestors(part).some((each) => each.type.startsWith("eks-platform:addons:") && each.name === name),
      );
    /** What installs an add-on, its kinds and its webhooks. */
    const sources = (name: string) =>
      partsOf(name).filter(({ type }) => [eksAddon, helmRelease, helmObjects].includes(type));

    /** Asserts that `needed` is there before `user` is, and until `user` has gone. */
    const outlives = (needed: RecordedResource, user: RecordedResource) => {
      recording.happensBefore(needed, user);
      recording.destroyedBefore(user, needed);
      compared.set(rule, (compared.get(rule) ?? 0) + 1);
    };

    it("has the subnets of pods before the first node, and until the last has gone: their interfaces are there", () => {
      const subnets = recording.resources.filter(
        (each) =>
          each.type === "aws:ec2/subnet:Subnet" &&
          recording.ancestors(each).some(({ type }) => type === "eks-platform:network:PodSubnets"),
      );
      for (const subnet of subnets) for (const group of nodeGroups()) outlives(subnet, group);
    });

    it("has CNI, kube-proxy and Pod Identity agent running before the first node, and until the last has gone", () => {
      const onNodes = addons("vpc-cni", "kube-proxy", "eks-pod-identity-agent");
      assert.equal(onNodes.length, nodeGroups().length > 0 ? 3 : 0);
      for (const nodes of nodeGroups()) for (const addon of onNodes) outlives(addon, nodes);
    });

    it("gives the CNI its permissions before it starts, and takes them after the last node has gone", () => {
      const permissions = ofTypes(policyAttachment).filter(({ name }) => name.endsWith("-AmazonEKS_CNI_Policy"));
      assert.equal(permissions.length, nodeGroups().length > 0 ? 1 : 0);
      for (const permission of permissions) {
        for (const user of [...addons("vpc-cni"), ...nodeGroups()]) outlives(permission, user);
      }
    });

    it("has the agent that hands the CNI its permissions before the CNI", () => {
      for (const agent of addons("eks-pod-identity-agent")) for (const cni of addons("vpc-cni")) outlives(agent, cni);
    });

    it("gives nodes and pods on Fargate their permissions before they start, and takes them after they have gone", () => {
      for (const user of compute()) {
        const [group] = recording.ancestors(user);
        const policies = ofTypes(policyAttachment).filter(({ parent }) => parent === group?.urn);
        assert.equal(policies.length, user.type === fargateProfile ? 1 : 3);
        for (const policy of policies) outlives(policy, user);
      }
    });

    it("lets self-managed nodes in before they start, and until they have gone", () => {
      for (const nodes of ofTypes("eks:index:NodeGroupV2")) {
        const [group] = recording.ancestors(nodes);
        const [entry] = ofTypes("aws:eks/accessEntry:AccessEntry").filter(({ parent }) => parent === group?.urn);
        assert.ok(entry);
        outlives(entry, nodes);
      }
    });

    it("opens the way between nodes and control plane before the first node, and until the last has gone", () => {
      for (const nodes of nodeGroups()) {
        for (const rule of ofTypes("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")) {
          if (!inAddons(rule)) outlives(rule, nodes);
        }
      }
    });

    it("changes Fargate profiles one at a time", () => {
      const profiles = ofTypes(fargateProfile);
      profiles.slice(1).forEach((profile, index) => {
        const before = profiles[index];
        assert.ok(before);
        outlives(before, profile);
      });
    });

    it("starts CoreDNS on nodes or on Fargate when they are there", () => {
      const hasAutoModeAlone = compute().length === 0;
      const [coreDns, ...others] = addons("coredns");
      assert.deepEqual([coreDns === undefined, others], [hasAutoModeAlone, []]);
      if (coreDns) for (const place of compute()) outlives(place, coreDns);
    });

    it("starts an EKS add-on when its pods have their permissions and those that its spec puts first are there", () => {
      const pins = Object.fromEntries(ofTypes(eksAddon).map(({ name }) => [name, "v1.0.0-eksbuild.1"]));
      for (const name of addonNames) {
        for (const addon of addons(name)) {
          const own = ofTypes(policyAttachment, "aws:iam/rolePolicy:RolePolicy");
          for (const needed of own.filter(({ parent }) => parent === addon.parent)) outlives(needed, addon);
          for (const needed of predecessors(name, pins).flatMap((each) => addons(each))) outlives(needed, addon);
        }
      }
    });

    it("has add-ons that nodes need before them, and every other one after them and on its way out before they are", () => {
      for (const name of addonNames) {
        for (const addon of sources(name)) {
          placed.add(name);
          for (const place of addonSpec(name).stage === "beforeNodes" ? nodeGroups() : compute()) {
            if (addonSpec(name).stage === "beforeNodes") outlives(addon, place);
            else outlives(place, addon);
          }
        }
      }
    });

    it("has the kinds of custom resources before the first of them, and until the last has gone", () => {
      for (const object of inCluster()) {
        const { group = "" } = kindOf(object) ?? {};
        if (isBuiltIn(group)) continue;
        const bringing = addonNames.filter((name) => addonSpec(name).kinds?.includes(group)).flatMap(sources);
        assert.notEqual(bringing.length, 0, `no spec of an add-on says that it brings the kinds of ${group}`);
        for (const addon of bringing) outlives(addon, object);
      }
    });

    it("has the webhooks of an add-on answering before the first object that they are asked about, and until the last has gone", () => {
      for (const name of addonNames) {
        const { guards = [] } = addonSpec(name);
        const guarded = inCluster().filter((object) => guards.includes(kindOf(object)?.kind ?? ""));
        for (const object of guarded) for (const addon of sources(name)) outlives(addon, object);
      }
    });

    it("has what makes load balancers before what asks it for one, and until that has gone", () => {
      const asking = inCluster().filter(({ inputs }) => JSON.stringify(inputs).includes("service.k8s.aws/nlb"));
      for (const object of asking) for (const addon of sources("aws-load-balancer-controller")) outlives(addon, object);
    });

    it("has every add-on before what is deployed with it, and until that has gone with all that it has in AWS", () => {
      const deployed = inCluster().filter((object) => inApps(object) || inCharts(object));
      for (const object of deployed) for (const part of addonNames.flatMap(partsOf)) outlives(part, object);
    });

    it("starts the charts of add-ons when their pods can run and have their permissions", () => {
      for (const release of ofTypes(helmRelease)) {
        const [, addon] = recording.ancestors(release);
        const own = ofTypes("aws:eks/podIdentityAssociation:PodIdentityAssociation", "aws:iam/rolePolicy:RolePolicy");
        for (const needed of own.filter(({ parent }) => parent === addon?.urn)) outlives(needed, release);
        for (const needed of [...compute(), ...addons("eks-pod-identity-agent")]) outlives(needed, release);
      }
    });

    it("has all of an add-on before those that need it or go after it, and until they have gone", () => {
      for (const name of addonNames) {
        const { needs = [], after = [] } = addonSpec(name);
        for (const needed of [...needs, ...after].flatMap(partsOf)) {
          for (const user of partsOf(name)) outlives(needed, user);
        }
      }
    });

    it("starts apps when nodes and names work, and ends them while nodes can still run and drain them", () => {
      const objects = inCluster().filter(inApps);
      assert.equal(
        objects.length > 0,
        recording.resources.some(({ type }) => type.startsWith("eks-platform:apps:")),
      );
      for (const object of objects) {
        for (const needed of [...compute(), ...addons("coredns")]) outlives(needed, object);
      }
    });

    it("ends what exposes an app before its controller, though the app itself may stay", () => {
      const controllers = ofTypes("kubernetes:helm.sh/v3:Release");
      for (const object of ofTypes("kubernetes:networking.k8s.io/v1:Ingress").filter(inApps)) {
        for (const controller of controllers) assert.ok(object.dependencies.includes(controller.urn), controller.name);
        for (const controller of controllers) outlives(controller, object);
      }
    });

    it("tells Fargate where logs go before it starts the first pod", () => {
      const ofAutoMode = ({ type }: RecordedResource) => type === "kubernetes:storage.k8s.io/v1:StorageClass";
      for (const object of inCluster().filter((each) => inDataPlane(each) && !ofAutoMode(each))) {
        for (const profile of ofTypes(fargateProfile)) outlives(object, profile);
      }
    });

    it("keeps the deployer's access until everything in the cluster has gone", () => {
      const access = ofTypes(
        "aws:eks/accessEntry:AccessEntry",
        "aws:eks/accessPolicyAssociation:AccessPolicyAssociation",
      ).filter(({ name }) => name === "cluster-access-deployer");
      assert.equal(access.length, 2);
      for (const object of [...inCluster(), recording.get("pulumi:providers:kubernetes")]) {
        for (const needed of access) outlives(needed, object);
      }
    });

    it("does not replace the Kubernetes provider, and all behind it, with an access entry", () => {
      const provider = recording.get("pulumi:providers:kubernetes");
      const behindInputs = atLeastOne(Object.values(provider.propertyDependencies).flat());
      assert.doesNotMatch(behindInputs.join(), /access/i);
      compared.delete(rule); // it compares none
    });

    it("has the registry and its caches before what pulls from it, and until that has gone", () => {
      const pulled = recording.resources.filter(({ type }) => /^aws:ecr\//.test(type));
      for (const needed of pulled)
        for (const user of [...compute(), ...inCluster().filter(inApps)]) outlives(needed, user);
    });

    it("lets findings into their topic or queue before the rule sends any", () => {
      const ofTopics = ofTypes("aws:sns/topicPolicy:TopicPolicy", "aws:sqs/queuePolicy:QueuePolicy");
      const policies = ofTopics.filter(({ name }) => name.startsWith("registry-"));
      for (const target of ofTypes("aws:cloudwatch/eventTarget:EventTarget")) {
        for (const policy of policies) outlives(policy, target);
      }
    });

    it("lets alarms into their topic before there are any, and ends them before what publishes their metrics", () => {
      for (const alarm of ofTypes("aws:cloudwatch/metricAlarm:MetricAlarm")) {
        const policies = ofTypes("aws:sns/topicPolicy:TopicPolicy").filter(({ name }) => name === "alarms");
        for (const needed of [...policies, ...addons("amazon-cloudwatch-observability")]) outlives(needed, alarm);
      }
    });

    it("has the log group, the key and the role's policies before the control plane, and until it has gone", () => {
      const policies = ofTypes(policyAttachment).filter(({ name }) => name.startsWith("cluster-"));
      assert.notEqual(policies.length, 0);
      const cluster = recording.get("eks:index:Cluster");
      const logGroup = recording.get("aws:cloudwatch/logGroup:LogGroup", "cluster-logs");
      for (const needed of [logGroup, recording.get("aws:kms/key:Key", "cluster-secrets"), ...policies])
        outlives(needed, cluster);
    });
  });
}

describe("every add-on", () => {
  it("has a place in the order of some environment", () => {
    assert.deepEqual(
      addonNames.filter((name) => !placed.has(name)),
      [],
    );
  });
});

describe("every rule of order", () => {
  it("has found resources in some environment", () => {
    const idle = atLeastOne(compared).filter(([, pairs]) => pairs === 0);
    assert.deepEqual(
      idle.map(([title]) => title),
      [],
    );
  });
});
