package quantum.contracts;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;

/**
 * What can be read of a position hash that cannot be read as a whole: the exchange says what is
 * open, and stop, risk, levels taken and all else that is readable is kept. A stop is never
 * loosened by a field that broke.
 *
 * @param unreadable fields that count as missing now
 */
public record PositionRemains(OpenPosition open, Set<String> unreadable) {
  private static final List<String> TARGETS = List.of("tp1", "tp2", "tp3");

  public PositionRemains {
    unreadable = Set.copyOf(unreadable);
  }

  /** What the exchange says, to stand in for what the hash does not. */
  public record Core(
      Symbol symbol,
      Side side,
      Quantity qty,
      Price entry,
      PositionId id,
      long changedMillis,
      Leverage leverage,
      Optional<BigDecimal> tick) {}

  /** The trades up to this one count as booked. */
  public PositionRemains bookedUpTo(Optional<String> lastTradeId) {
    return new PositionRemains(open.booked(open.realizedPnl(), lastTradeId), unreadable);
  }

  /** The newest trade that a hash counts as booked, if it says one and is not harvest-brain's. */
  public static Optional<String> lastTradeId(Map<String, String> hash) {
    String text = Optional.ofNullable(hash.get("last_trade_id")).orElse("").strip();
    return FieldReader.isMissing(text)
            || OpenPosition.SOURCE_BRAIN.equals(hash.get(OpenPosition.SOURCE))
        ? Optional.empty()
        : Optional.of(text);
  }

  /** Empty if the hash is about a position of the other side. */
  public static Optional<PositionRemains> of(Map<String, String> hash, Core core) {
    Map<String, String> fields = new LinkedHashMap<>(hash);
    Set<String> unreadable = new LinkedHashSet<>();
    fields.put("symbol", core.symbol().name());
    keep(fields, unreadable, "side", Side::parse, core.side());
    if (Side.parse(fields.get("side")) != core.side()) {
      return Optional.empty();
    }
    keep(fields, unreadable, "qty", PositionRemains::positive, core.qty());
    keep(fields, unreadable, "entry_price", Price::of, core.entry());
    keep(fields, unreadable, OpenPosition.POSITION_ID, PositionId::new, core.id());
    keep(
        fields,
        unreadable,
        "opened_at",
        EventTime::parseMillis,
        EventTime.format(core.changedMillis()));
    fields.putIfAbsent("leverage", Double.toString(core.leverage().value()));
    core.tick().ifPresent(tick -> fields.putIfAbsent("tick_size", Decimals.plain(tick)));
    while (true) {
      switch (OpenPosition.decode(fields)) {
        case Decoded.Ok<Optional<OpenPosition>>(var open, var oddities) -> {
          oddities.forEach(oddity -> unreadable.add(oddity.field()));
          return open.map(known -> new PositionRemains(known, unreadable));
        }
        case Decoded.Bad<Optional<OpenPosition>> bad -> {
          if (fields.remove(bad.field()) != null) {
            unreadable.add(bad.field());
          } else if (!TARGETS.contains(bad.field()) || !fields.keySet().removeAll(TARGETS)) {
            return Optional.empty();
          }
        }
      }
    }
  }

  private static Quantity positive(String text) {
    Quantity qty = Quantity.of(text);
    if (qty.isZero()) {
      throw new IllegalArgumentException("must be > 0");
    }
    return qty;
  }

  /** Leaves a readable field alone, and puts {@code otherwise} for any other. */
  private static void keep(
      Map<String, String> fields,
      Set<String> unreadable,
      String name,
      Function<String, ?> parser,
      Object otherwise) {
    try {
      parser.apply(Optional.ofNullable(fields.get(name)).orElse("").strip());
    } catch (IllegalArgumentException e) {
      if (fields.put(name, otherwise.toString()) != null) {
        unreadable.add(name);
      }
    }
  }
}
