package quantum.apply.decide;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import quantum.contracts.Keeping;
import quantum.contracts.OpenPosition;
import quantum.kernel.position.Position;
import quantum.kernel.value.Symbol;

/**
 * What is done with positions that a hand has made: ADOPT_POSITIONS, and ADOPT_SYMBOLS for single
 * symbols.
 */
public record Adoption(Mode usual, Map<Symbol, Mode> bySymbol) {
  /** What is done with them. */
  public enum Mode {
    /** Left alone, and told to nobody. */
    OFF,
    /** Followed, judged and shown: no stop, no order. */
    WATCH,
    /** Looked after as our own. */
    MANAGE
  }

  public Adoption {
    bySymbol = Map.copyOf(bySymbol);
  }

  public Mode of(Symbol symbol) {
    return bySymbol.getOrDefault(symbol, usual);
  }

  /** Whether an order, a stop among them, may leave for it. */
  public boolean allows(OpenPosition open) {
    return !open.keeping().isMadeByHand() || of(open.position().symbol()) == Mode.MANAGE;
  }

  /**
   * The position as the mode wants it kept: what is only watched has no stop. Under OFF it is
   * watched for as long as anybody has to know of it.
   */
  public OpenPosition keep(OpenPosition open) {
    if (!open.keeping().isMadeByHand()) {
      return open;
    }
    return allows(open)
        ? open.kept(Keeping.MANAGED)
        : open.with(withoutStop(open.position())).kept(Keeping.WATCHED);
  }

  private static Position withoutStop(Position p) {
    return p.stop().isEmpty()
        ? p
        : new Position(
            p.symbol(),
            p.side(),
            p.id(),
            p.qty(),
            p.initialQty(),
            p.entry(),
            p.entryRisk(),
            Optional.empty(),
            p.takeProfit(),
            p.targets(),
            p.scheme(),
            p.leverage(),
            p.atr(),
            p.openedAtMillis(),
            p.attempts(),
            p.tickSize());
  }

  /**
   * ADOPT_SYMBOLS: {@code SYMBOL:mode} separated by commas.
   *
   * @throws IllegalArgumentException naming the part
   */
  public static Map<Symbol, Mode> parse(String text) {
    Map<Symbol, Mode> modes = new HashMap<>();
    for (String part : text.split(",")) {
      if (part.isBlank()) {
        continue;
      }
      String[] words = part.strip().split(":");
      if (words.length != 2) {
        throw new IllegalArgumentException(
            "must be SYMBOL:off, watch or manage, was '" + part + "'");
      }
      Mode mode = Mode.valueOf(words[1].strip().toUpperCase(Locale.ROOT));
      if (modes.put(Symbol.of(words[0].strip()), mode) != null) {
        throw new IllegalArgumentException("names " + words[0].strip() + " twice");
      }
    }
    return modes;
  }
}
