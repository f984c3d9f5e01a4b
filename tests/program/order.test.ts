import assert from "node:assert/strict";
import { recordEnvironment } from "../helpers/program";
import type { Recording } from "../helpers/recording";

for (const environment of ["dev", "prod"]) {
  describe(`the order of ${environment}`, () => {
    let recording: Recording;

    before(async () => {
      recording = await recordEnvironment(environment);
    });

    const nodeGroups = () => recording.all("eks:index:ManagedNodeGroup");
    const inCluster = () => recording.resources.filter(({ type }) => type.startsWith("kubernetes:"));

    it("has the CNI and kube-proxy running before the first node, and until the last has gone", () => {
      assert.notEqual(nodeGroups().length, 0);
      for (const nodes of nodeGroups()) {
        for (const addon of ["Addon::vpc-cni", "Addon::kube-proxy"]) {
          recording.happensBefore(addon, nodes);
          recording.destroyedBefore(nodes, addon);
        }
      }
    });

    it("gives nodes their permissions before they start, and takes them after they have gone", () => {
      const policies = recording
        .all("aws:iam/rolePolicyAttachment:RolePolicyAttachment")
        .filter(({ name }) => name.startsWith("system-node-role-"));
      assert.equal(policies.length, 4);
      for (const policy of policies) {
        recording.happensBefore(policy, "ManagedNodeGroup::system");
        recording.destroyedBefore("ManagedNodeGroup::system", policy);
      }
    });

    it("starts CoreDNS on nodes that are there", () => {
      for (const nodes of nodeGroups()) {
        recording.happensBefore(nodes, "Addon::coredns");
        recording.destroyedBefore("Addon::coredns", nodes);
      }
    });

    it("starts apps when nodes and names work, and ends them while nodes can still run and drain them", () => {
      assert.notEqual(inCluster().length, 0);
      for (const object of inCluster()) {
        for (const needed of [...nodeGroups(), "Addon::coredns"]) {
          recording.happensBefore(needed, object);
          recording.destroyedBefore(object, needed);
        }
      }
    });

    it("keeps the deployer's access until everything in the cluster has gone", () => {
      for (const object of [...inCluster(), "pulumi:providers:kubernetes::cluster"]) {
        for (const access of ["AccessEntry", "AccessPolicyAssociation"]) {
          recording.happensBefore(`${access}::cluster-access-deployer`, object);
          recording.destroyedBefore(object, `${access}::cluster-access-deployer`);
        }
      }
    });

    it("does not replace the Kubernetes provider, and all behind it, with an access entry", () => {
      const provider = recording.get("pulumi:providers:kubernetes");
      const behindInputs = Object.values(provider.propertyDependencies).flat().join();
      assert.doesNotMatch(behindInputs, /access/i);
    });

    it("has the log group, the key and the role's policy before the control plane, and until it has gone", () => {
      for (const needed of [
        "LogGroup::cluster-logs",
        "Key::cluster-secrets",
        "RolePolicyAttachment::cluster-role-AmazonEKSClusterPolicy",
      ]) {
        recording.happensBefore(needed, "eks:index:Cluster::cluster");
        recording.destroyedBefore("eks:index:Cluster::cluster", needed);
      }
    });
  });
}
