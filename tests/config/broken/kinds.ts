import type { Mistake } from "./mistake";

const batch = { name: "batch", kind: "self-managed", instanceTypes: ["c7i.xlarge"], scaling: { min: 0, max: 6 } };
const jobs = { name: "jobs", kind: "fargate", selectors: [{ namespace: "jobs-*" }] };
const auto = { name: "auto", kind: "auto", isDefaultClass: false };
const coreDnsSelector = { namespace: "kube-system", labels: { "k8s-app": "kube-dns" } };

/** What goes together with a kind of data plane, and what does not. */
export const kindMistakes: readonly Mistake[] = [
  {
    title: "an on-demand base without spot nodes",
    changes: { "dataPlane.1": { ...batch, onDemandBase: 1 } },
    problems: { "eks-platform:dataPlane[1].onDemandBase": "is 1; must be 0 with capacityType on-demand" },
  },
  {
    title: "more on-demand nodes than nodes",
    changes: { "dataPlane.1": { ...batch, capacityType: "spot", onDemandBase: 7 } },
    problems: { "eks-platform:dataPlane[1].onDemandBase": "is 7; must not be more than scaling.max (6)" },
  },
  {
    title: "an update strategy of managed groups in a self-managed one",
    changes: { "dataPlane.1": { ...batch, update: { maxUnavailable: 1 } } },
    problems: {
      "eks-platform:dataPlane[1].update":
        "is not a known key; known here: kind, name, instanceTypes, capacityType, scaling, perZone, diskSizeGiB, labels, taints, kubelet, amiType, onDemandBase, instanceRefresh, securityGroupIds",
    },
  },
  {
    title: "the name of a security group for its id",
    changes: { "dataPlane.1": { ...batch, securityGroupIds: ["batch-nodes"] } },
    problems: {
      "eks-platform:dataPlane[1].securityGroupIds[0]":
        'is "batch-nodes"; must be the id of a security group, for example sg-0123456789abcdef0',
    },
  },
  {
    title: "two taints of one key on self-managed nodes",
    changes: {
      "dataPlane.1": {
        ...batch,
        taints: [
          { key: "team", value: "a", effect: "NoSchedule" },
          { key: "team", value: "b", effect: "NoExecute" },
        ],
      },
    },
    problems: {
      "eks-platform:dataPlane[1].taints[1].key":
        'is "team"; must differ from the key of every other taint of a self-managed group',
    },
  },
  {
    title: "more pods than EKS lets a node of a managed group run",
    changes: { "dataPlane.0.instanceTypes": ["m7i.8xlarge", "m7i.4xlarge"], "dataPlane.0.kubelet": { maxPods: 200 } },
    problems: {
      "eks-platform:dataPlane[0].kubelet.maxPods":
        "is 200; must be at most 110 in a managed group: EKS holds m7i.4xlarge to it (110 pods up to 30 vCPUs, 250 above); lower it, or make the group self-managed",
    },
  },
  {
    title: "images deleted down to more than they are deleted from",
    changes: { "dataPlane.0.kubelet": { imageGCHighThresholdPercent: 70 } },
    problems: {
      "eks-platform:dataPlane[0].kubelet":
        "must have imageGCLowThresholdPercent (default 80) below imageGCHighThresholdPercent (default 85)",
    },
  },
  {
    title: "an eviction signal that the kubelet does not have",
    changes: { "dataPlane.0.kubelet": { evictionHard: { "memory.free": "100Mi" } } },
    problems: {
      'eks-platform:dataPlane[0].kubelet.evictionHard["memory.free"]':
        "is not a known key; known here: memory.available, nodefs.available, nodefs.inodesFree, imagefs.available, imagefs.inodesFree, pid.available",
    },
  },
  {
    title: "a group with the name of a zone's group",
    changes: { "dataPlane.0.perZone": true, "dataPlane.1": { ...batch, name: "system-a" } },
    problems: {
      "eks-platform:dataPlane[1].name": 'is "system-a"; must differ from the groups that system makes for each zone',
    },
  },
  {
    title: "six selectors in a Fargate profile",
    changes: {
      "dataPlane.1": { ...jobs, selectors: ["a", "b", "c", "d", "e", "f"].map((namespace) => ({ namespace })) },
    },
    problems: { "eks-platform:dataPlane[1].selectors": "must include at most 5 selectors: make another profile" },
  },
  {
    title: "a Fargate profile with a name of EKS's own",
    changes: { "dataPlane.1": { ...jobs, name: "eks-jobs" } },
    problems: { "eks-platform:dataPlane[1].name": 'is "eks-jobs"; must not begin with eks-, which EKS reserves' },
  },
  {
    title: "a namespace that none can be",
    changes: { "dataPlane.1": { ...jobs, selectors: [{ namespace: "Team_A" }] } },
    problems: {
      "eks-platform:dataPlane[1].selectors[0].namespace":
        'is "Team_A"; must be a namespace, for example payments or team-*; the wildcards * and ? are allowed',
    },
  },
  {
    title: "Fargate alone without a place for CoreDNS",
    changes: {
      dataPlane: [{ ...jobs, selectors: [{ namespace: "hello" }] }],
      "versions.nodes": undefined,
      "versions.addons": { coredns: "v1.14.3-eksbuild.23" },
    },
    problems: {
      "eks-platform:dataPlane":
        'must include a Fargate profile that selects the add-on coredns, which has no node to run on; add the selector "{ namespace: kube-system, labels: { k8s-app: kube-dns } }"',
    },
  },
  {
    title: "Fargate alone without a place for an app",
    changes: {
      dataPlane: [{ ...jobs, selectors: [coreDnsSelector, { namespace: "jobs-*" }] }],
      "versions.nodes": undefined,
      "versions.addons": { coredns: "v1.14.3-eksbuild.23" },
    },
    problems: {
      "eks-platform:apps.hello":
        "needs a Fargate profile in dataPlane that selects its pods: add { namespace: hello } to the selectors of jobs",
    },
  },
  {
    title: "an add-on of nodes without nodes",
    changes: {
      dataPlane: [{ ...jobs, selectors: [coreDnsSelector, { namespace: "hello" }] }],
      "versions.nodes": undefined,
      "versions.addons": { coredns: "v1.14.3-eksbuild.23", "kube-proxy": "v1.36.0-eksbuild.25" },
    },
    problems: {
      "eks-platform:versions.addons.kube-proxy":
        'is "v1.36.0-eksbuild.25"; must be left out: it runs on managed and self-managed nodes only, and dataPlane has none; it is built into Fargate',
    },
  },
  {
    title: "CoreDNS beside Auto Mode's own",
    changes: {
      dataPlane: [auto],
      "versions.nodes": undefined,
      "versions.addons": { coredns: "v1.14.3-eksbuild.23" },
    },
    problems: {
      "eks-platform:versions.addons.coredns":
        'is "v1.14.3-eksbuild.23"; must be left out: it runs on managed and self-managed nodes and Fargate only, and dataPlane has none; it is built into nodes of Auto Mode',
    },
  },
  {
    title: "two classes of volumes for claims that name none",
    changes: { "dataPlane.1": { ...auto, isDefaultClass: true } },
    problems: {
      "eks-platform:addons.aws-ebs-csi-driver.isDefaultClass":
        "is true by default; must be false, or dataPlane[1].isDefaultClass: nodes of Auto Mode take volumes of their own class alone, other nodes those of gp3, and one of the two is for claims that name none",
    },
  },
  {
    title: "Auto Mode twice",
    changes: { "dataPlane.1": auto, "dataPlane.2": { ...auto, name: "auto-2" } },
    problems: {
      "eks-platform:dataPlane[2]": "must be the only entry of kind auto: a cluster has one Auto Mode",
    },
  },
  {
    title: "a node pool that Auto Mode does not have",
    changes: { "dataPlane.1": { ...auto, nodePools: ["gpu"] } },
    problems: {
      "eks-platform:dataPlane[1].nodePools[0]": 'is "gpu"; must be one of general-purpose, system',
    },
  },
  {
    title: "logs of Fargate in two profiles",
    changes: {
      "dataPlane.1": { ...jobs, logging: { retentionDays: 30 } },
      "dataPlane.2": { ...jobs, name: "more-jobs", logging: { retentionDays: 30 } },
    },
    problems: {
      "eks-platform:dataPlane[2].logging":
        "must be left out: jobs has it already, and it is for the pods of all Fargate profiles",
    },
  },
  {
    title: "a filter that the log router of Fargate does not have",
    changes: {
      "dataPlane.1": {
        ...jobs,
        logging: { retentionDays: 30, filters: "[FILTER]\n    Name lua\n    Match *\n" },
      },
    },
    problems: {
      "eks-platform:dataPlane[1].logging.filters":
        'is "[FILTER]\\n    Name lua\\n    Match *\\n"; [FILTER] number 1 must be one of the filters that Fargate knows (grep, parser, record_modifier, rewrite_tag, throttle, nest, modify, kubernetes), not lua',
    },
  },
  {
    title: "spare prefixes without prefixes",
    changes: { "addons.vpc-cni": { warmTargets: { prefixes: 1 } } },
    problems: {
      "eks-platform:addons.vpc-cni.warmTargets.prefixes": "is 1; must be left out without prefixDelegation",
    },
  },
];
