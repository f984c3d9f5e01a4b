import type { Mistake } from "./mistake";

/** Add-ons and apps. */
export const appsMistakes: readonly Mistake[] = [
  {
    title: "settings of an add-on that is not there",
    changes: { addons: { "core-dns": {} } },
    problems: {
      "eks-platform:addons.core-dns": "is not a known key; did you mean coredns?",
    },
  },
  {
    title: "settings of an add-on that has no pin",
    changes: {
      dataPlane: [{ name: "auto", kind: "auto" }],
      "versions.nodes": undefined,
      "versions.addons": undefined,
      addons: { coredns: { replicas: 3 } },
    },
    problems: {
      "eks-platform:addons.coredns":
        "must be left out: the add-on has no pin; add versions.addons.coredns to install it, or take the block out",
    },
  },
  {
    title: "no CoreDNS",
    changes: { addons: { coredns: { replicas: 0 } } },
    problems: { "eks-platform:addons.coredns.replicas": "is 0; must be a whole number from 1 to 20" },
  },
  {
    title: "fewer pods of CoreDNS at most than there are at least",
    changes: { addons: { coredns: { replicas: 3, maxReplicas: 3 } } },
    problems: { "eks-platform:addons.coredns.maxReplicas": "is 3; must be more than replicas, which are 3" },
  },
  {
    title: "strict network policies that nothing enforces",
    changes: { addons: { "vpc-cni": { networkPolicyMode: "strict" } } },
    problems: {
      "eks-platform:addons.vpc-cni.networkPolicyMode":
        'is "strict"; must be left out without networkPolicy: nothing is enforced',
    },
  },
  {
    title: "an image without a version",
    changes: { "apps.hello.image": "public.ecr.aws/nginx/nginx-unprivileged" },
    problems: {
      "eks-platform:apps.hello.image":
        'is "public.ecr.aws/nginx/nginx-unprivileged"; must be an image with a tag or a digest, for example registry.example.com/hello:1.4.2',
    },
  },
  {
    title: "an image that moves",
    changes: { "apps.hello.image": "public.ecr.aws/nginx/nginx-unprivileged:latest" },
    problems: {
      "eks-platform:apps.hello.image":
        'is "public.ecr.aws/nginx/nginx-unprivileged:latest"; must not be the tag latest, which moves without a change here: name a version',
    },
  },
  {
    title: "memory in another unit",
    changes: { "apps.hello.requests": { memory: "64MB" } },
    problems: { "eks-platform:apps.hello.requests.memory": 'is "64MB"; must be a memory quantity, for example 64Mi' },
  },
  {
    title: "an app that is not there",
    changes: { "apps.helo": { image: "x:1" } },
    problems: { "eks-platform:apps.helo": "is not a known key; did you mean hello?" },
  },
];
