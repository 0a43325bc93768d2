package quantum.contracts;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.PositionId;

/**
 * What of a ledger a later booking may correct: fees and the exchange's own profit come when the
 * trades are there, maybe after the position has ended.
 *
 * @param closed the position that ended last
 * @param closedNet its net result so far, USDT: whether it was won
 * @param settling the orders of which only one of fill and booking has come, with the profit that
 *     the fill was booked with; none where the booking came first
 */
public record Bookings(
    Optional<PositionId> closed, BigDecimal closedNet, Map<String, Optional<BigDecimal>> settling) {
  public static final Bookings NONE = new Bookings(Optional.empty(), BigDecimal.ZERO, Map.of());

  /** Within seconds each fill has its booking. */
  static final int ORDERS_KEPT = 50;

  static final Field<PositionId> CLOSED_POSITION =
      Field.optional(
          PositionId::new, "", "the position that ended last, or empty", "closed_position");
  static final Field<BigDecimal> CLOSED_NET =
      Field.number(Fields.USDT, "its net result so far", "closed_net");
  static final Field<List<String>> SETTLING =
      Field.optional(
          FieldReader::listOf,
          Fields.USDT,
          "orders of which only the fill or only the booking has come, comma-separated:"
              + " ORDER_ID:PROFIT of a fill, ORDER_ID: of a booking",
          "settling");

  public Bookings {
    settling = Collections.unmodifiableMap(new LinkedHashMap<>(settling));
  }

  public Bookings ended(PositionId position, BigDecimal net) {
    return new Bookings(Optional.of(position), net, settling);
  }

  public boolean isOfEnded(Optional<PositionId> position) {
    return position.isPresent() && position.equals(closed);
  }

  /**
   * What of a profit counts.
   *
   * @param profit to be added, USDT
   * @param first whether the other one, booking or fill, is still to come
   */
  public record Settled(Bookings bookings, BigDecimal profit, boolean first) {}

  /** A fill without its trades: what it says of its profit stands until the booking comes. */
  public Settled fill(String order, BigDecimal profit) {
    return settling.containsKey(order)
        ? new Settled(without(order), BigDecimal.ZERO, false)
        : new Settled(with(order, Optional.of(profit)), profit, true);
  }

  /** The exchange's own profit takes the place of what the fill was booked with. */
  public Settled booking(String order, BigDecimal profit) {
    Optional<BigDecimal> fill = settling.getOrDefault(order, Optional.empty());
    return fill.isPresent()
        ? new Settled(without(order), profit.subtract(fill.get()), false)
        : new Settled(with(order, Optional.empty()), profit, true);
  }

  private Bookings with(String order, Optional<BigDecimal> profit) {
    Map<String, Optional<BigDecimal>> more = new LinkedHashMap<>(settling);
    more.put(order, profit);
    Iterator<String> oldest = more.keySet().iterator();
    while (more.size() > ORDERS_KEPT) {
      oldest.next();
      oldest.remove();
    }
    return new Bookings(closed, closedNet, more);
  }

  private Bookings without(String order) {
    Map<String, Optional<BigDecimal>> rest = new LinkedHashMap<>(settling);
    rest.remove(order);
    return new Bookings(closed, closedNet, rest);
  }

  static Bookings read(FieldReader reader) {
    Map<String, Optional<BigDecimal>> orders = new LinkedHashMap<>();
    reader
        .items(SETTLING, Bookings::order)
        .forEach(order -> orders.put(order.getKey(), order.getValue()));
    return new Bookings(
        reader.read(CLOSED_POSITION), reader.read(CLOSED_NET, BigDecimal.ZERO), orders);
  }

  private static Map.Entry<String, Optional<BigDecimal>> order(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 1) {
      throw new IllegalArgumentException("must be ORDER_ID:PROFIT or ORDER_ID:");
    }
    String profit = text.substring(colon + 1);
    return Map.entry(
        text.substring(0, colon),
        profit.isEmpty() ? Optional.empty() : Optional.of(Decimals.parse(profit)));
  }

  void write(FieldWriter writer) {
    writer
        .put(CLOSED_POSITION, closed.map(PositionId::value).orElse(""))
        .put(CLOSED_NET, closedNet)
        .list(
            SETTLING,
            settling.entrySet().stream()
                .map(e -> e.getKey() + ':' + e.getValue().map(Decimals::plain).orElse(""))
                .toList());
  }
}
