import { collectGarbage } from "./measure.js";

/** Bytes of the heap in use. Collected several times and with turns between: what a finished stream leaves behind is freed by callbacks. */
export async function heapUsed(): Promise<number> {
  for (let i = 0; i < 3; i++) {
    collectGarbage();
    await new Promise((resolve) => setImmediate(resolve));
  }
  return process.memoryUsage().heapUsed;
}
