package quantum.replay.compare;

import java.util.List;
import java.util.function.Function;

/**
 * The entries of one part of the time.
 *
 * @param symbols of the entries, in their order
 * @param blocks of the same
 * @param run what a combination makes of them
 */
public record Part(List<String> symbols, List<Block> blocks, Function<Combination, Tried> run) {
  /**
   * @throws IllegalArgumentException if not each entry has its symbol and its block
   */
  public Part {
    symbols = List.copyOf(symbols);
    blocks = List.copyOf(blocks);
    if (symbols.size() != blocks.size()) {
      throw new IllegalArgumentException(
          symbols.size() + " symbols of " + blocks.size() + " entries");
    }
  }

  List<Tried> of(List<Combination> combinations) {
    return combinations.stream().map(run).toList();
  }
}
