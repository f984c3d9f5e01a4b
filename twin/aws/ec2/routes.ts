import { crc32 } from "node:zlib";
import { dataType } from "../generic";
import { text } from "../read";
import { ROUTE } from "./types";

/** A route of IPv4 to a gateway; its id has the provider's hash of the destination. */
export const route = dataType(ROUTE, {
  create: (_call, { routeTableId, destinationCidrBlock }) => ({
    id: `r-${text(routeTableId)}${crc32(text(destinationCidrBlock) ?? "")}`,
    outputs: { instanceId: "", instanceOwnerId: "" },
  }),
});
