import { noController } from "./exposure";
import type { Mistake } from "./mistake";

/** What `purpose: production` refuses. */
export const productionMistakes: readonly Mistake[] = [
  {
    title: "production without deletion protection",
    changes: { "cluster.deletionProtection": false },
    problems: {
      "eks-platform:cluster.deletionProtection":
        "is false; must be true: to delete the environment, deploy it with this and purpose: development first, then destroy it (purpose: production)",
    },
  },
  {
    title: "production with only a public endpoint",
    changes: { "cluster.endpoint": { private: false, public: true, publicAccessCidrs: ["0.0.0.0/0"] } },
    problems: {
      "eks-platform:cluster.endpoint.private": "is false; must be true (purpose: production)",
      "eks-platform:cluster.endpoint.publicAccessCidrs[0]":
        'is "0.0.0.0/0"; must not be the whole internet: name your own ranges (purpose: production)',
    },
  },
  {
    title: "production open to the world",
    changes: { "cluster.endpoint": { public: true, publicAccessCidrs: ["0.0.0.0/0"] } },
    problems: {
      "eks-platform:cluster.endpoint.publicAccessCidrs[0]":
        'is "0.0.0.0/0"; must not be the whole internet: name your own ranges (purpose: production)',
    },
  },
  {
    title: "production without an audit log",
    changes: { "cluster.logTypes": ["api"] },
    problems: { "eks-platform:cluster.logTypes": 'is ["api"]; must include audit (purpose: production)' },
  },
  {
    title: "production behind one NAT gateway",
    changes: { "network.natGateways": "single" },
    problems: {
      "eks-platform:network.natGateways":
        'is "single"; must be onePerAz or none: the failure of its zone cuts off all zones (purpose: production)',
    },
  },
  {
    title: "production in the smallest subnets",
    changes: {
      "network.cidrBlock": "10.40.0.0/24",
      "network.subnets": { private: { prefixLength: 28 }, public: { prefixLength: 28 } },
      "network.interfaceEndpoints": ["ecr.api", "ecr.dkr", "sts"],
    },
    problems: {
      "eks-platform:network.subnets.private.prefixLength":
        "is 28; must be at most 27: a /28 has 11 free addresses; the control plane takes 6, and EKS recommends 16",
      "eks-platform:dataPlane":
        "each private subnet (/28) has 11 addresses, and needs 310 while its groups are upgraded (185 without an upgrade): " +
        "300 for system, 7 for the control plane, 3 for interface endpoints; " +
        "set network.cidrBlock to a /20 and network.subnets to { private: { prefixLength: 23 }, public: { prefixLength: 28 } }",
    },
  },
  {
    title: "production on one node",
    changes: { "dataPlane.0.scaling": { min: 1, max: 3 } },
    problems: {
      "eks-platform:dataPlane":
        "must keep at least 2 on-demand nodes (the sum of scaling.min): one node's failure is an outage (purpose: production)",
    },
  },
  {
    title: "production on spot nodes only",
    changes: { "dataPlane.0.capacityType": "spot" },
    problems: {
      "eks-platform:dataPlane":
        "must include a group with capacityType on-demand: AWS takes spot nodes back two minutes after notice (purpose: production)",
    },
  },
  {
    title: "production with one CoreDNS",
    changes: { "addons.coredns.replicas": 1 },
    problems: { "eks-platform:addons.coredns.replicas": "is 1; must be at least 2 (purpose: production)" },
  },
  {
    title: "production that serves plain HTTP without saying so",
    changes: { ...noController, "exposure.controller": "traefik", "apps.hello.expose": { host: "hello.example.com" } },
    problems: {
      "eks-platform:versions.addons.traefik": "is required because exposure.controller is traefik",
      "eks-platform:versions.addons.gateway-api-crds": "is required because exposure.controller is traefik",
      "eks-platform:apps.hello.expose.tls":
        'is required: a kind of certificate, or "{ kind: none }" to serve plain HTTP on purpose (purpose: production)',
    },
  },
  {
    title: "production with one pod of an app",
    changes: { "apps.hello.replicas": 1 },
    problems: { "eks-platform:apps.hello.replicas": "is 1; must be at least 2 (purpose: production)" },
  },
  {
    title: "production with certificates that nobody trusts",
    changes: {
      dns: { zones: [{ name: "prod.example.com", id: "Z0123456789ABCDEFGHIJ" }] },
      "versions.addons.cert-manager": "v1.21.0-eksbuild.3",
      "addons.cert-manager": { issuer: { email: "platform-team@example.com" } },
    },
    problems: {
      "eks-platform:addons.cert-manager.issuer.acme":
        'is "staging" by default; must be production: nobody trusts certificates of staging (purpose: production)',
    },
  },
  {
    title: "repositories that take their images with them",
    changes: {
      registry: {
        repositories: { app: { forceDelete: true } },
        publicRepositories: { app: { description: "An app", forceDestroy: true } },
      },
    },
    problems: {
      "eks-platform:registry.repositories.app.forceDelete": "is true; must be false (purpose: production)",
      "eks-platform:registry.publicRepositories.app.forceDestroy": "is true; must be false (purpose: production)",
    },
  },
];
