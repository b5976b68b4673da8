/**
 * One client for each key and base URL: connections are shared, and a key given for one call is never used for another. A client that
 * could not be made (no key yet) is made anew by the next call.
 */
export class SharedClients<Client> {
  readonly #clients = new Map<string, Promise<Client>>();

  get(key: readonly unknown[], make: () => Promise<Client>): Promise<Client> {
    const id = JSON.stringify(key.map((part) => part ?? null));
    let client = this.#clients.get(id);
    if (!client) {
      client = make();
      this.#clients.set(id, client);
      client.catch(() => this.#clients.delete(id));
    }
    return client;
  }
}

/** A variable of the environment, trimmed; undefined when it is empty, and where there is no environment: core runs there, too. */
export function environment(name: string): string | undefined {
  return typeof process === "undefined" ? undefined : process.env[name]?.trim() || undefined;
}
