package quantum.brain.decide;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import quantum.kernel.value.Decimals;

/**
 * What stands in {@code r_level} and {@code harvested}: a level in R is a number above 0, anything
 * else ({@code tp1}, {@code T1}, {@code 2.0R}, {@code manual}) is a name that says nothing of R.
 */
final class LevelName {
  private LevelName() {}

  static Optional<BigDecimal> inR(String text) {
    try {
      return Optional.of(Decimals.parse(text)).filter(level -> level.signum() > 0);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  static SortedSet<BigDecimal> inR(Collection<String> texts) {
    TreeSet<BigDecimal> levels = new TreeSet<>();
    texts.forEach(text -> inR(text).ifPresent(levels::add));
    return levels;
  }
}
