import { templateMetadata } from "../template/template-metadata.js";
import { callMetadata, llmMetadata } from "./call-description.js";

type Callable = (this: unknown, ...args: unknown[]) => unknown;

/** The same call, made inside of `within`, and so are its `toRequest` and `explain`. */
export function aroundCall(call: Callable, within: <T>(run: () => T) => T): Callable {
  function around(this: unknown, ...args: unknown[]): unknown {
    return within(() => call.apply(this, args));
  }
  // `toRequest`, `explain` and the name.
  Object.defineProperties(around, Object.getOwnPropertyDescriptors(call));
  for (const name of ["toRequest", "explain"]) {
    const inspect: unknown = Reflect.get(call, name);
    if (typeof inspect !== "function") continue;
    const value = function (this: unknown, ...args: unknown[]): unknown {
      // As the call's own: it knows itself where it stands in for the object of a method.
      return within(() => inspect.apply(this === around ? call : this, args));
    };
    Object.defineProperty(around, name, { value, enumerable: true, writable: true, configurable: true });
  }
  const [template, description, isLlm] = [templateMetadata.get(call), callMetadata.get(call), llmMetadata.get(call)];
  if (template) templateMetadata.set(around, template);
  if (description) callMetadata.set(around, description);
  if (isLlm) llmMetadata.set(around, isLlm);
  return around;
}
