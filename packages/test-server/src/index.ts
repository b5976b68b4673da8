export { cut, endlessComments, longLine, pause, reset, stall } from "./actions.js";
export { done, everyByte, splitAt, sse } from "./bytes.js";
export { createGate, type Gate } from "./gate.js";
export type { Action, Bytes, Connection, Script, Step } from "./script.js";
export { gzip, html, json, noContent, redirect } from "./scripts.js";
export { type RecordedRequest, type Reply, startTestServer, type TestServer } from "./test-server.js";
