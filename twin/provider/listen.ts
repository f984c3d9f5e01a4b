import * as grpc from "@grpc/grpc-js";

/** Starts the server on a free port of the loopback interface and tells which. */
export function listenOnLoopback(server: grpc.Server): Promise<number> {
  return new Promise((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) =>
      error ? reject(error) : resolve(port),
    ),
  );
}
