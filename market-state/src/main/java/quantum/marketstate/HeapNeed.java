package quantum.marketstate;

/** How much memory the symbols take: measured, for the default statistics. */
final class HeapNeed {
  /** Without any symbol, and room to read answers of the venue. */
  private static final long BASE_BYTES = 40L << 20;

  /** Statistics with references 124 kB; minutes that wait, prices and what is under way. */
  private static final long PER_SYMBOL_BYTES = 200L << 10;

  private HeapNeed() {}

  /** How many symbols fit into a heap of so many bytes. */
  static int mostSymbols(long heapBytes) {
    return (int)
        Math.max(0, Math.min(Integer.MAX_VALUE, (heapBytes - BASE_BYTES) / PER_SYMBOL_BYTES));
  }
}
