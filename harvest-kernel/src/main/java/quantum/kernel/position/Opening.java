package quantum.kernel.position;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Price;
import quantum.kernel.value.Symbol;

/** What a fill does not say about the position that it opens; see {@link Position}. */
public record Opening(
    Symbol symbol,
    PositionId id,
    Optional<Price> stop,
    Optional<Price> takeProfit,
    List<Price> targets,
    List<BigDecimal> scheme,
    Leverage leverage,
    Optional<BigDecimal> atr,
    Optional<BigDecimal> tickSize) {

  public Opening {
    targets = List.copyOf(targets);
    scheme = List.copyOf(scheme);
  }

  /** Nothing but a name is known: no stop, no targets, no leverage. */
  public static Opening bare(Symbol symbol, PositionId id) {
    return new Opening(
        symbol,
        id,
        Optional.empty(),
        Optional.empty(),
        List.of(),
        List.of(),
        Leverage.NONE,
        Optional.empty(),
        Optional.empty());
  }
}
