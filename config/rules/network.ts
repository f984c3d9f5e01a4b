import { overlaps, parseCidr } from "../../capacity/cidr";
import { isFargateProfile } from "../../components/dataPlane/spec";
import type { InterfaceEndpointService } from "../../components/network/spec";
import { listed } from "../../components/spec/lists";
import { rule } from "./rule";

/** Without a way to the internet images and credentials come through these. S3 has its gateway endpoint. */
const neededByPods: readonly InterfaceEndpointService[] = ["ecr.api", "ecr.dkr", "sts"];

/** Nodes also ask for addresses of pods, and their Pod Identity agent for credentials. */
const neededByNodes: readonly InterfaceEndpointService[] = ["ec2", "ecr.api", "ecr.dkr", "eks-auth", "sts"];

const zonesAreOfTheRegion = rule(["region", "network"], ({ region, network }, refuse) => {
  network.availabilityZones.forEach((zone, index) => {
    if (zone.slice(0, -1) !== region) {
      refuse(["network", "availabilityZones", index], `must be a zone of ${region}, for example ${region}a`);
    }
  });
});

const servicesAreOutsideTheVpc = rule(["network", "cluster"], ({ network, cluster }, refuse) => {
  const vpc = parseCidr(network.cidrBlock);
  const services = parseCidr(cluster.serviceCidr);
  if (vpc && services && overlaps(vpc, services)) {
    refuse(["cluster", "serviceCidr"], `must not overlap network.cidrBlock (${network.cidrBlock})`);
  }
});

const nodesReachTheControlPlane = rule(["network", "cluster"], ({ network, cluster }, refuse) => {
  if (network.natGateways === "none" && !cluster.endpoint.private) {
    refuse(
      ["cluster", "endpoint", "private"],
      "must be true with network.natGateways none: nodes have no other way to the API server",
    );
  }
});

const nodesReachTheRegistry = rule(["network", "dataPlane"], ({ network, dataPlane }, refuse) => {
  if (network.natGateways !== "none") return;
  const needed = dataPlane.every(isFargateProfile) ? neededByPods : neededByNodes;
  const missing = needed.filter((service) => !network.interfaceEndpoints.includes(service));
  if (missing.length > 0) {
    refuse(
      ["network", "interfaceEndpoints"],
      `must include ${listed(missing)} with natGateways none: no image could be pulled and no node could join`,
    );
  }
});

/** Rules between the network and what is in it. */
export const networkRules = [
  zonesAreOfTheRegion,
  servicesAreOutsideTheVpc,
  nodesReachTheControlPlane,
  nodesReachTheRegistry,
];
