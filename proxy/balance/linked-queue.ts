/** What stands in a queue holds its own links, and in one queue at a time. */
export interface Linked<T> {
  before: T | null;
  after: T | null;
}

/** First in, first out, and anyone may leave from the middle. A `Map` would search through the places of those that left its front. */
export class LinkedQueue<T extends Linked<T>> {
  #first: T | null = null;
  #last: T | null = null;

  get first(): T | null {
    return this.#first;
  }

  push(item: T): void {
    item.before = this.#last;
    item.after = null;
    if (this.#last) {
      this.#last.after = item;
    } else {
      this.#first = item;
    }
    this.#last = item;
  }

  /** `item` must be in this queue. */
  remove(item: T): void {
    if (item.before) {
      item.before.after = item.after;
    } else {
      this.#first = item.after;
    }
    if (item.after) {
      item.after.before = item.before;
    } else {
      this.#last = item.before;
    }
    item.before = null;
    item.after = null;
  }
}
