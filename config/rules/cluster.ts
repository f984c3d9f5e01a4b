import { isPrivate, parseCidr } from "../../capacity/cidr";
import { accountOfArn } from "../account";
import { repeated } from "../lists";
import { rule } from "./rule";

const deployerIsOfTheAccount = rule(["account"], ({ account }, refuse) => {
  if (accountOfArn(account.deployerRoleArn) !== account.id) {
    refuse(["account", "deployerRoleArn"], `must be a role of account ${account.id} (account.id)`);
  }
});

const deployerIsAdministrator = rule(["account", "cluster"], ({ account, cluster }, refuse) => {
  if (accountOfArn(account.deployerRoleArn) !== account.id) return; // Reported already.
  const [name, entry] =
    Object.entries(cluster.access).find(([, { principalArn }]) => principalArn === account.deployerRoleArn) ?? [];
  if (!entry) {
    refuse(
      ["cluster", "access"],
      `must hold account.deployerRoleArn, or the deployment locks itself out; ` +
        `add "deployer: { principalArn: ${account.deployerRoleArn}, policy: cluster-admin }"`,
    );
  } else if (entry.policy !== "cluster-admin") {
    refuse(
      ["cluster", "access", name ?? "", "policy"],
      "must be cluster-admin for account.deployerRoleArn, or the deployment locks itself out",
    );
  }
});

const principalsDiffer = rule(["cluster"], ({ cluster }, refuse) => {
  const names = Object.keys(cluster.access);
  const principals = Object.values(cluster.access).map(({ principalArn }) => principalArn);
  for (const index of repeated(principals)) {
    const first = names[principals.indexOf(principals[index] ?? "")];
    refuse(
      ["cluster", "access", names[index] ?? "", "principalArn"],
      `must stand once: "${first}" has it already, and EKS keeps one entry for a principal`,
    );
  }
});

const apiServerIsReachable = rule(["cluster"], ({ cluster: { endpoint } }, refuse) => {
  if (!endpoint.private && !endpoint.public) {
    refuse(
      ["cluster", "endpoint"],
      "private and public must not both be false: EKS refuses an API server nobody reaches",
    );
  }
});

const publicRangesAreMeant = rule(["cluster"], ({ cluster: { endpoint } }, refuse) => {
  const ranges = endpoint.publicAccessCidrs;
  if (!endpoint.public && ranges.length > 0) {
    refuse(["cluster", "endpoint", "publicAccessCidrs"], "must be left out while endpoint.public is false");
  }
  if (endpoint.public && ranges.length === 0) {
    refuse(
      ["cluster", "endpoint", "publicAccessCidrs"],
      "must name who may reach the public endpoint, such as [203.0.113.0/24]: without it AWS lets in the world",
    );
  }
  ranges.forEach((range, index) => {
    const cidr = parseCidr(range);
    if (cidr && isPrivate(cidr)) {
      refuse(
        ["cluster", "endpoint", "publicAccessCidrs", index],
        "must be a public range: private addresses reach the API server through endpoint.private",
      );
    }
  });
});

const logTypesDiffer = rule(["cluster"], ({ cluster }, refuse) => {
  for (const index of repeated(cluster.logTypes)) refuse(["cluster", "logTypes", index], "must be named once");
});

export const clusterRules = [
  deployerIsOfTheAccount,
  deployerIsAdministrator,
  principalsDiffer,
  apiServerIsReachable,
  publicRangesAreMeant,
  logTypesDiffer,
];
