export { cut, endlessComments, longLine, pause, reset, stall } from "./actions.js";
export { done, everyByte, splitAt, sse } from "./bytes.js";
export { ClientSockets } from "./client-sockets.js";
export { createGate, type Gate } from "./gate.js";
export { chunked, halfClose, head } from "./raw-bytes.js";
export { RawServer, type RawScript, startRawServer } from "./raw-server.js";
export type { Action, Bytes, Connection, Script, Step } from "./script.js";
export { gzip, html, json, noContent, redirect } from "./scripts.js";
export { type RecordedRequest, type Reply, startTestServer, type TestServer } from "./test-server.js";
