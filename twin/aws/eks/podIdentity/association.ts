import { z } from "zod";
import { known, newId } from "../../generic";
import type { Created, ResourceType } from "../../resourceType";
import { activeCluster, EksOperation, POD_IDENTITY_ASSOCIATION } from "../context";
import { checkPodRole } from "./roles";

const inputsSchema = z.looseObject({
  clusterName: z.string(),
  namespace: z.string(),
  serviceAccount: z.string(),
  roleArn: z.string(),
});

/** Which role EKS hands to the pods of a service account. Neither the account nor the agent need be there. */
export const podIdentityAssociationType: ResourceType = {
  type: POD_IDENTITY_ASSOCIATION,

  create(call, inputs): Created {
    const { clusterName, namespace, serviceAccount, roleArn } = known(inputsSchema, POD_IDENTITY_ASSOCIATION, inputs);
    const operation = operationOn("CreatePodIdentityAssociation", namespace, serviceAccount);
    activeCluster(call, clusterName, operation);
    checkPodRole(call, roleArn, operation);
    const id = newId(POD_IDENTITY_ASSOCIATION, call, inputs);
    return { id, outputs: { associationId: id } };
  },

  update(call, _current, news) {
    const { namespace, serviceAccount, roleArn } = known(inputsSchema, POD_IDENTITY_ASSOCIATION, news);
    checkPodRole(call, roleArn, operationOn("UpdatePodIdentityAssociation", namespace, serviceAccount));
    return {};
  },
};

const operationOn = (name: string, namespace: string, serviceAccount: string) =>
  new EksOperation(name, `EKS Pod Identity Association (${namespace}/${serviceAccount})`);
