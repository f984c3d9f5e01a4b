import type { Mistake } from "./mistake";

const shop = {
  web: { image: "registry.example.com/nginx:1" },
  api: { image: "registry.example.com/podinfo:6" },
  store: { image: "registry.example.com/redis:7" },
  payments: "payments.example.com",
};
const arm = {
  name: "arm",
  kind: "managed",
  instanceTypes: ["m7g.large"],
  amiType: "AL2023_ARM_64_STANDARD",
  capacityType: "spot",
  taints: [{ key: "arm64", effect: "NoSchedule" }],
  scaling: { min: 1, max: 2 },
};
const system = { name: "system", kind: "managed", instanceTypes: ["m7i.large"], scaling: { min: 2, max: 4 } };
const own = {
  name: "own",
  kind: "self-managed",
  instanceTypes: ["m7i.large"],
  scaling: { min: 1, max: 2 },
};

/** What apps ask of their pods, as it shows in their settings. */
export const workloadMistakes: readonly Mistake[] = [
  {
    title: "a count of pods beside an autoscaler's bounds",
    changes: { "apps.shop": { ...shop, web: { ...shop.web, scale: { replicas: 2, max: 5 } } } },
    problems: { "eks-platform:apps.shop.web.scale.max": "is 5; must be left out with replicas" },
  },
  {
    title: "an autoscaler that has nothing to scale by",
    changes: { "apps.shop": { ...shop, web: { ...shop.web, scale: { min: 2, max: 5 } } } },
    problems: {
      "eks-platform:apps.shop.web.scale": "must have replicas, or min and max with cpu, memory or both",
    },
  },
  {
    title: "an autoscaler with more pods at least than at most",
    changes: { "apps.shop": { ...shop, web: { ...shop.web, scale: { min: 6, max: 5, cpu: 70 } } } },
    problems: { "eks-platform:apps.shop.web.scale.min": "is 6; must not be more than max (5)" },
  },
  {
    title: "a time of day and a time zone that do not exist",
    changes: { "apps.shop": { ...shop, nightly: { schedule: "61 2 * * *", timeZone: "Mars/Base" } } },
    problems: {
      "eks-platform:apps.shop.nightly.schedule":
        'is "61 2 * * *"; must have a minute from 0 to 59, a range, a list or a step of them',
      "eks-platform:apps.shop.nightly.timeZone":
        'is "Mars/Base"; must be a name of the IANA time zone database, for example Europe/Berlin',
    },
  },
  {
    title: "nodes that there are not",
    changes: {
      "apps.shop": { ...shop, web: { ...shop.web, runsOn: ["spot"] }, api: { ...shop.api, runsOn: ["gpu"] } },
    },
    problems: {
      "eks-platform:apps.shop.web.runsOn": 'is ["spot"]; must leave some nodes: no group or node pool is spot',
      "eks-platform:apps.shop.api.runsOn":
        'is ["gpu"]; must be words of spot, on-demand, amd64, arm64, fargate, auto or system, not gpu',
    },
  },
  {
    title: "Fargate without a profile for the app",
    changes: { "apps.shop": { ...shop, api: { ...shop.api, runsOn: ["fargate"] } } },
    problems: {
      "eks-platform:apps.shop.api.runsOn":
        'is ["fargate"]; needs a Fargate profile in dataPlane that selects its pods: add { namespace: shop } to the selectors of a new group of kind fargate',
    },
  },
  {
    title: "a group of one's own that has no label to find it by",
    changes: { dataPlane: [system, own], "apps.shop": { ...shop, api: { ...shop.api, runsOn: ["own"] } } },
    problems: {
      "eks-platform:apps.shop.api.runsOn":
        'is ["own"]; needs a label that tells the nodes of own apart: give the group one that no other has, for example labels: { group: own }',
    },
  },
  {
    title: "pods that are larger than every node that may run them",
    changes: {
      dataPlane: [system, arm],
      "apps.shop": { ...shop, api: { ...shop.api, runsOn: ["spot", "arm64"], requests: { cpu: "4", memory: "1Gi" } } },
    },
    problems: {
      "eks-platform:apps.shop.api":
        "api.containers must ask for less than 4 CPU and 1.0 GiB, or the nodes be larger: arm (m7g.large) has 1.93 CPU and 7.3 GiB for pods",
    },
  },
  {
    title: "a part of an app at the host of another app",
    changes: {
      "versions.addons.aws-load-balancer-controller": "3.5.0",
      "apps.hello.expose": { host: "hello.dev.example.com" },
      "apps.shop": { ...shop, web: { ...shop.web, expose: { host: "hello.dev.example.com" } } },
    },
    problems: {
      "eks-platform:apps.shop.web.expose.host":
        'is "hello.dev.example.com"; must differ from apps.hello.expose.host: a host has one app',
    },
  },
  {
    title: "quotas that its parts do not fit in",
    changes: { "apps.shop": { ...shop, quota: { "requests.cpu": "200m", "requests.memory": "1Gi", pods: "many" } } },
    problems: {
      'eks-platform:apps.shop.quota["requests.cpu"]':
        'is "200m"; must be at least 0.65: as much do its parts ask for at their fullest, with one pod more of each Deployment while it is changed',
      "eks-platform:apps.shop.quota.pods": 'is "many"; must be a quantity, for example "8" or 16Gi',
    },
  },
  {
    title: "isolation that nothing enforces",
    changes: { "apps.shop": { ...shop, isolated: true } },
    problems: {
      "eks-platform:apps.shop.isolated":
        "is true; must be left out: no add-on enforces NetworkPolicies; the VPC CNI does with networkPolicy: true",
    },
  },
  {
    title: "a password that no add-on makes",
    changes: { "apps.shop": { ...shop, store: { ...shop.store, password: true } } },
    problems: {
      "eks-platform:versions.addons.external-secrets": "is required because apps.shop has the secret store",
    },
  },
];
