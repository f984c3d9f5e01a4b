import { text } from "../../read";
import type { Created, ResourceType } from "../../resourceType";
import { activeCluster, EksOperation, POD_IDENTITY_ASSOCIATION } from "../context";
import { checkPodIdentityRole, parsePodIdentity, podIdentityAttributes, type PodIdentityInputs } from "./podIdentity";

/** Roles of service accounts by EKS Pod Identity. Neither the service account nor the agent need be there. */
export function podIdentityAssociationType(): ResourceType {
  return {
    type: POD_IDENTITY_ASSOCIATION,

    create(call, inputs): Created {
      const association = parsePodIdentity(inputs);
      const operation = operationOn("CreatePodIdentityAssociation", association);
      activeCluster(call, association.clusterName, operation);
      checkPodIdentityRole(call, association.roleArn, operation);
      checkSessionPolicy(association, operation);
      const outputs = podIdentityAttributes(call, association);
      return { id: outputs.associationId, outputs };
    },

    update(call, current, news) {
      const association = parsePodIdentity(news);
      const operation = operationOn("UpdatePodIdentityAssociation", association);
      const owner = text(current.outputs["ownerArn"]);
      if (owner !== undefined) {
        throw operation.refuse("InvalidRequestException", `The association is owned by ${owner}`);
      }
      checkPodIdentityRole(call, association.roleArn, operation);
      checkSessionPolicy(association, operation);
      return {};
    },
  };
}

function operationOn(name: string, { clusterName, namespace, serviceAccount }: PodIdentityInputs): EksOperation {
  return new EksOperation(name, `EKS Pod Identity Association (${clusterName}:${namespace}:${serviceAccount})`);
}

function checkSessionPolicy({ policy, disableSessionTags }: PodIdentityInputs, operation: EksOperation): void {
  if (policy !== undefined && !disableSessionTags) {
    throw operation.invalid("disableSessionTags must be true when a session policy is given");
  }
}
