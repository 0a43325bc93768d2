package quantum.paper.account;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import quantum.kernel.value.Symbol;

/** When the account's margin is used up, and at which mark of a symbol it would be. */
public final class Liquidation {
  private static final int MOST_ROUNDS = 5;

  private Liquidation() {}

  /** Maintenance margin of all positions, USDT. */
  public static BigDecimal maintenance(PaperAccount account) {
    return maintenance(account.positions());
  }

  /** Whether balance and unrealized profit do not cover the maintenance margin. */
  public static boolean isDue(PaperAccount account) {
    return !account.positions().isEmpty()
        && account.wallet().add(account.unrealizedPnl()).compareTo(maintenance(account)) <= 0;
  }

  /** The position that needs the most margin: it goes first. */
  static Optional<PaperPosition> largest(PaperAccount account) {
    return account.positions().stream()
        .max(Comparator.comparing(held -> LeverageBracket.maintenance(held.notional())));
  }

  /**
   * The mark of a symbol that uses up the margin while all others stay; empty if none does. LONG
   * and SHORT of a symbol share it.
   *
   * <p>LP = (WB − TMM₁ + UPNL₁ + Σcum − Σ side·Q·EP) / (ΣQ·MMR − Σ side·Q), with the brackets of
   * the notional values at LP; ₁ is of the other symbols.
   */
  public static Optional<BigDecimal> price(PaperAccount account, Symbol symbol) {
    List<PaperPosition> held =
        account.positions().stream().filter(p -> p.symbol().equals(symbol)).toList();
    List<PaperPosition> others =
        account.positions().stream().filter(p -> !p.symbol().equals(symbol)).toList();
    if (held.isEmpty()) {
      return Optional.empty();
    }
    BigDecimal free = account.wallet().subtract(maintenance(others));
    for (PaperPosition other : others) {
      free = free.add(other.unrealizedPnl());
    }
    BigDecimal price = held.getFirst().markPrice();
    for (int round = 0; round < MOST_ROUNDS; round++) {
      BigDecimal numerator = free;
      BigDecimal denominator = BigDecimal.ZERO;
      for (PaperPosition leg : held) {
        LeverageBracket bracket = LeverageBracket.of(leg.amount().multiply(price));
        numerator = numerator.add(bracket.cum()).subtract(leg.amount().multiply(leg.entryPrice()));
        denominator =
            denominator.add(leg.amount().abs().multiply(bracket.rate())).subtract(leg.amount());
      }
      if (denominator.signum() == 0) {
        return Optional.empty();
      }
      BigDecimal next = numerator.divide(denominator, MathContext.DECIMAL64);
      if (next.signum() <= 0) {
        return Optional.empty();
      }
      if (next.compareTo(price) == 0) {
        break;
      }
      price = next;
    }
    return Optional.of(price);
  }

  private static BigDecimal maintenance(List<PaperPosition> positions) {
    return positions.stream()
        .map(held -> LeverageBracket.maintenance(held.notional()))
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }
}
