import { ZoetropeError } from "../errors.js";

/** Given to a constructor in place of fields, to see whether it hands them on. */
class Probe extends ZoetropeError {}

let probe: Probe | null = null;

/**
 * Whether a prompt class, or one between it and `BasePrompt`, has a constructor that takes something else than the fields.
 *
 * Asked by making one, as far as the base's constructor: no field of a subclass is set, and no body of a constructor runs
 * beyond its `super`. The class's source would not tell, because compilers write a constructor wherever there are
 * decorators or fields with values.
 */
export function hasOwnConstructor(prompt: Function): boolean {
  // The constructors that compilers write, and those that only hand on what they get, name no parameter.
  if (classesOf(prompt).some((one) => one.length > 0)) return true;
  const mine = (probe = new Probe("A prompt class caught the error of its super()."));
  try {
    Reflect.construct(prompt, [mine]);
  } catch (thrown) {
    return thrown !== mine;
  } finally {
    probe = null;
  }
  return true;
}

/** The first thing that the constructor of `BasePrompt` does. */
export function answerProbe(input: unknown): void {
  if (probe === null) return;
  throw input === probe ? probe : new Probe("The fields were not handed on.");
}

function classesOf(prompt: object): readonly { readonly length: number }[] {
  const classes = [];
  for (let at: unknown = prompt; typeof at === "function"; at = Object.getPrototypeOf(at)) classes.push(at);
  return classes;
}
