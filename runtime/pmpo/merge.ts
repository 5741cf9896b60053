/** Reads several sources at once and gives each value with the index of its source. Closes them all. */
export async function* merge<Value>(
  sources: readonly AsyncIterable<Value>[],
): AsyncGenerator<{ index: number; value: Value }> {
  const iterators = sources.map((source) => source[Symbol.asyncIterator]());
  const pending = new Map(iterators.map((iterator, index) => [index, advance(iterator, index)]));
  try {
    while (pending.size > 0) {
      const { index, result } = await Promise.race(pending.values());
      const iterator = iterators[index];
      if (result.done === true || iterator === undefined) {
        pending.delete(index);
        continue;
      }
      pending.set(index, advance(iterator, index));
      yield { index, value: result.value };
    }
  } finally {
    await Promise.all(iterators.map(async (iterator) => iterator.return?.()));
  }
}

async function advance<Value>(iterator: AsyncIterator<Value>, index: number) {
  return { index, result: await iterator.next() };
}
