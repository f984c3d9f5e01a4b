import { z } from "zod";
import { known, newId } from "../../generic";
import type { Created, ResourceType } from "../../resourceType";
import { versionOf } from "../cluster/stored";
import { isKarpenter, startCompute } from "../compute/compute";
import { activeCluster, type EksContext, EksOperation, POD_IDENTITY_ASSOCIATION } from "../context";
import { checkPodRole } from "./roles";

const inputsSchema = z.looseObject({
  clusterName: z.string(),
  namespace: z.string(),
  serviceAccount: z.string(),
  roleArn: z.string(),
});

/** Which role EKS hands to the pods of a service account. Neither the account nor the agent need be there. */
export const podIdentityAssociationType = (context: EksContext): ResourceType => ({
  type: POD_IDENTITY_ASSOCIATION,

  async create(call, inputs): Promise<Created> {
    const { clusterName, namespace, serviceAccount, roleArn } = known(inputsSchema, POD_IDENTITY_ASSOCIATION, inputs);
    const operation = operationOn("CreatePodIdentityAssociation", namespace, serviceAccount);
    const cluster = activeCluster(call, clusterName, operation);
    checkPodRole(call, roleArn, operation);
    if (isKarpenter(inputs)) await startCompute(context, call, clusterName, versionOf(cluster));
    const id = newId(POD_IDENTITY_ASSOCIATION, call, inputs);
    return { id, outputs: { associationId: id } };
  },

  update(call, _current, news) {
    const { namespace, serviceAccount, roleArn } = known(inputsSchema, POD_IDENTITY_ASSOCIATION, news);
    checkPodRole(call, roleArn, operationOn("UpdatePodIdentityAssociation", namespace, serviceAccount));
    return {};
  },
});

const operationOn = (name: string, namespace: string, serviceAccount: string) =>
  new EksOperation(name, `EKS Pod Identity Association (${namespace}/${serviceAccount})`);
