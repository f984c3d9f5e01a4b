import { z } from "zod";
import { known, newId } from "../../generic";
import type { Created, ResourceType } from "../../resourceType";
import { versionOf } from "../cluster/stored";
import { computeConfigOf } from "../cluster/inputs";
import { isKarpenter, startCompute, stopCompute } from "../compute/compute";
import { activeCluster, CLUSTER, type EksContext, EksOperation, POD_IDENTITY_ASSOCIATION } from "../context";
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

  async delete(call, current) {
    const { clusterName } = known(inputsSchema, POD_IDENTITY_ASSOCIATION, current.inputs);
    const cluster = call.account.get(CLUSTER, clusterName);
    if (!isKarpenter(current.inputs) || !cluster || computeConfigOf(cluster.inputs)) return;
    call.account.remove(POD_IDENTITY_ASSOCIATION, current.id);
    await stopCompute(context, call, clusterName, versionOf(cluster));
  },
});

const operationOn = (name: string, namespace: string, serviceAccount: string) =>
  new EksOperation(name, `EKS Pod Identity Association (${namespace}/${serviceAccount})`);
