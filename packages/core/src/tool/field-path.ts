/** A place in a JSON Schema, as zod gives it (`["properties", "guests", "items"]`), as the place in the data: `guests[]`. */
export function fieldPath(path: readonly (string | number)[]): string {
  let at = "";
  // Steps come in pairs where a keyword has named or numbered schemas: a field may itself be called "items".
  for (let i = 0; i < path.length; i++) {
    const keyword = path[i];
    if (keyword === "properties") at += `${at === "" ? "" : "."}${path[++i]}`;
    else if (keyword === "prefixItems") at += `[${path[++i]}]`;
    else if (keyword === "items") at += "[]";
    else if (keyword === "additionalProperties") at += "[key]";
    else if (keyword === "propertyNames") at += " (its keys)";
    else i += 1;
  }
  return at;
}
