import { TemplateSyntaxError } from "../errors.js";
import type { Position } from "./parsed-template.js";

/** @param problem What is wrong and what to do, without a full stop. */
export function syntaxError(problem: string, { line, column }: Position): TemplateSyntaxError {
  return new TemplateSyntaxError(`${problem} (line ${line}, column ${column})`);
}

/** Finds the place of an offset. Offsets must come in ascending order, so that the text is searched once in all. */
export class PositionFinder {
  #line = 1;
  #lineStart = 0;
  #newline: number;

  constructor(private readonly source: string) {
    this.#newline = source.indexOf("\n");
  }

  at(offset: number): Position {
    while (this.#newline !== -1 && this.#newline < offset) {
      this.#line++;
      this.#lineStart = this.#newline + 1;
      this.#newline = this.source.indexOf("\n", this.#lineStart);
    }
    return { line: this.#line, column: offset - this.#lineStart + 1 };
  }
}
