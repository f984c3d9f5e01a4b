import { overlaps, parseCidr } from "../../capacity/cidr";
import { subnetsFit, zonePrefixLength } from "../../capacity/subnets";
import { isFargateProfile } from "../dataPlane";
import type { InterfaceEndpointService } from "../network";
import { listed, repeated } from "../lists";
import { rule } from "./rule";

/** Without a way to the internet images and credentials come through these. S3 has its gateway endpoint. */
const neededByPods: readonly InterfaceEndpointService[] = ["ecr.api", "ecr.dkr", "sts"];

/** Nodes also ask for addresses of pods, and their Pod Identity agent for credentials. */
const neededByNodes: readonly InterfaceEndpointService[] = ["ec2", "ecr.api", "ecr.dkr", "eks-auth", "sts"];

const privateRegistry = /^\d{12}\.dkr\.ecr\./;

const zonesAreOfTheRegion = rule(["region", "network"], ({ region, network }, refuse) => {
  network.availabilityZones.forEach((zone, index) => {
    if (zone.slice(0, -1) !== region) {
      refuse(["network", "availabilityZones", index], `must be a zone of ${region}, such as ${region}a`);
    }
  });
});

const zonesDiffer = rule(["network"], ({ network }, refuse) => {
  for (const index of repeated(network.availabilityZones)) {
    refuse(["network", "availabilityZones", index], "must be named once");
  }
});

const endpointsDiffer = rule(["network"], ({ network }, refuse) => {
  for (const index of repeated(network.interfaceEndpoints)) {
    refuse(["network", "interfaceEndpoints", index], "must be named once");
  }
});

const subnetsFitTheVpc = rule(["network"], ({ network: { vpcCidr, availabilityZones, subnets } }, refuse) => {
  const vpcPrefixLength = Number(vpcCidr.split("/")[1]);
  const zones = availabilityZones.length;
  const lengths = { private: subnets.private.prefixLength, public: subnets.public.prefixLength };
  if (subnetsFit(vpcPrefixLength, zones, lengths)) return;
  const share = zonePrefixLength(vpcPrefixLength, zones);
  refuse(
    ["network", "subnets"],
    `/${lengths.private} and /${lengths.public} do not fit: each of the ${zones} zones gets a /${share} of ${vpcCidr}; ` +
      `make them smaller, such as /${share + 1} and /${Math.min(share + 5, 28)}, or leave them out`,
  );
});

const servicesAreOutsideTheVpc = rule(["network", "cluster"], ({ network, cluster }, refuse) => {
  const vpc = parseCidr(network.vpcCidr);
  const services = parseCidr(cluster.serviceCidr);
  if (vpc && services && overlaps(vpc, services)) {
    refuse(["cluster", "serviceCidr"], `must not overlap network.vpcCidr (${network.vpcCidr})`);
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
      `must hold ${listed(missing)} with natGateways none: no image could be pulled and no node could join`,
    );
  }
});

const imagesAreReachable = rule(["network", "apps"], ({ network, apps }, refuse) => {
  if (network.natGateways !== "none" || !apps.hello || privateRegistry.test(apps.hello.image)) return;
  refuse(
    ["apps", "hello", "image"],
    "must come from a private ECR registry (<account>.dkr.ecr.<region>.amazonaws.com/...) with network.natGateways none",
  );
});

export const networkRules = [
  zonesAreOfTheRegion,
  zonesDiffer,
  endpointsDiffer,
  subnetsFitTheVpc,
  servicesAreOutsideTheVpc,
  nodesReachTheControlPlane,
  nodesReachTheRegistry,
  imagesAreReachable,
];
