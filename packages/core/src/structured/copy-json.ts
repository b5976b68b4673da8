import { isContainer, isJsonArray, setPart, type Container, type JsonValue, type OpenContainer } from "./json-value.js";

/** A deep copy. Keeps its own stack: recursion overflows on values as deep as a caller may allow. */
export function copyJson(value: JsonValue): JsonValue {
  if (!isContainer(value)) return value;
  const copy = emptyLike(value);
  const unfilled: [source: Container, target: OpenContainer][] = [[value, copy]];
  for (let next = unfilled.pop(); next; next = unfilled.pop()) {
    const [source, target] = next;
    for (const [key, part] of Object.entries(source)) {
      const partCopy = isContainer(part) ? emptyLike(part) : part;
      setPart(target, key, partCopy);
      if (isContainer(part) && isContainer(partCopy)) unfilled.push([part, partCopy]);
    }
  }
  return copy;
}

function emptyLike(container: Container): OpenContainer {
  return isJsonArray(container) ? [] : {};
}
