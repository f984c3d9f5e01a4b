import { isNodeGroup } from "../../components/dataPlane/spec";
import { accountOfArn, regionOfArn } from "../account";
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
      `must include account.deployerRoleArn, or the deployment locks itself out; ` +
        `add "deployer: { principalArn: ${account.deployerRoleArn}, policy: cluster-admin }"`,
    );
  } else if (entry.policy !== "cluster-admin") {
    refuse(
      ["cluster", "access", name ?? "", "policy"],
      "must be cluster-admin for account.deployerRoleArn, or the deployment locks itself out",
    );
  }
});

const boundaryIsOfTheAccount = rule(["account"], ({ account }, refuse) => {
  const owner = account.permissionsBoundaryArn && accountOfArn(account.permissionsBoundaryArn);
  if (owner !== undefined && owner !== "aws" && owner !== account.id) {
    refuse(["account", "permissionsBoundaryArn"], `must be a policy of account.id (${account.id}), or of AWS`);
  }
});

const keyEncryptsVolumes = rule(["account", "region", "dataPlane"], ({ account, region, dataPlane }, refuse) => {
  const { ebsKmsKeyArn } = account;
  if (ebsKmsKeyArn === undefined) return;
  if (regionOfArn(ebsKmsKeyArn) !== region) {
    refuse(["account", "ebsKmsKeyArn"], `must be a key in ${region} (region): EBS takes no other`);
  } else if (!dataPlane.some(isNodeGroup)) {
    refuse(["account", "ebsKmsKeyArn"], "must be left out: dataPlane has no managed or self-managed nodes");
  }
});

export const accountRules = [
  deployerIsOfTheAccount,
  deployerIsAdministrator,
  boundaryIsOfTheAccount,
  keyEncryptsVolumes,
];
