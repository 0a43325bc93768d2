package quantum.replay.compare;

import java.util.List;
import java.util.function.Function;

/**
 * The entries of one part of the time.
 *
 * @param blocks of the entries, in their order
 * @param run what a combination makes of them
 */
public record Part(List<Block> blocks, Function<Combination, Tried> run) {
  public Part {
    blocks = List.copyOf(blocks);
  }

  List<Tried> of(List<Combination> combinations) {
    return combinations.stream().map(run).toList();
  }
}
